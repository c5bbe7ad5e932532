import { expect, test } from "vitest";
import { Prices, readPrices } from "../../local/bench/cost/prices.ts";
import { costReport } from "../../local/bench/cost/report.ts";

const meter = {
  framesIn: 600,
  framesOut: 600,
  rowsWritten: 100,
  rowsRead: 200,
  alarmsSet: 2,
  alarmsRung: 1,
  lines: 40,
  rowsKept: 30,
};
const call = { seconds: 300, turns: 20, requests: 22, meter };
const table = readPrices();

test("a price that is changed in the table changes what a call costs", () => {
  const twilio = { ...table.twilio, perMinute: { relay: 1, inbound: 0.5 } };

  expect(costReport(call, { ...table, twilio })).toContain("Twilio's: about $7.50 (2026-11");
});

test("a price that nobody knows makes the sum unknown, and not smaller", () => {
  const perMillion = { ...table.cloudflare.perMillion, rowWritten: null };
  const twilio = { ...table.twilio, perMinute: { relay: null, inbound: 0.5 } };

  const said = costReport(call, { cloudflare: { ...table.cloudflare, perMillion }, twilio });

  expect(said).toMatch(/in all +unknown/);
  expect(said).toContain("? unknown for five minutes");
  expect(said).toContain("Twilio's: unknown");
});

test.each([{ asOf: "lately" }, { perMinute: { relay: -1, inbound: 0 } }, { perMinute: { relay: 1 } }])(
  "a table with %o is refused",
  (change) => {
    expect(Prices.safeParse({ ...table, twilio: { ...table.twilio, ...change } }).success).toBe(false);
  },
);
