import { recordCaller } from "../account/caller-lines.ts";
import { abandonRun, startTurn } from "../answer/turn.ts";
import {
  amend,
  changePart,
  clearTimers,
  currentRun,
  type Draft,
  log,
  order,
  record,
  setTimer,
} from "../draft/draft.ts";
import { escalate } from "../person/escalation.ts";
import type { CallState } from "../state/call-state.ts";
import type { EnteredKeys, ExpectedKeys } from "../state/parts.ts";

/**
 * Keys. They collect to one entry until the length that was asked for, `#`, or a pause; a lone key for a person
 * is acted on at once. In secure mode the digits go to the vault, and the model learns how many there were.
 *
 * Keys that follow each other closely are one burst, and a burst is one entry: what is keyed beyond the length belongs
 * to it, and is neither a turn of its own nor a call for a person.
 */

/** A key of the telephone: "0" to "9", "*" or "#". */
export function keyPressed(d: Draft, digit: string): void {
  const { phase, speech } = d.state;
  if (phase.name !== "listening" && phase.name !== "answering") return;
  lapse(d);
  const { lastKeyAtMs, entered, buffer } = d.state.keypad;
  const { escalation, digits: settings } = d.rules.settings;
  const sinceLastMs = d.now - (lastKeyAtMs ?? Number.NEGATIVE_INFINITY);
  changePart(d, "keypad", { lastKeyAtMs: d.now, barrier: speech.playback.nextId, swallowed: false });
  changePart(d, "patience", { silenceSteps: 0 });
  clearTimers(d, "silence", "unfinished", "false_interruption");

  if (digit !== "#" && buffer === "" && entered && sinceLastMs <= settings.burstMs)
    return surplusKey(d, entered);
  if (digit === escalation.personKey && buffer === "" && !isCollecting(d))
    return escalate(d, "pressed_key", { key: digit });
  if (digit === "#") {
    // A `#` after the entry was complete: it means nothing, and must not cut the reply.
    if (buffer === "") return changePart(d, "keypad", { swallowed: true });
    return entryComplete(d);
  }
  if (buffer === "") changePart(d, "keypad", { entered: undefined, buffer: begun(d, sinceLastMs) });
  const so = d.state.keypad.buffer;
  if (so.length < settings.maxDigits) changePart(d, "keypad", { buffer: so + digit });
  const { buffer: now, expected } = d.state.keypad;
  if (now.length >= (expected?.length ?? Number.POSITIVE_INFINITY)) return entryComplete(d);
  awaitKeys(d);
  // A key that is replayed counts once: what it has led to must not be lost, either.
  order(d, { type: "save", soon: true });
}

/** The rest of an entry is waited for, where one has begun. */
export function awaitKeys(d: Draft): void {
  const { buffer, expected } = d.state.keypad;
  const { securePauseMs, pauseMs } = d.rules.settings.digits;
  if (buffer !== "") setTimer(d, "digits", expected?.secure && expected.length ? securePauseMs : pauseMs);
}

/** A secret of unknown length goes on where the caller only paused; else this is a new one. */
function begun(d: Draft, sinceLastMs: number): string {
  const { expected, entered, vault } = d.state.keypad;
  const goesOn = expected?.secure && entered && sinceLastMs <= d.rules.settings.digits.securePauseMs;
  return goesOn ? (vault[expected.purpose] ?? "") : "";
}

/** A question for digits that was answered otherwise, or long ago, is none any more. Its secrecy lasts longer. */
function lapse(d: Draft): void {
  const { expected, lastKeyAtMs, buffer } = d.state.keypad;
  const { lapseMs, secureLapseMs } = d.rules.settings.digits;
  if (!expected || buffer !== "") return;
  const idleMs = d.now - Math.max(expected.askedAtMs, lastKeyAtMs ?? 0);
  if (expected.secure ? idleMs > secureLapseMs : expected.passedOver || idleMs > lapseMs)
    changePart(d, "keypad", { expected: undefined });
}

/** Digits are being keyed, or are asked for and not passed over: the key for a person is a digit. */
function isCollecting(d: Draft): boolean {
  const { expected, lastKeyAtMs, buffer } = d.state.keypad;
  if (buffer !== "" || !expected) return buffer !== "";
  const idleMs = d.now - Math.max(expected.askedAtMs, lastKeyAtMs ?? 0);
  return !expected.passedOver && idleMs <= d.rules.settings.digits.lapseMs;
}

/** The caller has answered in words: who presses the key for a person now wants one. */
export function passOverKeys(d: Draft): void {
  const { expected } = d.state.keypad;
  if (expected) changePart(d, "keypad", { expected: { ...expected, passedOver: true } });
}

