import * as z from "zod";
import { AIRTABLE_COLUMNS, airtableColumns } from "./protocol/editing/airtable-columns.ts";
import { SYNC_SERVICE_SID } from "./protocol/sids.ts";

/** Where edits of agents come from beside the console: docs/editing.md. Without `AGENTS_SOURCE` nothing is asked. */

const REFRESH_WORDS = "must be a whole number of seconds from 10 to 3600";

const address = (usual: string) =>
  z
    .string()
    .regex(/^https?:\/\/[^\s@]+$/, `must look like ${usual}`)
    .default(usual);

const columns = z.string().transform((list, { addIssue }) => {
  const read = airtableColumns(list);
  if ("columns" in read) return read.columns;
  addIssue({ code: "custom", message: read.fault });
  return z.NEVER;
});

export const SOURCES = {
  AGENTS_SOURCE: z.enum(["airtable", "sync"], { error: "must be airtable or sync" }).optional(),
  /** It is asked no more often. */
  AGENTS_REFRESH_S: z.coerce
    .string()
    .regex(/^\d{1,4}$/, REFRESH_WORDS)
    .transform(Number)
    .refine((seconds) => seconds >= 10 && seconds <= 3_600, REFRESH_WORDS)
    .default(60),
  /** A personal access token. */
  AIRTABLE_TOKEN: z.string().min(1).optional(),
  AIRTABLE_BASE: z
    .string()
    .regex(/^app[A-Za-z0-9]{14}$/, "must be app and 14 letters or digits")
    .optional(),
  /** The sample's name of it. */
  AIRTABLE_TABLE: z.string().min(1).max(200).default("builder"),
  AIRTABLE_COLUMNS: columns.default(AIRTABLE_COLUMNS),
  /** A stand-in on the own machine. */
  AIRTABLE_API_URL: address("https://api.airtable.com"),
  SYNC_SERVICE_SID: z.string().regex(SYNC_SERVICE_SID.pattern, SYNC_SERVICE_SID.words).optional(),
  TWILIO_SYNC_URL: address("https://sync.twilio.com"),
};

type Sources = z.output<z.ZodObject<typeof SOURCES>>;

const NEEDED = {
  airtable: ["AIRTABLE_TOKEN", "AIRTABLE_BASE"],
  sync: ["SYNC_SERVICE_SID", "TWILIO_API_KEY", "TWILIO_API_SECRET"],
} as const;

/** What the source that is set needs and has not, each with what is said of it. */
export function missingForSource(
  set: Sources & {
    readonly TWILIO_API_KEY?: string | undefined;
    readonly TWILIO_API_SECRET?: string | undefined;
  },
): readonly { readonly name: string; readonly message: string }[] {
  const { AGENTS_SOURCE: source } = set;
  if (!source) return [];
  return NEEDED[source]
    .filter((name) => set[name] === undefined)
    .map((name) => ({ name, message: `is missing: AGENTS_SOURCE ${source} is read with it` }));
}
