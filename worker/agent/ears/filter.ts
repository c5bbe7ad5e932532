import { significant } from "../../session/state/speech/spoken-text.ts";
import type { ToolSpec } from "../model.ts";
import { type Closes, closes, type Directs } from "./endings.ts";
import { type MarkSet, marksFor } from "./mark-set.ts";
import type { Opens } from "./marks.ts";
import { callsIn, type WrittenCall } from "./written-calls.ts";

/**
 * Takes out of a reply, while it streams, what is not for ears: reasoning, calls that were written as text, stage
 * directions, control marks, slots that nobody filled. It reads one character at a time, so how the stream was cut
 * cannot matter. Clean text passes at once; only what may be the beginning of a mark waits for what decides it.
 */

/** Raw characters kept for looking behind. */
const BEFORE_CHARS = 24;
/** No mark is longer, in characters; what it opens may be. */
const MAX_MARK = 160;
/** Characters in a row that nobody can hear, beyond which more are not passed on. The session has long decided by then. */
const MAX_INAUDIBLE = 128;

/** What was taken out, in figures. */
export interface TakenOut {
  reasoning: number;
  calls: number;
  marks: number;
  slots: number;
}

export interface Manners {
  readonly tools: readonly ToolSpec[];
  /** What is said of words between round brackets or asterisks. */
  readonly directs: Directs;
  /** Words in square brackets are spoken. */
  readonly speakBrackets: boolean;
}

interface Block {
  readonly opens: Opens;
  readonly opener: string;
  body: string;
  readonly closes: Closes;
}

export class EarFilter {
  readonly takenOut: TakenOut = { reasoning: 0, calls: 0, marks: 0, slots: 0 };
  /** Calls that were written as text. */
  readonly calls: WrittenCall[] = [];
  /** A reasoning block was closed that nobody had seen opened. */
  unopened = false;
  readonly #manners: Manners;
  readonly #marks: MarkSet;
  #held = "";
  #before = "\n";
  #block: Block | undefined;
  #out = "";
  /** The last character given out. */
  #tail = "";
  /** Something was taken out since: "gap" where it may have parted words. */
  #cut = false;
  #heard = false;
  #waiting = "";
  #inaudible = 0;

  constructor(manners: Manners) {
    this.#manners = manners;
    this.#marks = marksFor(manners.tools);
  }

  /** Whether the model is at work on something that is not for ears. */
  get busy(): boolean {
    const opens = this.#block?.opens;
    return (
      opens !== undefined &&
      (["reasoning", "musing", "labelled"].includes(opens) || opens.startsWith("call_"))
    );
  }

  /** Takes the next piece of the reply. @returns what of it is for ears, which may be nothing. */
  push(delta: string): string {
    this.#held += delta;
    this.#settle(false);
    return this.#give(false);
  }

  /** The reply is over. @returns what was still held and is for ears. */
  end(): string {
    this.#settle(true);
    return this.#give(true);
  }

  #settle(ended: boolean): void {
    while (this.#held !== "" || (ended && this.#block)) {
      if (this.#block) {
        if (!this.#readBlock(this.#block, ended)) return;
        continue;
      }
      const at = this.#marks.first(this.#before, this.#held);
      this.#say(this.#held.slice(0, at));
      if (this.#held === "") return;
      const text = this.#before + this.#held.slice(0, MAX_MARK);
      const from = this.#before.length;
      if (!ended && this.#marks.viable(text, from)) return;
      const found = this.#marks.find(text, from);
      if (found) this.#open(found.opens, found.raw);
      else this.#say(this.#held.slice(0, 1));
    }
  }

  #open(opens: Opens, raw: string): void {
    this.#held = this.#held.slice(raw.length);
    switch (opens) {
      case "slot":
        // Our own placeholder is no slot of the author's.
        return this.#drop(raw, raw.startsWith("{{secure:") ? "marks" : "slots");
      case "drop":
      case "glue":
        return this.#drop(raw, "marks", opens === "glue");
      case "unopened":
        this.unopened = true;
        return this.#drop(raw, "reasoning");
      case "bracket":
        if (this.#manners.speakBrackets) return this.#pass(raw);
        break;
      case "over":
        return this.#over(raw);
      default:
    }
    this.#begin(opens, raw);
  }

  #begin(opens: Opens, opener: string): void {
    this.#block = { opens, opener, body: opener, closes: closes(opens, opener, this.#manners.directs) };
  }

  /** @returns whether the block is over. */
  #readBlock(block: Block, ended: boolean): boolean {
    block.body += this.#held;
    this.#held = "";
    const end = block.closes(block.body, ended);
    if (end === undefined && !ended) return false;
    this.#block = undefined;
    if (end === "no") {
      this.#held = block.body.slice(block.opener.length);
      this.#pass(block.opener);
      return true;
    }
    const whole = block.body.slice(0, end);
    this.#held = block.body.slice(whole.length);
    this.#close(block, whole, end !== undefined);
    return true;
  }

