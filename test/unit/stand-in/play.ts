import * as z from "zod";
import type { Brain } from "../../../local/model/model-call.ts";
import type { Agent } from "../../../worker/agent/define.ts";
import type { Handoff } from "../../../worker/protocol/handoff.ts";
import { answeredBy } from "../../support/brain-model.ts";
import { TestCall } from "../../support/conversation.ts";

/** A conversation as data, played through the real engine, and what was not as expected. */

const Arguments = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.record(z.string(), z.string())]),
);
const Line = z.strictObject({
  says: z.string(),
  /** Pressed instead of said. */
  keys: z.string().exactOptional(),
  /** All calls of this line in any order, each with the arguments that matter; `/…/` is a regular expression. */
  calls: z.array(z.record(z.string(), Arguments)).exactOptional(),
  /** Regular expressions, in any case, that the agent's words of this line have to fit, and may not. */
  heard: z.array(z.string()).exactOptional(),
  not: z.array(z.string()).exactOptional(),
  /** Whether the agent ends the call. */
  ends: z.boolean().exactOptional(),
  /** Fields of the hand-off, as regular expressions. */
  handOff: z.record(z.string(), z.string()).exactOptional(),
});
export const Conversations = z.array(
  z.strictObject({
    name: z.string(),
    /** Regular expressions that no words of the agent may fit, in the whole conversation. */
    never: z.array(z.string()).exactOptional(),
    lines: z.array(Line).min(1),
  }),
);
export type Conversation = z.output<typeof Conversations>[number];
type Line = Conversation["lines"][number];

interface Happened {
  readonly words: string;
  readonly calls: readonly { readonly name: string; readonly args: Readonly<Record<string, unknown>> }[];
  readonly handOff: Handoff | undefined;
}

/** Longer than any wait of the engine for the rest of a sentence; the silence ladder begins later. */
const ANSWER_MS = 5_000;
/** No agent says these: the inside of a program. */
const NEVER = ["\\bundefined\\b", "\\bNaN\\b", "\\[object", "\\bnull\\b", "[a-z]_[a-z]", "[{}]"];

/** @returns a line for each fault, and the conversation as it went. */
export async function play(
  { lines, never = [] }: Conversation,
  agent: Agent,
  brain: Brain,
): Promise<{ readonly faults: readonly string[]; readonly log: readonly string[] }> {
  const call = new TestCall([], agent, answeredBy(brain));
  await call.connects();
  await call.hearsOut();
  const faults: string[] = [];
  const log: string[] = [];
  for (const line of lines) {
    const happened = await answerTo(call, line);
    log.push(`  > ${line.says}`, ...happened.calls.map((c) => `    ${c.name} ${JSON.stringify(c.args)}`));
    log.push(`  < ${happened.words}`);
    if (happened.handOff) log.push(`    hand-off ${JSON.stringify(happened.handOff)}`);
    faults.push(...faultsOf(line, [...NEVER, ...never], happened).map((f) => `"${line.says}": ${f}`));
  }
  return { faults, log };
}

async function answerTo(call: TestCall, line: Line): Promise<Happened> {
  const from = call.state.transcript.at(-1)?.id ?? 0;
  await (line.keys === undefined ? call.says(line.says) : call.presses(line.keys));
  await call.passes(ANSWER_MS / 2);
  await call.hearsOut();
  await call.passes(ANSWER_MS / 2);
  await call.hearsOut();
  const items = call.state.transcript.filter((e) => e.id > from).map((e) => e.item);
  return {
    words: items.flatMap((item) => (item.role === "agent" ? [item.text] : [])).join(" "),
    calls: items.flatMap((item) =>
      item.role === "tool_call"
        ? [{ name: item.name, args: JSON.parse(item.arguments) as Record<string, unknown> }] // a brain's own
        : [],
    ),
    handOff: call.ends.at(-1)?.handoff,
  };
}

function faultsOf(line: Line, never: readonly string[], { words, calls, handOff }: Happened): string[] {
  const fits = (pattern: string, text: string) => new RegExp(pattern, "iu").test(text);
  const own = calls.filter((c) => c.name !== "hand_off");
  const wanted = (line.calls ?? []).map((c) => Object.entries(c)[0] ?? (["", {}] as const));
  const missing = wanted.filter(
    ([name, args]) => !own.some((made) => made.name === name && hasArguments(made.args, args)),
  );
  const ended = calls.some((c) => c.name === "end_call");
  const surplus = line.calls?.length === 0 && own.length > 0;
  return [
    ...(words.trim() === "" && !handOff && !ended ? ["nothing was said"] : []),
    ...missing.map(([name, args]) => `not called: ${name} ${JSON.stringify(args)}`),
    ...(surplus ? [`called: ${own.map((c) => c.name).join(", ")}`] : []),
    ...(line.heard ?? []).filter((p) => !fits(p, words)).map((p) => `not heard: /${p}/`),
    ...[...(line.not ?? []), ...never].filter((p) => fits(p, words)).map((p) => `heard: /${p}/`),
    ...(line.ends !== undefined && line.ends !== ended ? [`the call ${ended ? "ended" : "went on"}`] : []),
    ...(line.handOff && !handOff ? ["no hand-off"] : []),
    ...(!line.handOff && handOff ? [`handed over: ${handOff.reasonCode}`] : []),
    ...Object.entries(handOff ? (line.handOff ?? {}) : {})
      .filter(([field, pattern]) => !fits(pattern, textOf(handOff, field)))
      .map(([field, pattern]) => `hand-off's ${field} is ${textOf(handOff, field)}, not /${pattern}/`),
  ];
}

/** What the engine has learned stands beside what the model says: names and values of both. */
function textOf(handOff: Handoff | undefined, field: string): string {
  const value = Object.entries(handOff ?? {}).find(
    ([name]) => name === (field === "entities" ? "facts" : field),
  )?.[1];
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

const hasArguments = (made: Readonly<Record<string, unknown>>, wanted: Readonly<Record<string, unknown>>) =>
  Object.entries(wanted).every(([name, value]) => {
    const got = made[name];
    if (typeof value !== "string" || typeof got !== "string")
      return JSON.stringify(got) === JSON.stringify(value);
    const pattern = /^\/(.*)\/$/.exec(value)?.[1];
    return pattern === undefined
      ? got.toLowerCase() === value.toLowerCase()
      : new RegExp(pattern, "iu").test(got);
  });
