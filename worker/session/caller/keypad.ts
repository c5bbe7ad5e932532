import { abandonRun, startTurn } from "../answer/turn.ts";
import { changePart, clearTimers, currentRun, type Draft, order, record, setTimer } from "../draft/draft.ts";
import { escalate } from "../person/escalation.ts";

/**
 * Keys. They collect to one entry until the length that was asked for, `#`, or a pause; a lone key for a person
 * is acted on at once. In secure mode the digits go to the vault, and the model learns how many there were.
 */

/** A key of the telephone: "0" to "9", "*" or "#". */
export function keyPressed(d: Draft, digit: string): void {
  const { phase, keypad, speech } = d.state;
  if (phase.name !== "listening" && phase.name !== "answering") return;
  changePart(d, "keypad", { lastKeyAtMs: d.now, barrier: speech.playback.nextId, swallowed: false });
  changePart(d, "patience", { silenceSteps: 0 });
  clearTimers(d, "silence", "unfinished", "false_interruption");

  const collecting = keypad.buffer !== "" || keypad.expected !== undefined;
  const { escalation, digits: settings } = d.rules.settings;
  if (!collecting && digit === escalation.personKey) return escalate(d, "pressed_key", { key: digit });
  if (digit === "#") {
    // A `#` after the entry was complete: it means nothing, and must not cut the reply.
    if (keypad.buffer === "") return changePart(d, "keypad", { swallowed: true });
    return entryComplete(d);
  }
  if (keypad.buffer.length < settings.maxDigits) changePart(d, "keypad", { buffer: keypad.buffer + digit });
  const { buffer, expected } = d.state.keypad;
  if (buffer.length >= (expected?.length ?? Number.POSITIVE_INFINITY)) entryComplete(d);
  else setTimer(d, "digits", settings.pauseMs);
}

/** The entry is the caller's turn. */
export function entryComplete(d: Draft): void {
  const { buffer, expected, vault } = d.state.keypad;
  clearTimers(d, "digits");
  if (buffer === "") return;
  changePart(d, "keypad", { buffer: "", expected: undefined });
  changePart(d, "speech", { kept: undefined });
  if (currentRun(d)) abandonRun(d, "superseded");
  if (expected?.secure) {
    changePart(d, "keypad", { vault: { ...vault, [expected.purpose]: buffer } });
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
