import * as z from "zod";
import { otlpHeaders } from "./protocol/outgoing/otlp-headers.ts";
import { E164 } from "./protocol/sids.ts";

/** What leaves by itself, after a call or as an alert: the variables that say where to. Without them nothing does. */

const address = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (url?.protocol === "https:" || url?.protocol === "http:") && url.username === "";
}, "must be an http address, with no user in it, such as https://example.com/baton");

const numbers = z
  .string()
  .transform((list) => list.split(/[\s,]+/).filter(Boolean))
  .refine(
    (all) => all.length > 0 && all.every((n) => E164.pattern.test(n)),
    `${E164.words}; several with commas`,
  );

const headers = z.string().transform((list, { addIssue }) => {
  const read = otlpHeaders(list);
  if ("headers" in read) return read.headers;
  addIssue({ code: "custom", message: read.fault });
  return z.NEVER;
});

export const OUTGOING = {
  /** A report of each call goes there. */
  REPORT_WEBHOOK: address.optional(),
  /** Signs it. */
  REPORT_SECRET: z.string().min(1).optional(),
  /** Traces of each call go to `/v1/traces` below it. */
  OTEL_EXPORTER_OTLP_ENDPOINT: address.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headers.optional(),
  /** What was said goes into traces as well, under names with a `pii` segment. */
  OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: z
    .enum(["true", "false"], { error: "must be true or false" })
    .transform((text) => text === "true")
    .default(false),
  /** Slack's form: `{text}`. */
  ALERT_WEBHOOK: address.optional(),
  /** Alerts go to these numbers as SMS, from that one of the account's. */
  ALERT_SMS_TO: numbers.optional(),
  ALERT_SMS_FROM: z.string().regex(E164.pattern, E164.words).optional(),
};

type Outgoing = z.output<z.ZodObject<typeof OUTGOING>>;

/** Those that want another one beside them, each with what is said of the other. */
export function missingBeside(
  set: Outgoing & {
    readonly TWILIO_API_KEY?: string | undefined;
    readonly TWILIO_API_SECRET?: string | undefined;
  },
): readonly { readonly name: string; readonly message: string }[] {
  const faults: { name: string; message: string }[] = [];
  const wants = (has: unknown, name: keyof typeof set, message: string): void => {
    if (has !== undefined && set[name] === undefined) faults.push({ name, message });
  };
  wants(set.REPORT_WEBHOOK, "REPORT_SECRET", "is missing: what goes to REPORT_WEBHOOK is signed with it");
  wants(set.ALERT_SMS_TO, "ALERT_SMS_FROM", "is missing: SMS to ALERT_SMS_TO come from it");
  wants(set.ALERT_SMS_TO, "TWILIO_API_KEY", "is missing: SMS to ALERT_SMS_TO are sent with it");
  wants(set.ALERT_SMS_TO, "TWILIO_API_SECRET", "is missing: SMS to ALERT_SMS_TO are sent with it");
  return faults;
}
