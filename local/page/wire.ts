import * as z from "zod";
import type { Faults, StackCommand, StackEvent } from "../twilio/events.ts";

/** A number that can be called, and who answers it. */
export interface PhoneNumber {
  /** E.164. */
  readonly number: string;
  /** The agent's name, as in its definition. */
  readonly agent: string;
  /** BCP 47 tag it answers in. */
  readonly language: string;
  /** Lines worth trying with this agent, in a caller's words. */
  readonly suggestions: readonly string[];
}

/** What the page needs to know of the stack before anything happens. */
export interface PageSettings {
  readonly numbers: readonly PhoneNumber[];
  /** Who answers any other number; undefined when no agent could be read. */
  readonly otherwise?: PhoneNumber;
  /** The caller's number when the page leaves it alone, E.164. */
  readonly defaultCaller: string;
  /** Address of a real Flex UI to show beside the simple desk; a path when this server has it mounted. */
  readonly flexUrl?: string;
  /** Path that leads into the operator's console, signed in. */
  readonly consoleUrl?: string;
}

/**
 * What the `/events` websocket sends beside the events themselves, which go out as they are, one JSON object a
 * message. `hello` comes first and once; after it every event so far, and then each as it happens.
 */
type PageNote =
  | {
      readonly type: "hello";
      readonly settings: PageSettings;
      readonly faults: Readonly<Faults>;
      /** The number of the last event that is replayed; 0 when nothing has happened. */
      readonly lastSeq: number;
      /** The stack's clock, epoch milliseconds: the browser's own may run on another machine. */
      readonly now: number;
    }
  | { readonly type: "faults"; readonly faults: Readonly<Faults> }
  | { readonly type: "settings"; readonly settings: PageSettings }
  /** The call that this page's own order to dial has become. */
  | { readonly type: "dialled"; readonly callSid: string }
  /** A command that was not carried out, and why, in words for the person at the page. */
  | { readonly type: "refused"; readonly reason: string };

export type PageMessage = StackEvent | PageNote;

const ms = z.number().int().min(0).max(60_000);
const line = z.string().trim().min(1).max(2_000);
const sid = z.string().min(1).max(64);
const address = z.string().trim().min(1).max(128);

const FaultChange = z.strictObject({
  frameLatencyMs: ms.exactOptional(),
  refuseSockets: z.number().int().min(0).max(100).exactOptional(),
  duplicateCallbacks: z.boolean().exactOptional(),
  webhookLatencyMs: ms.exactOptional(),
  muteInfo: z.boolean().exactOptional(),
  splitFinals: z.boolean().exactOptional(),
  infoTimestamps: z.boolean().exactOptional(),
  stringDurations: z.boolean().exactOptional(),
  unknownFrames: z.boolean().exactOptional(),
  actionBeforeClose: z.boolean().exactOptional(),
  statisticsLatencyMs: ms.exactOptional(),
  statisticsFail: z.boolean().exactOptional(),
  statisticsGarbage: z.boolean().exactOptional(),
  statisticsWrong: z.boolean().exactOptional(),
  queueFull: z.boolean().exactOptional(),
  queueFails: z.boolean().exactOptional(),
} satisfies Record<keyof Faults, z.ZodType>);

const Command = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("dial"), from: address.exactOptional(), to: address.exactOptional() }),
  z.strictObject({ do: z.literal("say"), callSid: sid, text: line, instant: z.boolean().exactOptional() }),
  z.strictObject({ do: z.literal("hear"), callSid: sid, text: z.string().max(2_000), final: z.boolean() }),
  z.strictObject({ do: z.literal("press"), callSid: sid, digits: z.string().regex(/^[0-9*#]{1,32}$/) }),
  z.strictObject({ do: z.literal("cough"), callSid: sid }),
  z.strictObject({ do: z.literal("hang_up"), callSid: sid }),
  z.strictObject({ do: z.literal("drop_socket"), callSid: sid }),
  z.strictObject({ do: z.literal("set_faults"), faults: FaultChange }),
  z.strictObject({
    do: z.literal("task"),
    taskSid: sid,
    action: z.enum(["accept", "complete", "cancel", "reject", "ring_out", "expire"]),
  }),
  z.strictObject({ do: z.literal("workers"), available: z.number().int().min(0).max(1_000) }),
]);

export type ParsedCommand =
  | { readonly ok: true; readonly command: StackCommand }
  | { readonly ok: false; readonly reason: string };

/** Reads one message of the page. What does not fit is a value that says which field was wrong. */
export function parseCommand(raw: string): ParsedCommand {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return { ok: false, reason: "The command is not JSON." };
  }
  const parsed = Command.safeParse(value);
  return parsed.success
    ? { ok: true, command: parsed.data }
    : { ok: false, reason: `The command does not fit: ${z.prettifyError(parsed.error)}` };
}
