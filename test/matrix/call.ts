import type { AgentDefinition } from "../../worker/agent/define.ts";
import type { ModelRequest } from "../../worker/agent/model.ts";
import { pack as english } from "../../worker/language/en/pack.ts";
import type { Outbound } from "../../worker/protocol/relay/outbound.ts";
import { TestCall } from "../support/conversation.ts";
import { type Api, type Line, playedModel, type Serve, WRITTEN } from "./endpoint.ts";

/** A call whose model, tools and services are as they should be, until a fault is switched on. */

export const REPLY =
  "Your running shoes left the warehouse this morning, and the courier brings them before noon. You can still change the address until this evening.";
export const QUESTION = "Could you tell me where my running shoes are?";
const AGAIN = "Please tell me once more where my running shoes are.";
export const WORDS = REPLY.match(/\s*\S+/g) ?? [];

/** One round of the good model: some words, and calls. */
export interface Round {
  /** Beside what every reply takes; ms. */
  readonly afterMs?: number;
  readonly say?: string;
  readonly calls?: readonly (readonly [name: string, args: object])[];
}

/** How a fault of the model comes over a request. */
export interface Fault {
  readonly serve: Serve;
  /** Of which model: the first one alone, or of every one there is. */
  readonly of: "main" | "both";
  /** ms into each request. */
  readonly afterMs?: number;
  /** The first of them has said so many words of the reply. */
  readonly afterWords?: number;
}

const FIRST_TOKEN_MS = 300;
const TOKEN_MS = 40;
const CHARS_PER_SECOND = 16;
const LONGEST_TURN_MS = 100_000;

const phrases = new Set(
  Object.values(english.phrases)
    .flat()
    .filter((line) => typeof line === "string"),
);
const isPhrase = (token: string, ...names: readonly (keyof typeof english.phrases)[]): boolean =>
  names.some((name) => [english.phrases[name]].flat().includes(token));

/** A line of the engine's own; some are made of two: why, and what there is instead. */
const isOurs = (token: string): boolean =>
  phrases.has(token) ||
  [english.phrases.nobodyFree, english.phrases.closed].some((why) => token.startsWith(why));

const isAudible = (token: string): boolean => /[\p{L}\p{N}]/u.test(token);

export class MatrixCall {
  readonly test: TestCall;
  /** By what the caller said last: the rounds before the reply. */
  readonly plan: Record<string, readonly Round[]> = {};
  fault: Fault | undefined;
  requests = 0;
  /** Of everything that the caller was owed; ms. */
  worstSilenceMs = 0;
  /** What of the model's was sent since the caller's last word, and what of ours. */
  said = "";
  readonly lines: string[] = [];
  /** The caller waits for us since; undefined while it is the caller's turn. */
  #owed = false;
  #lastMs: number;
  #playedAtMs = 0;
  #faulted = 0;
  #stopPlaying = (): void => {};

  constructor(api: Api, definition: Partial<AgentDefinition>) {
    this.test = new TestCall([], definition);
    this.#lastMs = this.#now;
    const serve: Serve = (line, request) => this.#serve(line, request);
    this.test.answers = playedModel(this.test.clock, api, serve);
    this.test.onSend = (frame) => this.#heard(frame);
  }

