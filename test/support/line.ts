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
  /** When the agent's voice sounded, and how many characters of it, by the clock; one that goes on has no `toMs`. */
  readonly sounds: { readonly fromMs: number; toMs?: number; chars: number }[] = [];

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

  /** The websocket is gone, and with it what was queued. */
  drops(): void {
    this.#playback.drop();
    this.#chunker.clear();
    this.#falls(0, true);
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

  /** So many characters more have sounded. */
  #falls(chars: number, silent: boolean): void {
    const sound = this.sounds.at(-1);
    if (!sound) return;
    sound.chars += chars;
    if (silent) sound.toMs ??= this.#call.clock.now();
  }

  #report(event: PlaybackEvent): void {
    switch (event.kind) {
      case "voice_on":
        this.sounds.push({ fromMs: this.#call.clock.now(), chars: 0 });
        void this.#call.startsSpeaking();
        return;
      case "voice_off":
        this.#falls(0, true);
        void this.#call.fallsSilent();
        return;
      case "started":
        return;
      case "finished":
        if (event.item.kind !== "speech") return;
        this.heard += event.item.text;
        this.#falls(event.item.text.length, false);
        void this.#call.played(event.item.text);
        return;
      case "cut": {
        if (event.item.kind !== "speech") return;
        const { text } = event.item;
        const heard = text.slice(0, text.length - text.trimStart().length) + event.heard;
        this.heard += heard;
        this.#falls(heard.length, true);
      }
    }
  }
}
