import * as z from "zod";
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
    z.object({ role: z.literal("note"), text: z.string() }),
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
  const ended = Ended.safeParse(root.phase);
  const fresh = newCall(call.callSid || callSid, call.language);
  return {
    ...fresh,
    phase: ended.success ? ended.data : { name: "listening" },
    call: { ...fresh.call, ...call, callSid: fresh.call.callSid },
    keypad: { ...fresh.keypad, vault },
    transcript: entries.flatMap((entry): readonly Entry[] => {
      const read = StoredEntry.safeParse(entry);
      // An optional field that is absent is typed as possibly undefined by the schema library.
      return read.success ? [read.data as Entry] : [];
    }),
  };
}