  get #now(): number {
    return this.test.clock.now();
  }

  /** What was before does not count. */
  measure(): void {
    this.worstSilenceMs = 0;
    this.requests = 0;
  }

  /** From here on the caller waits for something. */
  owed(): void {
    this.#owed = true;
    this.#lastMs = this.#now;
  }

  async says(text: string): Promise<void> {
    this.said = "";
    this.#cutOff();
    this.owed();
    await this.test.says(text);
  }

  async presses(key: string): Promise<void> {
    this.#cutOff();
    this.owed();
    await this.test.presses(key);
  }

  /** The line is lost, and nothing is played on it. */
  async loses(): Promise<void> {
    this.#owed = false;
    this.said = ""; // nothing of it was heard
    this.#cutOff();
    await this.test.event({ type: "socket_closed", how: "lost" });
  }

  /** @returns what was said to the caller's turn once all of it was heard. */
  async settles(): Promise<void> {
    const untilMs = this.#now + LONGEST_TURN_MS;
    while (this.#now < untilMs) {
      const { name } = this.test.state.phase;
      if (name === "ended") return;
      if (name === "listening" && !this.#owed)
        return this.test.passes(Math.max(0, this.#playedAtMs - this.#now));
      await this.test.clock.toNext(1_000);
    }
    if (this.#owed) this.worstSilenceMs = Math.max(this.worstSilenceMs, this.#now - this.#from);
  }

  /** The caller asks again where we are sorry, as often as a patient person does. */
  async seesItThrough(): Promise<string[]> {
    const outcomes: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      await this.settles();
      const outcome = this.#outcome();
      outcomes.push(outcome);
      if (outcome !== "sorry") return outcomes;
      this.lines.length = 0;
      await this.says(AGAIN);
    }
    return outcomes;
  }

  #outcome(): string {
    const { phase } = this.test.state;
    if (phase.name === "ended") {
      if (phase.cause === "said_goodbye")
        return this.lines.some((l) => l.endsWith(english.phrases.callbackArranged)) ? "callback" : "goodbye";
      const { handoff } = this.test.ends.at(-1) ?? {};
      return handoff && handoff.callSummary !== "" ? "person" : "lost";
    }
    if (this.lines.some((l) => isPhrase(l, "apology", "brokenOff"))) return "sorry";
    // Behind why: closed, or nobody free.
    if (this.lines.some((l) => l.endsWith(english.phrases.offerCallback))) return "offered";
    return isAudible(this.said) ? "answered" : "silent";
  }

  get #from(): number {
    return Math.max(this.#lastMs, this.#playedAtMs);
  }

  /** Twilio, which plays what is sent at the usual rate and tells when it has. */
  #heard(frame: Outbound): void {
    const token = frame.type === "text" ? frame.token : "";
    const audible = isAudible(token);
    if (frame.type === "text" && token) {
      if (isOurs(token)) this.lines.push(token);
      else this.said += token;
    }
    if (this.#owed && (audible || frame.type === "end")) {
      this.worstSilenceMs = Math.max(this.worstSilenceMs, this.#now - this.#from);
    }
    if (audible) {
      this.#playedAtMs = Math.max(this.#now, this.#playedAtMs) + (token.length / CHARS_PER_SECOND) * 1_000;
      this.#stopPlaying();
      this.#stopPlaying = this.test.clock.after(this.#playedAtMs - this.#now, () => this.#playedOut());
    }
    const { name } = this.test.state.phase;
    if (frame.type === "end" || (frame.type === "text" && name === "listening")) this.#owed = false;
    else if (frame.type === "text") this.#owed = true;
  }

  #playedOut(): void {
    void this.test.startsSpeaking();
    for (const { pieces, heard } of this.test.state.speech.playback.lines) {
      const rest = pieces
        .map((p) => p.spoken)
        .join("")
        .slice(heard);
      if (rest) void this.test.played(rest);
    }
    void this.test.fallsSilent();
  }

  #cutOff(): void {
    this.#playedAtMs = this.#now;
    this.#stopPlaying();
  }

  async #serve(line: Line, request: ModelRequest): Promise<void> {
    this.requests += 1;
    const { fault } = this;
    const hit = fault && (fault.of === "both" || request.model === "main-model") ? fault : undefined;
    if (!hit) return this.#good(line, request);
    this.#faulted += 1;
    await line.wait(hit.afterMs ?? 0);
    if (line.gone()) return;
    const begun = this.#faulted === 1 ? (hit.afterWords ?? 0) : 0;
    if (begun > 0) {
      line.head();
      await writeWords(line, WORDS.slice(0, begun));
    }
    await hit.serve(line, request, begun);
  }

  async #good(line: Line, request: ModelRequest): Promise<void> {
    line.head();
    const written = WRITTEN[line.api];
    const { afterMs = 0, say = "", calls = [] } = roundFor(this.plan, request);
    await line.wait(FIRST_TOKEN_MS + afterMs);
    await writeWords(line, say.match(/\s*\S+/g) ?? []);
    for (const [i, [name, args]] of calls.entries())
      line.write(written.call(`c${i}`, name, JSON.stringify(args)));
    line.write(written.end());
    line.close();
  }
}

export async function writeWords(line: Line, words: readonly string[]): Promise<void> {
  for (const word of words) {
    if (line.gone()) return;
    line.write(WRITTEN[line.api].text(word));
    await line.wait(TOKEN_MS);
  }
}

/** What is left of the reply to a request that continues it. */
export function restOf({ items }: ModelRequest): string {
  const last = items.findLast((item) => item.role !== "note");
  const begun = last?.role === "agent" && !phrases.has(last.text) ? last.text.trimEnd() : "";
  return begun && REPLY.startsWith(begun) ? REPLY.slice(begun.length) : REPLY;
}

/** The good model: as the plan has it, and then the reply. */
function roundFor(plan: Readonly<Record<string, readonly Round[]>>, request: ModelRequest): Round {
  if (typeof request.toolChoice === "object") return { calls: [[request.toolChoice.name, SUMMARY]] };
  const { items } = request;
  const asked = items.findLastIndex((item) => item.role === "caller");
  const caller = items[asked];
  const rounds = (caller?.role === "caller" && plan[caller.text]) || [];
  const done = items
    .slice(asked)
    .filter((item, i, all) => item.role === "tool_call" && all[i - 1]?.role !== "tool_call").length;
  return (request.toolChoice === "auto" && rounds[done]) || { say: restOf(request) };
}

const SUMMARY = {
  reason: "Wants a person.",
  callSummary: "The caller asked for their running shoes.",
  sentiment: "neutral",
};