/** What the caller keys now may be a secret: nothing of it is written down anywhere. */
export const keysAreSecret = ({ keypad }: CallState): boolean =>
  keypad.expected?.secure === true || keypad.entered?.secure === true;

/** Until when a key that is pressed may be one of a secret; undefined where none is asked for. Epoch ms. */
export function secretUntilMs(d: Draft): number | undefined {
  const { expected, entered, lastKeyAtMs, buffer } = d.state.keypad;
  const { secureLapseMs, burstMs } = d.rules.settings.digits;
  if (expected?.secure)
    return (buffer === "" ? Math.max(expected.askedAtMs, lastKeyAtMs ?? 0) : d.now) + secureLapseMs;
  return entered?.secure && lastKeyAtMs !== undefined ? lastKeyAtMs + burstMs : undefined;
}

/** The pause is over. */
export function keysPaused(d: Draft): void {
  const { buffer, expected, entered } = d.state.keypad;
  if (entered && entered.surplus > 0) return refuseEntry(d, entered);
  const { personKey } = d.rules.settings.escalation;
  // Nobody keys one digit of several and waits, but for a person.
  if (buffer !== "" && buffer === personKey && expected?.length !== undefined && expected.length > 1) {
    changePart(d, "keypad", { buffer: "" });
    return escalate(d, "pressed_key", { key: buffer });
  }
  entryComplete(d);
}

/** The entry is the caller's turn. */
function entryComplete(d: Draft): void {
  const { buffer, expected, vault } = d.state.keypad;
  clearTimers(d, "digits");
  if (buffer === "") return;
  changePart(d, "speech", { kept: undefined });
  if (currentRun(d)) abandonRun(d, "superseded");
  if (expected?.secure) changePart(d, "keypad", { vault: { ...vault, [expected.purpose]: buffer } });
  const line = lineOf(buffer, expected);
  const entryId = expected?.secure ? record(d, { role: "caller", text: line }) : recordCaller(d, line);
  const whole = expected?.length !== undefined && buffer.length >= expected.length;
  changePart(d, "keypad", {
    buffer: "",
    // What is missing of a secret is one, too.
    expected: expected?.secure && !whole ? { ...expected, askedAtMs: d.now } : undefined,
    entered: expected && {
      entryId,
      keys: buffer.length,
      surplus: 0,
      purpose: expected.purpose,
      length: expected.length,
      secure: expected.secure,
    },
  });
  startTurn(d);
  order(d, { type: "save", soon: true });
}

function lineOf(keys: string, expected: ExpectedKeys | undefined): string {
  if (!expected) return `(keypad) ${keys}`;
  const { purpose, length, secure } = expected;
  const short = length !== undefined && keys.length < length ? `, ${length} were asked for` : "";
  return secure
    ? `(keypad, secure) ${keys.length} digits for ${purpose}${short}: {{secure:${purpose}}}`
    : `(keypad) ${keys}${short && ` (${keys.length} digits${short})`}`;
}

/**
 * A key beyond what was asked for. An entry that is too long is the wrong one, so it is refused and never submitted
 * cut, unless its answer is being heard already: then a single key came too late to mean the entry.
 */
function surplusKey(d: Draft, entered: EnteredKeys): void {
  const run = currentRun(d);
  const surplus = entered.surplus + 1;
  changePart(d, "keypad", { entered: { ...entered, surplus } });
  const answered = run === undefined || run.said !== "";
  if (entered.length === undefined || (answered && surplus === 1))
    return changePart(d, "keypad", { swallowed: true });
  if (run) abandonRun(d, "superseded");
  setTimer(d, "digits", d.rules.settings.digits.burstMs);
}

/** The burst is over, and was longer than asked for. It is asked for again. */
function refuseEntry(d: Draft, { entryId, keys, surplus, purpose, length, secure }: EnteredKeys): void {
  const { [purpose]: _, ...vault } = d.state.keypad.vault;
  changePart(d, "keypad", {
    vault,
    entered: undefined,
    expected: { purpose, length, secure, askedAtMs: d.now, passedOver: false },
  });
  log(d, "keypad.refused", { turn: d.state.turn });
  const keyed = `${secure ? "(keypad, secure)" : "(keypad)"} ${keys + surplus} digits for ${purpose}`;
  amend(d, entryId, { role: "caller", text: `${keyed}, ${length} were asked for: not taken` });
  startTurn(d);
  order(d, { type: "save", soon: true });
}
