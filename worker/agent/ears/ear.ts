import type { ModelEvent, ModelRequest } from "../model.ts";
import { EarFilter, type Manners, type TakenOut } from "./filter.ts";
import { Loop } from "./loop.ts";
import { Spelling } from "./spelling.ts";

/** More calls in one text than this are a model that goes round in circles. */
const MAX_WRITTEN_CALLS = 8;

export interface Hearing extends Manners {
  /** Number of the attempt, for ids of calls that were written as text. */
  readonly attempt: number;
  /** This model is known to close a reasoning block whose beginning is not seen. */
  readonly beginsInThought: boolean;
}

/** One response of a model as it is to be heard: its events, without what is not for ears. */
export class Ear {
  readonly #spelling = new Spelling();
  readonly #filter: EarFilter;
  readonly #loop = new Loop();
  readonly #hearing: Hearing;
  readonly #mayCall: boolean;
  #called = false;
  #stopped = false;
  /** All of a reply that is taken for reasoning until it is closed. */
  #thought: string | undefined;

  constructor(request: Pick<ModelRequest, "toolChoice">, hearing: Hearing) {
    this.#filter = new EarFilter(hearing);
    this.#hearing = hearing;
    this.#mayCall = request.toolChoice !== "none";
    if (hearing.beginsInThought) this.#thought = "";
  }

  /** A reasoning block was closed that was never opened: the model's template keeps the beginning to itself. */
  get closedUnopened(): boolean {
    return this.#filter.unopened;
  }

  /** The reply was ended here, as it went round in circles: nothing more of it is of use. */
  get stopped(): boolean {
    return this.#stopped;
  }

  get takenOut(): TakenOut {
    return this.#filter.takenOut;
  }

  hear(event: ModelEvent): readonly ModelEvent[] {
    if (this.#stopped) return [];
    switch (event.type) {
      case "text":
        return this.#text(this.#spelling.read(event.delta));
      case "tool_call":
        this.#called = true;
        return [event];
      case "finished":
        return this.#finished(event);
      default:
        return [event];
    }
  }

  #text(delta: string): readonly ModelEvent[] {
    if (this.#thought !== undefined) {
      this.#thought += delta;
      const end = thoughtEnd(this.#thought);
      if (end === undefined) return /\S/.test(delta) ? [{ type: "progress" }] : [];
      const rest = this.#thought.slice(end);
      this.#thought = undefined;
      return rest === "" ? [{ type: "progress" }] : this.#text(rest);
    }
    const text = this.#filter.push(delta);
    const end = text === "" ? undefined : this.#loop.read(text);
    if (end !== undefined) {
      this.#stopped = true;
      this.takenOut.marks += 1;
      return [
        { type: "text", delta: text.slice(0, end) },
        { type: "finished", reason: "stop" },
      ];
    }
    if (text !== "") return [{ type: "text", delta: text }];
    return this.#filter.busy && /\S/.test(delta) ? [{ type: "progress" }] : [];
  }

  #finished(event: Extract<ModelEvent, { type: "finished" }>): readonly ModelEvent[] {
    const events: ModelEvent[] = [];
    let rest = "";
    const held = this.#spelling.end();
    // Nothing closed it: this time the model did not think, and all of it is the answer.
    if (this.#thought || held) rest += this.#filter.push((this.#thought ?? "") + held);
    rest += this.#filter.end();
    if (rest !== "") events.push({ type: "text", delta: rest });
    const calls = this.#called || !this.#mayCall ? [] : this.#written();
    events.push(...calls, calls.length > 0 ? { ...event, reason: "tool_calls" } : event);
    return events;
  }

  /** Proper calls that were hidden in the text. One that is there twice is meant once. */
  #written(): readonly ModelEvent[] {
    const once = new Map(this.#filter.calls.map((c) => [`${c.name} ${c.arguments}`, c]));
    return [...once.values()].slice(0, MAX_WRITTEN_CALLS).map((call, i) => ({
      type: "tool_call",
      callId: `call_written_${this.#hearing.attempt}_${i + 1}`,
      ...call,
    }));
  }
}

function thoughtEnd(text: string): number | undefined {
  const match = /<\/\s?(?:\w{1,12}:)?\w{3,20}\s?>|\[\/THINK\]|◁\/\w{1,12}▷/iu.exec(text);
  return match ? match.index + match[0].length : undefined;
}
