import * as z from "zod";
import { readCaller } from "../../../protocol/phone-address.ts";
import { type Answers, ask, reading } from "../../http/answer.ts";
import { headerTemplate, urlTemplate } from "../../http/http-template.ts";
import { naming } from "../../tools/naming.ts";
import { Answered } from "../../tools/tool.ts";
import type { CallerProfile, CallerSource } from "../source.ts";

export interface HttpProfileDefinition {
  /** Where to ask, such as `https://crm.example.com/people/{from}`: `{from}`, `{to}` and `{callSid}` are the call's. */
  readonly url: string;
  /** Sent as they are, with secrets of the Worker put in: `{ Authorization: "Bearer {{CRM_TOKEN}}" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes of the answer what is known. Default: the answer is `{ profile, memory, variables }` itself. */
  readonly select?: (answer: unknown) => CallerProfile | undefined;
  /** What it is called to the model and to people. Default: its host. */
  readonly name?: string;
}

const Call = z.object({ callSid: z.string(), from: z.string(), to: z.string() });
const MAX_NAME_CHARS = 60;
const UNKNOWN: Answers = { 404: "Nobody of that number is known." };

/**
 * What an endpoint of your own knows of the caller: a `GET`, tried again where it cannot be reached or is busy, as far as there
 * is time. 404 is nobody known. An address with `{from}` is not asked about a caller who withholds their number.
 *
 * @throws TypeError, when it is defined, naming what of its url, headers or name cannot work.
 */
export function httpProfile({ url, headers = {}, select, name }: HttpProfileDefinition): CallerSource {
  const [address, headersFor] = naming("httpProfile", () => {
    if (name !== undefined && (name.trim() === "" || name.length > MAX_NAME_CHARS))
      throw new TypeError(`name: 1 to ${MAX_NAME_CHARS} characters.`);
    return [urlTemplate(url, "GET", Call), headerTemplate(headers, Object.keys(Call.shape))];
  });
  const { host, placeholders } = address;
  return {
    from: name?.trim() ?? host,
    ask: async (call, { secret, signal }) => {
      if (placeholders.has("from") && readCaller(call.from, call.to).withheld) return undefined;
      const request = new Request(address.fill({ ...call }), {
        headers: { Accept: "application/json", ...headersFor(secret) },
        redirect: "manual",
        signal,
      });
      const { content } = await ask(request, UNKNOWN);
      if (content instanceof Answered) return undefined;
      // An endpoint's word for it: whatever it is, it is looked at before it is used.
      return select ? reading(() => select(content)) : (content as CallerProfile);
    },
  };
}
