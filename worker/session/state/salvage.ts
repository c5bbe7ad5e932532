import * as z from "zod";
import { ACTIONS } from "../../protocol/console/actions.ts";
import { type CallState, newCall } from "./call-state.ts";
import type { Entry } from "./transcript.ts";

/**
 * What can be used of a call that another release has stored. It is not continued: a person takes it, with what was
 * said. So only what a person needs is read, wherever it stands, and whatever does not fit is left out.
 */

const text = z.string().catch("");
const count = z.number().catch(0);

const Facts = z.object({
  callSid: text,
  sessionId: text,
  from: text,
  to: text,
  language: text,
  startedAtMs: count,
  connects: count,
});
const Secrets = z.record(z.string(), z.string()).catch({});
/** That there is one: it is stopped, and deleted with the call. */
const StoredRecording = z
  .object({
    at: z.enum(["none", "on", "paused", "failing", "over"]),
    sid: z.string().optional(),
    startedAtMs: z.number().optional(),
    spoilt: z.boolean(),
    order: z.string().optional(),
  })
  // Of one whose start was under way nobody knows whether there is one.
  .transform(({ order, ...known }) =>
    order === "start" ? { ...known, at: "failing" as const, spoilt: true } : known,
  )
  .optional()
  .catch(undefined);
/** Who did what stays on record. */
const Acts = z
  .array(
    z.object({
      atMs: z.number(),
      by: z.string(),
      do: z.enum(ACTIONS),
      text: z.string().optional(),
      unsaid: z.literal(true).exactOptional(),
    }),
  )
  .catch([]);
const Lost = z.object({
  at: z.literal("lost"),
  sinceMs: z.number(),
  closed: z.literal(true).optional(),
});
const Ended = z.object({
  name: z.literal("ended"),
  cause: z.enum(["handed_off", "said_goodbye", "hung_up", "lost"]),
});

/** The roles of a transcript have not changed since the first release; an entry of another kind is left out. */
const StoredEntry = z.object({
  id: z.number(),
  atMs: z.number(),
  item: z.discriminatedUnion("role", [
    z.object({ role: z.literal("caller"), text: z.string() }),
    z.object({ role: z.literal("agent"), text: z.string(), interrupted: z.literal(true).optional() }),
    z.object({ role: z.literal("tool_call"), callId: z.string(), name: z.string(), arguments: z.string() }),
    z.object({ role: z.literal("tool_result"), callId: z.string(), output: z.string() }),
    z.object({ role: z.literal("note"), text: z.string(), untrusted: z.literal(true).optional() }),
  ]),
});

const objectOr = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};

/**
 * @param stored - the state's row, and the transcript's: whatever JSON holds.
 * @param callSid - where the state does not say.
 * @returns a call that listens, or one that has ended; its tools, counts and timers are not taken over.
 */
export function salvage(stored: unknown, entries: readonly unknown[], callSid: string): CallState {
  const root = objectOr(stored);
  const call = Facts.parse({ ...root, ...objectOr(root.call) });
  const vault = Secrets.parse({ ...objectOr(root.vault), ...objectOr(objectOr(root.keypad).vault) });
  const acted = Acts.parse(objectOr(root.operating).acted);
  const ended = Ended.safeParse(root.phase);
  const fresh = newCall(call.callSid || callSid, call.language);
  const lost = Lost.safeParse(root.line);
  return {
    ...fresh,
    // One that has ended ended when it did: with an open line it would do so again, and be told anew.
    ...(ended.success && { line: lost.success ? lineOf(lost.data) : lostAt(call.startedAtMs) }),
    phase: ended.success ? ended.data : { name: "listening" },
    call: { ...fresh.call, ...call, callSid: fresh.call.callSid },
    keypad: { ...fresh.keypad, vault },
    // Whoever was not asked yet goes to a person, and is not asked any more.
    recording: { ...fresh.recording, consent: "refused", ...StoredRecording.parse(root.recording) },
    operating: { ...fresh.operating, acted: acted.map((act) => ({ ...act, text: act.text })) },
    transcript: entries.flatMap((entry): readonly Entry[] => {
      const read = StoredEntry.safeParse(entry);
      // An optional field that is absent is typed as possibly undefined by the schema library.
      return read.success ? [read.data as Entry] : [];
    }),
  };
}

const lostAt = (sinceMs: number): CallState["line"] => ({ at: "lost", sinceMs });

const lineOf = ({ sinceMs, closed }: z.output<typeof Lost>): CallState["line"] =>
  closed ? { at: "lost", sinceMs, closed } : lostAt(sinceMs);
