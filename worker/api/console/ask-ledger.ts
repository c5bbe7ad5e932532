import { ledgerOf } from "../../config.ts";
import { consoleLog } from "../../log.ts";
import { json } from "../answer.ts";
import type { Asked } from "../asked.ts";

type LedgerStub = NonNullable<ReturnType<typeof ledgerOf>>;
export type AskedLedger = Pick<Asked, "env" | "config">;

const HINTS = {
  no_ledger: "LEDGER is not bound: deploy with the bindings of wrangler.toml.",
  ledger_newer:
    "The ledger was written by a later release than answers now: deploy that one again. Nothing of it is lost.",
  ledger: "The ledger does not answer: try again.",
};

export type LedgerFault = keyof typeof HINTS;

export const faultAnswer = (error: LedgerFault): Response => json(503, { error, hint: HINTS[error] });

/** @returns what the ledger answers, or why it does not. Never throws. */
export async function askLedger<T extends object>(
  { env, config }: AskedLedger,
  wanted: string,
  ask: (ledger: LedgerStub) => PromiseLike<T>,
): Promise<T | { readonly error: LedgerFault }> {
  const ledger = ledgerOf(env, config);
  if (!ledger) return { error: "no_ledger" };
  try {
    return await ask(ledger);
  } catch (cause) {
    consoleLog({})("ledger.unreachable", { wanted }, cause);
    return { error: "ledger" };
  }
}

/** Whether it is an answer; anything else is a fault by its name. */
export const isFault = (answer: object): answer is { readonly error: LedgerFault } =>
  "error" in answer && typeof answer.error === "string" && Object.hasOwn(HINTS, answer.error);
