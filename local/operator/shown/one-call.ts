import { cell, length, moment, wrapped } from "./text.ts";
import type { Bar, Detail } from "./wire.ts";

/** One call as text: what it came to, what happened when, and what was said. At most 100 columns. */

const WIDTH = 100;
const SCALE = 28;

export function callOf(
  { call, timeline, transcript, actions, facts }: Detail,
  nowMs: number,
): readonly string[] {
  const { startedAt } = timeline;
  const endedAt = timeline.endedAt ?? call.endedAt ?? nowMs;
  const since = (ms: number) => `+${length(ms - startedAt)}`;
  const ms = (n: number | undefined) => (n === undefined ? undefined : `${Math.round(n)} ms`);
  const head: readonly (readonly [string, string | undefined])[] = [
    ["call", call.callSid],
    [
      "began",
      `${moment(call.startedAt)} UTC, ${length(endedAt - startedAt)} long${call.endedAt === undefined ? ", and goes on" : ""}`,
    ],
    ["from, to", [call.from, call.to].filter(Boolean).join(" to ") || undefined],
    ["agent", [call.agent, call.language].filter(Boolean).join(", ")],
    ["came to", [call.outcome ?? call.phase, call.reasonCode].filter(Boolean).join(", ")],
    ["reason", call.reason],
    ["summary", call.summary],
    ["turns", `${call.turns}`],
    [
      "first frame",
      call.firstFrameP50Ms === undefined
        ? undefined
        : `p50 ${ms(call.firstFrameP50Ms)}, p95 ${ms(call.firstFrameP95Ms) ?? "?"}`,
    ],
    ["cost", call.costUsd === undefined ? undefined : `$${call.costUsd.toFixed(4)} to the model's provider`],
    ...facts.map(({ label, value }) => [label, value] as const),
  ];
  return [
    ...head.flatMap(([name, value]) => (value ? hanging(cell(name, 13), value) : [])),
    "",
    `What happened; the scale is ${length(endedAt - startedAt)} wide${timeline.incomplete ? ", and what came first is not known" : ""}`,
    ...timeline.bars.map((bar) => barOf(bar, startedAt, endedAt)),
    "",
    "What was said",
    ...transcript.flatMap(({ at, who, text, interrupted, outcome }) =>
      hanging(
        `${since(at).padStart(8)}  ${cell(who, 7)}`,
        `${text}${interrupted ? " [interrupted]" : ""}${outcome ? ` [${outcome}]` : ""}`,
      ),
    ),
    ...(actions.length > 0 ? ["", "What operators did"] : []),
    ...actions.flatMap(({ at, by, do: action, text, unsaid }) =>
      hanging(
        `${since(at).padStart(8)}  `,
        `${by || "the agent speaks again"}${by && `: ${action}`}${text ? `: ${text}` : ""}${unsaid ? " (not said)" : ""}`,
      ),
    ),
  ];
}

function hanging(name: string, value: string): readonly string[] {
  const [first = "", ...rest] = wrapped(value, WIDTH - name.length - 1);
  return [`${name} ${first}`.trimEnd(), ...rest.map((line) => `${" ".repeat(name.length)} ${line}`)];
}

/** When it began, how long it was, what it was, and where it lies in the whole. */
function barOf(bar: Bar, startedAt: number, endedAt: number): string {
  const seconds = `+${((bar.from - startedAt) / 1_000).toFixed(2)}`.padStart(9);
  const lasted = bar.to === undefined ? "" : `${Math.round(bar.to - bar.from)} ms`;
  // Speech is sent before it sounds.
  const firstMs = bar.firstAt === undefined ? -1 : Math.round(bar.firstAt - bar.from);
  const first = firstMs < 0 ? "" : `first ${firstMs} ms`;
  const rest = [first, bar.outcome === "ok" ? "" : bar.outcome, bar.label].filter(Boolean).join(", ");
  const line = `${seconds}  ${lasted.padStart(10)}  ${cell(bar.lane, 8)} ${cell(bar.what, 12)} |${scaled(bar, startedAt, endedAt)}| `;
  return (line + cell(rest, WIDTH - line.length)).trimEnd();
}

function scaled(bar: Bar, startedAt: number, endedAt: number): string {
  const at = (ms: number) => {
    const share = (ms - startedAt) / Math.max(1, endedAt - startedAt);
    return Math.min(SCALE - 1, Math.max(0, Math.floor(share * SCALE)));
  };
  const from = at(bar.from);
  const mark = bar.to === undefined ? "." : "=".repeat(at(bar.to) - from + 1);
  return (" ".repeat(from) + mark).padEnd(SCALE);
}
