import type { Prices } from "./prices.ts";

/** What Cloudflare counts of one call. */
export interface Meter {
  /** Messages of the caller's socket, and what was sent on it; the latter is free. */
  readonly framesIn: number;
  readonly framesOut: number;
  /** By the call's object and by the ledger. */
  readonly rowsWritten: number;
  readonly rowsRead: number;
  readonly alarmsSet: number;
  readonly alarmsRung: number;
  /** Lines of the log. */
  readonly lines: number;
  /** Rows that are left when the call is over, and deleted a day later. */
  readonly rowsKept: number;
}

/** Of frames, so many are one request. Source: Cloudflare, Durable Objects pricing. */
const FRAMES_PER_REQUEST = 20;
/** An object is counted with 128 MB for as long as it is active. */
const GB = 0.128;

/** An object stays active for so long after its last event. */
const LINGER_S = 10;

export interface CostLine {
  readonly what: string;
  readonly amount: string;
  /** Null where the price is not known. */
  readonly usd: number | null;
}

/** @param seconds - from the handshake to the hang-up. */
export function costOf(
  meter: Meter,
  seconds: number,
  prices: Prices["cloudflare"]["perMillion"],
): readonly CostLine[] {
  const requests = 1 + meter.framesIn / FRAMES_PER_REQUEST + meter.alarmsRung + 1;
  const active = seconds + LINGER_S;
  // An alarm that is set is a row.
  const rows = meter.rowsWritten + meter.alarmsSet;
  const line = (what: string, n: number, unit: string, price: number | null): CostLine => ({
    what,
    amount: `${n >= 100 ? Math.round(n) : Number(n.toFixed(1))} ${unit}`,
    usd: price === null ? null : (n * price) / 1e6,
  });
  return [
    line("Worker", 1, "request", prices.workerRequest),
    line(
      `object: handshake, ${meter.framesIn} frames, ${meter.alarmsRung} alarms, deletion`,
      requests,
      "requests",
      prices.objectRequest,
    ),
    line(`object: active for ${Math.round(active)} s`, active * GB, "GB-s", prices.gbSecond),
    line(
      `rows written: ${meter.rowsWritten}, and ${meter.alarmsSet} alarms`,
      rows,
      "rows",
      prices.rowWritten,
    ),
    line("rows deleted when the call is forgotten", meter.rowsKept, "rows", prices.rowWritten),
    line("rows read", meter.rowsRead, "rows", prices.rowRead),
    line("log events", meter.lines, "lines", prices.logEvent),
  ];
}
