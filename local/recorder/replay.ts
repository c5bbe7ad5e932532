import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import type { StackCommand, StackEvent } from "../twilio/events.ts";

/** What the caller did, and when: so long after the agent began to speak, fell silent, or after what came before. */
export interface Step {
  readonly do: "say" | "press" | "cough" | "hang_up";
  /** What is said or pressed. */
  readonly text: string;
  /** `start`: over the agent's words. `step`: the agent has said nothing since the step before. */
  readonly after: "start" | "end" | "step";
  /** Milliseconds of people's time. */
  readonly ms: number;
}

export interface Replay {
  readonly from: string;
  readonly to: string;
  readonly steps: readonly Step[];
}

/** Keys that come closer together than this are pressed in one go. */
const KEYS_MS = 1_000;

/** A call that ends this long after it was asked to was ended by the agent. */
const ENDING_MS = 3_000;

// The page's own export; fields that are read below are those of `StackEvent`.
const File = z.object({
  call: z.string(),
  events: z.array(z.custom<StackEvent>((e) => typeof e === "object")),
});

/** @throws Error when the file is no call that the page has exported. */
export function readReplay(json: string): Replay {
  const read = File.safeParse(JSON.parse(json));
  const dialled = read.data?.events.find((event) => event.kind === "call");
  if (!read.success || dialled?.kind !== "call")
    throw new Error("This is no call that the page has exported.");
  const { call, events } = read.data;
  const own = events.filter(({ callSid }) => callSid === call);
  return { from: dialled.from, to: dialled.to, steps: stepsOf(own) };
}

/** Sentences that follow each other within this time are one speech. */
const BREATH_MS = 600;

/** When the agent began to speak, and when it fell silent; each 0 before the first time. */
interface Agent {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly speaks: boolean;
  readonly cut: boolean;
}

const SILENT: Agent = { startedAt: 0, endedAt: 0, speaks: false, cut: false };

/** @param stepAt - when the caller did something last: what is said after it is another speech. */
function listen(agent: Agent, event: Extract<StackEvent, { kind: "agent_speech" }>, stepAt: number): Agent {
  if (event.state !== "started")
    return { ...agent, endedAt: event.at, speaks: false, cut: event.state === "cut" };
  const goesOn = !agent.cut && agent.endedAt > stepAt && event.at - agent.endedAt < BREATH_MS;
  return { ...agent, startedAt: goesOn ? agent.startedAt : event.at, speaks: true };
}

/** The caller's side of a call. */
export function stepsOf(events: readonly StackEvent[]): readonly Step[] {
  const steps: Step[] = [];
  let agent = SILENT;
  let utterance: { readonly when: Pick<Step, "after" | "ms"> } | undefined;
  let stepAt = events[0]?.at ?? 0;
  let ending = Number.NEGATIVE_INFINITY;

  const whenIs = (at: number): Pick<Step, "after" | "ms"> => {
    const after = agent.speaks ? "start" : agent.endedAt > stepAt ? "end" : "step";
    const since = { start: agent.startedAt, end: agent.endedAt, step: stepAt }[after];
    return { after, ms: Math.round(at - since) };
  };
  const add = (does: Step["do"], text: string, at: number, when = whenIs(at)): void => {
    steps.push({ do: does, text, ...when });
    stepAt = at;
  };

  for (const event of events) {
    switch (event.kind) {
      case "agent_speech":
        agent = listen(agent, event, stepAt);
        break;
      case "caller_speech":
        utterance ??= { when: whenIs(event.at) };
        if (!event.final) break;
        if (event.text.trim()) add("say", event.text, event.at, utterance.when);
        utterance = undefined;
        break;
      case "caller_key": {
        const last = steps.at(-1);
        if (last?.do === "press" && event.at - stepAt < KEYS_MS) {
          steps[steps.length - 1] = { ...last, text: last.text + event.digit };
          stepAt = event.at;
        } else add("press", event.digit, event.at);
        break;
      }
      case "verb":
        if (event.verb === "Hangup") ending = event.at;
        break;
      case "frame":
        if (isOf(event.frame, "end")) ending = event.at;
        // Nobody speaks or presses a key: a noise.
        if (isOf(event.frame, "interrupt") && !utterance && event.at - stepAt > KEYS_MS)
          add("cough", "", event.at, { after: "start", ms: Math.round(event.at - agent.startedAt) });
        break;
      case "call":
        if (event.status === "completed" && event.at - ending > ENDING_MS) add("hang_up", "", event.at);
    }
  }
  return steps;
}

const isOf = (frame: unknown, type: string): boolean =>
  typeof frame === "object" && frame !== null && "type" in frame && frame.type === type;

/** What a call is played on. */
export interface Line {
  on(listener: (event: StackEvent) => void): () => void;
  command(command: StackCommand): unknown;
}

/** A model that is slower than the one before is waited for, up to here. */
const PATIENCE_MS = 45_000;
const LOOK_MS = 10;

/**
 * Does what the caller did, each step when it is due by what the agent says now.
 *
 * @param speechRate - how many times faster than life people are.
 */
export async function playAgain(
  line: Line,
  callSid: string,
  { steps }: Replay,
  speechRate = 1,
): Promise<void> {
  const time = (): number => performance.timeOrigin + performance.now();
  let agent = SILENT;
  let over = false;
  let stepAt = time();
  const stop = line.on((event) => {
    if (event.callSid !== callSid) return;
    if (event.kind === "call") over = event.status !== "ringing" && event.status !== "in-progress";
    if (event.kind === "agent_speech") agent = listen(agent, event, stepAt);
  });
  const isDue = ({ after, ms }: Step): boolean => {
    const since = { step: stepAt, start: agent.startedAt, end: agent.endedAt }[after];
    const spoke = after === "step" || (since > stepAt && agent.speaks === (after === "start"));
    return spoke && time() >= since + ms / speechRate;
  };
  for (const step of steps) {
    const late = performance.now() + PATIENCE_MS;
    while (!isDue(step) && !over && performance.now() < late) await pause(LOOK_MS);
    if (over) break;
    await line.command(commandOf(step, callSid));
    stepAt = time();
  }
  stop();
}

function commandOf({ do: does, text }: Step, callSid: string): StackCommand {
  if (does === "say") return { do: "say", callSid, text };
  return does === "press" ? { do: "press", callSid, digits: text } : { do: does, callSid };
}
