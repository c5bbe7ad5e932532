import type { CallCost } from "../measures/cost.ts";
import { costOf } from "./meter.ts";
import { type Prices, readPrices } from "./prices.ts";

/** What a call of five lively minutes may cost at Cloudflare, US dollars. */
const BAR_USD = 0.0008;
/** Requests to the model in a turn, with those that were begun too early. */
const BAR_REQUESTS = 1.6;

/** A call that is as good as whole. */
const WHOLE_S = 290;

const usd = (amount: number | null): string => (amount === null ? "unknown" : `$${amount.toFixed(7)}`);

/** Of which one is not known, the sum is not. */
const sumOf = (amounts: readonly (number | null)[]): number | null =>
  amounts.reduce((sum, amount) => (sum === null || amount === null ? null : sum + amount), 0);

export function costReport(
  { seconds, turns, requests, meter }: CallCost,
  { cloudflare, twilio }: Prices = readPrices(),
): string {
  const lines = costOf(meter, seconds, cloudflare.perMillion);
  const sum = sumOf(lines.map((line) => line.usd));
  const rows = [
    ...lines.map(({ what, amount, usd: cost }) => [what, amount, usd(cost)]),
    ["in all", "", usd(sum)],
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  "),
  );
  const perTurn = requests / turns;
  const perMinute = sumOf([twilio.perMinute.relay, twilio.perMinute.inbound]);
  const minutes = Math.ceil(seconds / 60);
  const mark = (met: boolean): string => (met ? "✓" : "✗");
  return [
    `A call of ${Math.round(seconds)} s with ${turns} turns, at Cloudflare's list prices of ${cloudflare.asOf} without what the plan includes:`,
    "",
    ...table,
    "",
    seconds < WHOLE_S
      ? `  What a call costs once weighs more in a short one: the bar of ${usd(BAR_USD)} is for five minutes.`
      : `${sum === null ? "?" : mark(sum <= BAR_USD)} ${usd(sum)} for five minutes (at most ${usd(BAR_USD)})`,
    `${mark(perTurn <= BAR_REQUESTS)} ${perTurn.toFixed(2)} requests to the model a turn (at most ${BAR_REQUESTS})`,
    `  Beside it, Twilio's: ${perMinute === null ? "unknown" : `about $${(minutes * perMinute).toFixed(2)}`} (${twilio.asOf}, ${twilio.source}).`,
  ].join("\n");
}
