import { readFileSync } from "node:fs";
import * as z from "zod";

/** US dollars; null where it is not known, which is shown as that and never counted as nothing. */
const usd = z.number().nonnegative().nullable();
const dated = {
  asOf: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, "a date as in 2026-11"),
  source: z.string(),
};

export const Prices = z.strictObject({
  /** List prices without what the plan includes. */
  cloudflare: z.strictObject({
    ...dated,
    perMillion: z.strictObject({
      objectRequest: usd,
      gbSecond: usd,
      rowWritten: usd,
      rowRead: usd,
      workerRequest: usd,
      logEvent: usd,
    }),
  }),
  /** Not ours to save; it is here so that ours is seen beside it. */
  twilio: z.strictObject({ ...dated, perMinute: z.strictObject({ relay: usd, inbound: usd }) }),
});
export type Prices = z.output<typeof Prices>;

/** Of `prices.json` beside this, which is there to be changed. @throws Error naming what is wrong in it. */
export function readPrices(file = new URL("prices.json", import.meta.url)): Prices {
  try {
    return Prices.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : "it is no JSON";
    throw new Error(`${file.pathname} is no table of prices: ${why}`, { cause });
  }
}
