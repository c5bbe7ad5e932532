import * as z from "zod";
import { E164 } from "../sids.ts";

/** Bodies of the routes that change an agent, as `worker/protocol/console/agents.ts` says them. */

/** Of a draft's, bytes: a row of a Durable Object holds 2 MB, and JSON of it is no longer than what it was read from. */
export const MAX_EDIT_BYTES = 1_900_000;

const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const DraftBody = z.strictObject({
  /** Checked against the agent, and not here. */
  edit: z.record(z.string(), z.unknown()),
  revision: whole,
  base: whole.optional(),
});

const PublishBody = z
  .strictObject({
    revision: whole.optional(),
    version: whole.min(1, "must be a version that was published; POST …/restore takes 0").optional(),
    share: z.number().min(0).max(1).optional(),
    numbers: z.array(z.string().regex(E164.pattern, E164.words)).max(100).optional(),
    note: z.string().max(500).optional(),
  })
  .refine(
    ({ revision, version }) => (revision === undefined) !== (version === undefined),
    "give `revision`, that of the draft, or `version`",
  )
  .refine(
    ({ share, numbers }) =>
      (share === undefined && numbers === undefined) || (share ?? 0) > 0 || (numbers ?? []).length > 0,
    { path: ["share"], message: "it would answer nobody: give a share above 0, or `numbers` with one in it" },
  );

const RestoreBody = z.strictObject({ version: whole });

export type ReadRequest<T> =
  | { readonly ok: true; readonly request: T }
  /** Each begins with its field. */
  | { readonly ok: false; readonly faults: readonly string[] };

/** @returns what reads such a body: whatever JSON holds. */
const reads =
  <T extends z.ZodType>(form: T) =>
  (body: unknown): ReadRequest<z.output<T>> => {
    const { success, data, error } = form.safeParse(body);
    return success
      ? { ok: true, request: data }
      : {
          ok: false,
          faults: error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`),
        };
  };

export const readDraft = reads(DraftBody);
export const readPublication = reads(PublishBody);
export const readRestoration = reads(RestoreBody);
