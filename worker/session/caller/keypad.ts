import { abandonRun, startTurn } from "../answer/turn.ts";
import { change, clearTimers, type Draft, order, record, setTimer } from "../draft/draft.ts";
import { decideHandOff } from "../person/escalation.ts";

/**
 * Keys. They collect to one entry until the length that was asked for, `#`, or a pause; a lone key for a person
 * is acted on at once. In secure mode the digits go to the vault, and the model learns how many there were.
 */

export function keyPressed(d: Draft, digit: string): void {
  const { phase, digits } = d.state;
  if (phase.name !== "listening" && phase.name !== "answering") return;
  change(d, {
    lastKeyAtMs: d.now,
    keyBarrier: d.state.playback.nextId,
    keySwallowed: false,
    silenceSteps: 0,
  });
  clearTimers(d, "silence", "unfinished", "false_interruption");

  const collecting = digits.buffer !== "" || digits.expected !== undefined;
  const { escalation, digits: settings } = d.rules.settings;
  if (!collecting && digit === escalation.personKey) {
    return decideHandOff(d, {
      reasonCode: "caller_requested",
      reason: `The caller pressed ${digit} for a person.`,
      triggeredBy: "caller",
    });
  }
  if (digit === "#") {
    if (digits.buffer === "") {
      // A `#` after the entry was complete: it means nothing, and must not cut the reply.
      change(d, { keySwallowed: true });
      return;
    }
    return entryComplete(d);
  }
  if (digits.buffer.length < settings.maxDigits)
    change(d, { digits: { ...digits, buffer: digits.buffer + digit } });
  if (d.state.digits.buffer.length >= (digits.expected?.length ?? Number.POSITIVE_INFINITY)) entryComplete(d);
  else setTimer(d, "digits", settings.pauseMs);
}

/** The entry is the caller's turn. */
export function entryComplete(d: Draft): void {
  const { buffer, expected } = d.state.digits;
  clearTimers(d, "digits");
  if (buffer === "") return;
  change(d, { digits: { buffer: "", expected: undefined }, held: undefined });
  if (d.state.run) abandonRun(d, "superseded");
  if (expected?.secure) {
    change(d, { vault: { ...d.state.vault, [expected.purpose]: buffer } });
    record(d, {
      role: "caller",
      text: `(keypad, secure) ${buffer.length} digits for ${expected.purpose}: {{secure:${expected.purpose}}}`,
    });
  } else {
    record(d, { role: "caller", text: `(keypad) ${buffer}` });
  }
  startTurn(d);
  order(d, { type: "save", soon: true });
}
