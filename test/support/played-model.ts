import {
  type Model,
  ModelError,
  type ModelErrorCode,
  type ModelEvent,
  type ModelRequest,
} from "../../worker/agent/model.ts";
import type { ManualClock } from "./manual-clock.ts";

/** One thing that a played model does, in order. */
export type Act =
  | ModelEvent
  | { readonly type: "wait"; readonly ms: number }
  | ({ readonly type: "fail"; readonly code: ModelErrorCode } & Refusal);

/** What a server says of a failure. */
type Refusal = Partial<Pick<ModelError, "status" | "providerCode" | "advice">>;

export type Part = readonly Act[];

const stop: Act = { type: "finished", reason: "stop" };

/** Says words, a token each, `gapMs` apart. */
export function says(
  text: string,
  timing: { readonly firstMs?: number; readonly gapMs?: number } = {},
): Part {
  const tokens = text.match(/\s*\S+/g) ?? [];
  const acts = tokens.flatMap((delta, i): Act[] => [
    { type: "wait", ms: i === 0 ? (timing.firstMs ?? 0) : (timing.gapMs ?? 0) },
    { type: "text", delta },
  ]);
  return [...acts, stop];
}

let calls = 0;

export function callsTools(...tools: readonly (readonly [name: string, args: unknown])[]): Part {
  const made = tools.map(([name, args]): Act => {
    calls += 1;
    return {
      type: "tool_call",
      callId: `call_${calls}`,
      name,
      arguments: typeof args === "string" ? args : JSON.stringify(args),
    };
  });
  return [...made, { type: "finished", reason: "tool_calls" }];
}

export const callsTool = (name: string, args: unknown = {}): Part => callsTools([name, args]);
export const fails = (code: ModelErrorCode, afterMs = 0, refusal: Refusal = {}): Part => [
  { type: "wait", ms: afterMs },
  { type: "fail", code, ...refusal },
];
export const hangs = (): Part => [{ type: "wait", ms: Number.POSITIVE_INFINITY }];
export const text = (delta: string): Part => [{ type: "text", delta }];

/** Makes the part for each request, any number of them, instead of a script. */
export type Answerer = (request: ModelRequest) => Part;

interface Asked {
  readonly request: ModelRequest;
  readonly atMs: number;
  /** When it brought its first words or call. */
  firstAtMs: number | undefined;
  /** When its stream was over, whoever ended it. */
  endedAtMs: number | undefined;
  abortedAtMs: number | undefined;
}

/**
 * The model port, played from a script on a manual clock: one part for each request, in order. A request too many
 * fails the test, and so does, at `assertFinished`, a part that was never asked for.
 */
export class PlayedModel implements Model {
  readonly asked: Asked[] = [];
  /** Requests that are under way. */
  open = 0;
  readonly #clock: ManualClock;
  readonly #parts: Part[];
  readonly #answer: Answerer | undefined;
  #surplus = 0;

  constructor(clock: ManualClock, parts: readonly Part[], answer?: Answerer) {
    this.#clock = clock;
    this.#parts = [...parts];
    this.#answer = answer;
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const asked: Asked = {
      request,
      atMs: this.#clock.now(),
      firstAtMs: undefined,
      endedAtMs: undefined,
      abortedAtMs: undefined,
    };
    this.asked.push(asked);
    signal.addEventListener("abort", () => {
      asked.abortedAtMs = this.#clock.now();
    });
    const part = this.#answer?.(request) ?? this.#parts.shift();
    if (!part) {
      this.#surplus += 1;
      throw new ModelError("rejected", "The script has no part for this request.");
    }
    this.open += 1;
    try {
      for (const act of part) {
        if (act.type === "wait") await this.#wait(act.ms, signal);
        if (signal.aborted) return;
        if (act.type === "fail") throw new ModelError(act.code, "scripted", act);
        if (act.type === "text" || act.type === "tool_call") asked.firstAtMs ??= this.#clock.now();
        if (act.type !== "wait") yield act;
      }
    } finally {
      this.open -= 1;
      asked.endedAtMs = this.#clock.now();
    }
  }

  /** What the last request was asked with, by role. */
  get lastItems(): readonly { readonly role: string; readonly text: string }[] {
    return (this.asked.at(-1)?.request.items ?? []).map((item) => ({
      role: item.role,
      text: "text" in item ? item.text : "output" in item ? item.output : item.name,
    }));
  }

  assertFinished(): void {
    if (this.#surplus > 0)
      throw new Error(`The model was asked ${this.#surplus} times more than the script has parts.`);
    if (this.#parts.length > 0)
      throw new Error(`${this.#parts.length} parts of the script were never asked for.`);
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = ms === Number.POSITIVE_INFINITY ? () => {} : this.#clock.after(ms, resolve);
      signal.addEventListener("abort", () => {
        cancel();
        resolve();
      });
    });
  }
}
