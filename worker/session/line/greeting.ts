import { spokenGreeting } from "../../protocol/caller/greeting.ts";
import type { Setup } from "../../protocol/relay/inbound.ts";
import { change, changePart, type Draft, record } from "../draft/draft.ts";
import { awaitQuiet } from "../draft/speaking.ts";
import { addLine, addPieces } from "../state/speech/playback.ts";

/** Twilio speaks the greeting itself; it is ours all the same: history, silence and interruption count it. */
export function greet(d: Draft, { customParameters }: Setup): void {
  const greeting = spokenGreeting(d.rules.greeting, customParameters);
  const entryId = record(d, { role: "agent", text: greeting });
  const line = addLine(d.state.speech.playback, entryId, d.now);
  const playback = addPieces(line, [{ raw: greeting, spoken: greeting }], d.now);
  changePart(d, "speech", { playback, replyStartedAtMs: d.now });
  change(d, { phase: { name: "listening" } });
  awaitQuiet(d);
}
