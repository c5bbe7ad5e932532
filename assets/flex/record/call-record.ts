import { type CallRecord, type RecordItem, SPEAKERS } from "../../../worker/protocol/call-record.ts";
import { present } from "../../../worker/protocol/present.ts";
import { OUTCOMES, type Outcome } from "../handoff-view.ts";
import { isRecord, list, number, oneOf, text } from "../untrusted.ts";

/** A record as far as it can be read, item by item: one bad line does not hide the rest. */
export interface ReadRecord extends Pick<CallRecord, "live"> {
  readonly items: readonly ReadLine[];
}

export interface ReadLine extends Pick<RecordItem, "text">, Partial<Pick<RecordItem, "at">> {
  /** A note where it is somebody whom this version does not know. */
  readonly who: RecordItem["who"] | "note";
  readonly interrupted: boolean;
  readonly outcome?: Outcome;
}

/** Lines shown at most; the longest calls keep their end. */
const MAX_LINES = 2_000;

/** @returns undefined when this is no record at all. */
export function readRecord(value: unknown): ReadRecord | undefined {
  if (!isRecord(value) || !Array.isArray(value.items)) return undefined;
  return { live: value.live === true, items: list(value.items.slice(-MAX_LINES), lineOf, MAX_LINES) };
}

function lineOf(value: unknown): ReadLine | undefined {
  if (!isRecord(value)) return undefined;
  const said = text(value.text);
  if (said === undefined) return undefined;
  return present({
    at: number(value.at),
    who: oneOf(SPEAKERS, value.who) ?? "note",
    text: said,
    interrupted: value.interrupted === true,
    outcome: oneOf(OUTCOMES, value.outcome),
  });
}
