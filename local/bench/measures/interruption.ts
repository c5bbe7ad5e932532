import { setTimeout as pause } from "node:timers/promises";
import type { Called } from "../called.ts";
import { dial, isText } from "../caller.ts";
import { nowUs } from "../clock.ts";
import { question } from "../questions.ts";
import type { Servers } from "../servers.ts";

/** B8: what follows an `interrupt` in the middle of a reply. Milliseconds after it was sent, one for each time. */
export interface Interruptions {
  /** The last frame of the old reply; 0 where none came after it. */
  readonly lastFrameMs: readonly number[];
  /** The model saw its client go. */
  readonly abortedMs: readonly number[];
  /** Times that the talk cycle was closed with one empty `last: true`, and nothing else was. */
  readonly closedOnce: number;
}

const LONG_REPLY = {
  firstMs: 20,
  gapMs: 12,
  deltas: ["Well", ", ", "let", " me", ...Array.from({ length: 80 }, () => " explain"), "."],
};
const WATCHED_MS = 200;

export async function interrupt(
  { model, baton }: Servers,
  called: Called,
  times: number,
): Promise<Interruptions> {
  model.play(LONG_REPLY);
  const caller = await dial(baton, called);
  await pause(300);
  const lastFrameMs: number[] = [];
  const sent = new Map<string, number>();
  let closedOnce = 0;
  for (let i = 0; i < times; i += 1) {
    const text = question(i);
    const from = caller.heard.length;
    caller.prompt(text);
    await caller.hears((frame) => frame.type === "text" && frame.token.includes("explain"), from);
    caller.send({ type: "info", name: "agentSpeaking", value: "on" });
    await pause(20 + (i % 10) * 7);

    // The recorded order.
    caller.send({ type: "info", name: "clientSpeaking", value: "on" });
    caller.send({ type: "info", name: "tokensPlayed", value: "Well, let" });
    const atUs = nowUs();
    caller.send({ type: "interrupt", utteranceUntilInterrupt: "Well, let", durationUntilInterruptMs: 420 });
    caller.send({ type: "info", name: "agentSpeaking", value: "off" });
    sent.set(text, atUs);
    await pause(WATCHED_MS);

    const after = caller.heard.slice(from).filter((heard) => heard.atUs > atUs);
    const last = after.findLast(({ frame }) => isText(frame));
    lastFrameMs.push(last ? (last.atUs - atUs) / 1_000 : 0);
    const endings = after.filter(({ frame }) => frame.type === "text" && frame.last);
    if (endings.length === 1 && endings[0]?.frame.type === "text" && endings[0].frame.token === "")
      closedOnce += 1;
  }
  await caller.hangUp();
  const { records } = await model.collect();
  const abortedMs = records.flatMap((record) => {
    const atUs = sent.get(record.question);
    // A reply that ran to its end was never stopped, and counts as the whole time that was watched.
    return atUs === undefined ? [] : [((record.abortedUs ?? atUs + WATCHED_MS * 1_000) - atUs) / 1_000];
  });
  return { lastFrameMs, abortedMs, closedOnce };
}