  #close(block: Block, body: string, whole: boolean): void {
    switch (block.opens) {
      case "token":
        return this.#token(body);
      case "reasoning":
      case "musing":
      case "labelled":
        return this.#drop(body, "reasoning");
      case "call_tag":
      case "call_fence":
      case "call_brackets":
      case "call_section":
        this.calls.push(...callsIn(body, this.#manners.tools, whole));
        return this.#drop(body, "calls");
      case "bracket":
        if (/[({]/.test(body)) this.calls.push(...callsIn(body, this.#manners.tools, whole));
        return this.#drop(body, "marks");
      default:
        return this.#drop(body, "marks");
    }
  }

  /** A control token: its name tells what follows. */
  #token(raw: string): void {
    const name = raw.toLowerCase();
    const is = (pattern: RegExp): boolean => pattern.test(name);
    const opens = TOKENS.find(([pattern]) => is(pattern))?.[1];
    if (opens === undefined) {
      if (is(/think|thought|reason/)) this.unopened = true;
      this.#drop(raw, "marks");
      return this.#look("\n"); // Whose line comes next is told as at the beginning of one.
    }
    if (opens === "over") return this.#over(raw);
    this.#begin(opens, raw);
  }

  /** An end before anything was said is none. */
  #over(raw: string): void {
    if (this.#heard || significant.test(this.#out)) this.#begin("over", raw);
    else this.#drop(raw, "marks");
  }

  #drop(raw: string, what: keyof TakenOut, glue = false): void {
    this.takenOut[what] += 1;
    this.#look(raw);
    if (!glue) this.#cut = true;
  }

  /** Says the first characters of what is held. */
  #say(text: string): void {
    this.#held = this.#held.slice(text.length);
    this.#pass(text);
  }

  #pass(text: string): void {
    if (text === "") return;
    this.#look(text);
    let said = text;
    if (this.#cut) {
      // What was taken out leaves one space where it parted words, and none where nothing is before it.
      if (/\s/.test(this.#tail)) said = said.trimStart();
      // "[continued] on Monday": in a continued reply the space counts.
      else if (this.#tail === "") said = said.replace(/^ ?\s*/, said.startsWith(" ") ? " " : "");
      else if (/[\p{L}\p{N}.,;:!?…]/u.test(this.#tail) && /^[\p{L}\p{N}]/u.test(said)) said = ` ${said}`;
      if (said === "") return;
      this.#cut = false;
    }
    this.#tail = said.slice(-1);
    this.#out += said;
  }

  #look(raw: string): void {
    this.#before = (this.#before + raw).slice(-BEFORE_CHARS);
  }

  /** What can be heard; what cannot waits for something that can, and is nothing without it. */
  #give(ended: boolean): string {
    const out = this.#waiting + this.#out;
    this.#out = "";
    if (out === "") return "";
    this.#waiting = "";
    if (significant.test(out)) {
      this.#heard = true;
      this.#inaudible = 0;
      return out;
    }
    if (!this.#heard) {
      if (!ended) this.#waiting = out.slice(0, MAX_INAUDIBLE);
      return "";
    }
    this.#inaudible += out.length;
    return this.#inaudible > MAX_INAUDIBLE ? "" : out;
  }
}

/** What a control token opens, by its name in small letters. Those of no row, and closing ones, open nothing. */
const TOKENS: readonly (readonly [RegExp, Opens])[] = [
  [/\bto=/, "call_section"],
  [/^<\|(?:eot_id|im_end|endoftext|end_of_(?:text|turn|sentence)|eos)\|>/, "over"],
  [/analysis|^<\|channel>\s?(?:think|thought|reason)/, "reasoning"],
  [/^<\|(?!end)\w*(?:think|thought|reason)/, "reasoning"],
  [/^<\|(?!end)\w*tool\w*(?:output|result|response)(?!\w*end)/, "result"],
  [/^<\|(?!end)(?!\w*end\|)\w*(?:tool|function_call|action|python_tag)/, "call_section"],
  [/^<\|(?:(?:start_header_id|im_start)\|>\s?)?(?:user|human|system)\b/, "other_voice"],
];

/** What makes a filter look at every kind of mark, and release it. */
const SAMPLE = "So I think *a* (b) {c} [1] <d _e_ `f` $g l o p c h r t a j: A R S U T F O N M\n";

/** Compiles what the first reply of a process would wait for. */
export function warmEars(manners: Manners): void {
  const filter = new EarFilter(manners);
  // Twice: patterns are made ready in two stages, with their first and their second use.
  for (const text of [SAMPLE, SAMPLE]) filter.push(text);
  filter.end();
}
