import { OUTCOMES, type Outcome } from "./handoff-view.ts";
import { field, isRecord, list, number, oneOf, text } from "./untrusted.ts";

/** What the Worker answers on a record's signed link, read item by item: one bad line does not hide the rest. */
export interface CallRecord {
  /** Epoch milliseconds, as all times here. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** More may come: the caller is still with us. */
  readonly live: boolean;
  readonly items: readonly RecordItem[];
}

export interface RecordItem {
  readonly at?: number;
  readonly who: Speaker;
  readonly text: string;
  /** The caller spoke over this; the text is what was heard of it. */
  readonly interrupted: boolean;
  /** How a tool's run went, where it did not go well. */
  readonly outcome?: Outcome;
}

export const SPEAKERS = ["caller", "agent", "tool", "note"] as const;
export type Speaker = (typeof SPEAKERS)[number];

/** Lines shown at most; the longest calls keep their end. */
const MAX_LINES = 2_000;

/** @returns undefined when this is no record at all. */
export function callRecord(value: unknown): CallRecord | undefined {
  if (!isRecord(value) || !Array.isArray(value.items)) return undefined;
  return {
    ...field("startedAt", number(value.startedAt)),
    ...field("endedAt", number(value.endedAt)),
    live: value.live === true,
    items: list(value.items.slice(-MAX_LINES), itemOf, MAX_LINES),
  };
}

function itemOf(value: unknown): RecordItem | undefined {
  if (!isRecord(value)) return undefined;
  const said = text(value.text);
  if (said === undefined) return undefined;
  return {
    ...field("at", number(value.at)),
    who: oneOf(SPEAKERS, value.who) ?? "note",
    text: said,
    interrupted: value.interrupted === true,
    ...field("outcome", oneOf(OUTCOMES, value.outcome)),
  };
}
