import type { Outbound } from "../../worker/protocol/relay/outbound.ts";
import { Waiting } from "./waiting.ts";

/** What a caller needs of a websocket; Node's and workerd's both have it. */
export interface Wire {
  readonly send: (message: string | ArrayBuffer) => void;
  readonly close: (code: number, reason: string) => void;
}

export interface SessionFacts {
  readonly callSid: string;
  readonly sessionId?: string;
  readonly to?: string;
  readonly from?: string;
  readonly customParameters?: Readonly<Record<string, string>>;
}

export const newCallSid = (): string => `CA${crypto.randomUUID().replaceAll("-", "")}`;

/**
 * Twilio's end of one websocket: it sends the frames Twilio sends, and keeps what comes back. It runs in Node and
 * in workerd. Whoever opened the socket calls `received` and `closedWith`.
 */
export class Caller {
  readonly callSid: string;
  readonly frames: Outbound[] = [];
  /** What it has sent of its own, in order: Twilio sends it again on a new socket of the session. */
  readonly sent: (string | ArrayBuffer)[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly #wire: Wire;
  readonly #waiting = new Waiting();
  #answered = 0;

  constructor(callSid: string, wire: Wire) {
    this.callSid = callSid;
    this.#wire = wire;
  }

  received(raw: string): void {
    this.frames.push(JSON.parse(raw) as Outbound); // the Worker's own words; tests look at what is in them
    this.#waiting.wake();
  }

  closedWith(code: number, reason: string): void {
    this.closed = { code, reason };
    this.#waiting.wake();
  }

  raw(message: string | ArrayBuffer): void {
    this.sent.push(message);
    this.#wire.send(message);
  }

  /** Sends what another socket of the session has sent already. */
  replays({ sent }: Caller): void {
    for (const message of sent) if (!String(message).includes('"setup"')) this.#wire.send(message);
  }

  sends(frame: object): void {
    this.raw(JSON.stringify(frame));
  }

  setsUp({ callSid, sessionId = "VX1", to = "+15550100002", from = "+15550100001", ...rest }: SessionFacts) {
    this.sends({ type: "setup", sessionId, callSid, from, to, direction: "inbound", ...rest });
  }

  says(voicePrompt: string): void {
    this.sends({ type: "prompt", voicePrompt, lang: "en-US", last: true });
  }

  partlySays(voicePrompt: string): void {
    this.sends({ type: "prompt", voicePrompt, lang: "en-US", last: false });
  }

  presses(digits: string): void {
    for (const digit of digits) this.sends({ type: "dtmf", digit });
  }

  interrupts(utteranceUntilInterrupt = ""): void {
    this.sends({ type: "interrupt", utteranceUntilInterrupt, durationUntilInterruptMs: "460" });
  }

  /** Everything said so far has been played, as the `tokens-played` events and the end of speech say. */
  hearsOut(): void {
    this.sends({ type: "info", name: "agentSpeaking", value: "on" });
    this.sends({ type: "info", name: "tokensPlayed", value: this.spoken() });
    this.sends({ type: "info", name: "agentSpeaking", value: "off" });
  }

  /** Closes as Twilio does when the caller hangs up. */
  hangsUp(): void {
    this.#wire.close(1000, "");
  }

  /** Closes as a line that breaks does. */
  loses(): void {
    this.#wire.close(4000, "");
  }

  /** The tokens from frame number `from` on, put together. */
  spoken(from = 0): string {
    return this.frames
      .slice(from)
      .map((frame) => (frame.type === "text" ? frame.token : ""))
      .join("");
  }

  /** The next whole answer: all text up to the frame that is the last of its talk cycle. */
  async answer(withinMs?: number): Promise<string> {
    const from = this.#answered;
    const end = await this.until(
      "the end of an answer",
      () => this.frames.findIndex((f, i) => i >= from && f.type === "text" && f.last) + 1 || undefined,
      withinMs,
    );
    this.#answered = end;
    return this.frames
      .slice(from, end)
      .map((frame) => (frame.type === "text" ? frame.token : ""))
      .join("");
  }

  /** Waits until so much has been said, whether the answer is over or not. */
  async hears(words: string): Promise<void> {
    const from = this.#answered;
    await this.until(`"${words}"`, () => this.spoken(from).includes(words) || undefined);
  }

  ends(): Promise<Extract<Outbound, { type: "end" }>> {
    return this.until("an end frame", () => this.frames.find((f) => f.type === "end"));
  }

  isClosed(withinMs?: number): Promise<{ readonly code: number; readonly reason: string }> {
    return this.until("the socket to close", () => this.closed, withinMs);
  }

  until<T>(what: string, look: () => T | undefined, withinMs = 10_000): Promise<T> {
    const otherwise = () => {
      const state = this.closed ? `closed with ${this.closed.code}` : "open";
      return `Socket ${state}, frames:\n${this.frames.map((f) => JSON.stringify(f)).join("\n")}`;
    };
    return this.#waiting.until(what, look, { withinMs, otherwise });
  }
}
