import type { Log } from "../../ports.ts";
import { type RecordingAccount, twilioRecordings } from "./recordings.ts";

/** What became of a call's recording as the call was deleted. */
export type Removed = "none" | "deleted" | "left";

interface Left {
  readonly sid: string;
  readonly tries: number;
}

const KEY = "recording_left";
const FIRST_AGAIN_MS = 60_000;
const LONGEST_AGAIN_MS = 6 * 3_600_000;
/** More than two weeks of tries: whoever reads `recording.not_deleted` has had the time to mend it. */
const MAX_TRIES = 64;

/**
 * Deletes all that an object has stored, and with it the call's recording at Twilio. What Twilio does not delete now is
 * all that stays, and is tried again by the object's alarm.
 *
 * @param sid - where the object still knows of one. @param account - undefined where the Worker is not set up.
 */
export async function wipeWithRecording(
  storage: DurableObjectStorage,
  sid: string | undefined,
  account: RecordingAccount | undefined,
  log: Log,
): Promise<Removed> {
  const before = await storage.get<Left>(KEY);
  const wanted = sid ?? before?.sid;
  const wiped = storage.deleteAll();
  if (wanted === undefined) {
    await wiped;
    return "none";
  }
  const tries = (before?.tries ?? 0) + 1;
  // Written before Twilio is asked: a process that dies meanwhile leaves somebody who knows of it.
  await Promise.all([wiped, storage.put<Left>(KEY, { sid: wanted, tries })]);
  if (tries < MAX_TRIES)
    await storage.setAlarm(Date.now() + Math.min(LONGEST_AGAIN_MS, FIRST_AGAIN_MS * 2 ** (tries - 1)));
  try {
    if (!account) throw new TypeError("The Worker is not set up.");
    await twilioRecordings(account).remove(wanted);
  } catch (cause) {
    log("recording.not_deleted", { tries }, cause);
    return "left";
  }
  await storage.deleteAll();
  return "deleted";
}

/**
 * Deletes what an object has stored that was only made to be asked. One that was deleted, and of which something is still
 * owed, or a recording left, is none.
 *
 * @param owedAtMs - when what is owed is told; undefined where nothing is.
 */
export async function discard(storage: DurableObjectStorage, owedAtMs: number | undefined): Promise<void> {
  if (owedAtMs === undefined && (await storage.get(KEY)) === undefined) await storage.deleteAll();
}
