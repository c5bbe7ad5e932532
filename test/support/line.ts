import { createChunker } from "../../local/twilio/relay/chunker.ts";
import { createPlayback, type PlaybackEvent } from "../../local/twilio/relay/playback.ts";
import type { Outbound } from "../../worker/protocol/relay/outbound.ts";
import { GREETING, type TestCall } from "./conversation.ts";

const VOICE = { lang: "en-US", interruptible: "any", preemptible: false } as const;

/**
 * The telephone line between a caller and a `TestCall`: Twilio's playback, as the simulator has it, on the call's own
 * clock. It reports what it plays as Twilio does, and keeps what the caller has heard.
 */
export class Line {
  readonly #call: TestCall;
  readonly #chunker = createChunker();
  readonly #playback;
  #read = 0;
  heard = "";

  constructor(call: TestCall) {
    this.#call = call;
    this.#playback = createPlayback(call.clock, { agentCharsPerSecond: 16, mediaMs: 1_000 }, (e) =>
      this.#report(e),
    );
    call.onSend = () => this.#take();
  }

  /** Dials, and lets Twilio speak the greeting. */
  async dial(): Promise<this> {
    await this.#call.connects();
    this.#add(GREETING);
    await this.untilQuiet();
    return this;
  }

  /** Time passes until nothing sounds and nothing is under way. */
  async untilQuiet(): Promise<void> {
    for (let n = 0; n < 600; n += 1) {
      await this.#call.passes(100);
      if (this.#playback.idle && !this.#playback.speaking && this.#call.state.phase.name !== "answering")
        return;
    }
    throw new Error(`The agent does not fall silent. Heard so far: ${this.heard}`);
  }

  /** Says something into the silence. */
  async says(text: string): Promise<void> {
    await this.#call.partly(text.slice(0, Math.ceil(text.length / 2)));
    await this.#call.passes(150);
    await this.#call.partly(text);
    await this.#call.passes(500);
    await this.#call.says(text);
  }

  /** Says something over the agent, in the recorded order of frames. */
  async bargesIn(text: string): Promise<void> {
    const cut = this.#playback.interrupt("speech");
    this.#chunker.clear();
    if (!cut) throw new Error("Nothing is being said that could be interrupted.");
    await this.#call.event({ type: "caller_speaking", on: true });
    await this.#call.played(cut.heard);
    await this.#call.interrupts(cut.heard);
    await this.#call.partly(text);
    await this.#call.fallsSilent();
    await this.#call.passes(600);
    await this.#call.event({ type: "caller_speaking", on: false });
    await this.#call.says(text);
  }

  async presses(digits: string): Promise<void> {
    for (const digit of digits) {
      await this.#call.presses(digit);
      // Text that answers the key itself is on its way by now, and is not purged: it has not begun to sound.
      const cut = this.#playback.speaking ? this.#playback.interrupt("dtmf") : undefined;
      if (cut) {
        await this.#call.played(cut.heard);
        await this.#call.interrupts(cut.heard);
        await this.#call.fallsSilent();
      }
      await this.#call.passes(380);
    }
  }

  #take(): void {
    for (const { frame } of this.#call.sent.slice(this.#read)) this.#frame(frame);
    this.#read = this.#call.sent.length;
  }

  #frame(frame: Outbound): void {
    if (frame.type !== "text") return;
    for (const chunk of this.#chunker.push(frame.token, VOICE, frame.last)) this.#add(chunk.text);
  }

  #add(text: string): void {
    this.#playback.add({ kind: "speech", source: "text", text, ...VOICE });
  }

  #report(event: PlaybackEvent): void {
    switch (event.kind) {
      case "voice_on":
        void this.#call.startsSpeaking();
        return;
      case "voice_off":
        void this.#call.fallsSilent();
        return;
      case "started":
        return;
      case "finished":
        if (event.item.kind !== "speech") return;
        this.heard += event.item.text;
        void this.#call.played(event.item.text);
        return;
      case "cut": {
        if (event.item.kind !== "speech") return;
        const { text } = event.item;
        this.heard += text.slice(0, text.length - text.trimStart().length) + event.heard;
      }
    }
  }
}
