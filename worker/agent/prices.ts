import type { ModelEvent } from "./model.ts";

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  /** Of the input, what comes from the provider's prompt cache. */
  readonly cached: number;
  readonly output: number;
}

/**
 * OpenAI's list prices, standard tier, to the best of our knowledge in November 2026; they change, and nobody here has
 * compared them with an invoice (https://developers.openai.com/api/docs/pricing). They bound what a call may spend and
 * are no bill: an agent sets its own by `limits.prices`. A model of which no price is known is bounded by its
 * tokens.
 */
const PRICES: ReadonlyMap<string, Price> = new Map([
  ["gpt-4.1", { input: 2, cached: 0.5, output: 8 }],
  ["gpt-4.1-mini", { input: 0.4, cached: 0.1, output: 1.6 }],
  ["gpt-4o", { input: 2.5, cached: 1.25, output: 10 }],
  ["gpt-4o-mini", { input: 0.15, cached: 0.075, output: 0.6 }],
  ["gpt-5.4", { input: 2.5, cached: 0.25, output: 15 }],
  ["gpt-5.4-mini", { input: 0.75, cached: 0.075, output: 4.5 }],
]);

type Usage = NonNullable<Extract<ModelEvent, { type: "finished" }>["usage"]>;

/** A dated name ("gpt-4.1-2025-04-14") costs what its model does. @returns with it what that cost, in millionths of a dollar where it is known. */
export function priced(
  model: string,
  usage: Usage | undefined,
  own: Readonly<Record<string, Price>>,
): (Usage & { readonly microUsd?: number }) | undefined {
  if (!usage) return undefined;
  const family = model.replace(/-\d{4}-\d{2}-\d{2}$/, "");
  const price = priceOf(own, model) ?? priceOf(own, family) ?? PRICES.get(family);
  if (!price) return usage;
  const { inputTokens, cachedTokens, outputTokens } = usage;
  const fresh = Math.max(0, inputTokens - cachedTokens);
  const microUsd = Math.round(
    fresh * price.input + cachedTokens * price.cached + outputTokens * price.output,
  );
  return { ...usage, microUsd };
}

const priceOf = (own: Readonly<Record<string, Price>>, model: string): Price | undefined =>
  Object.hasOwn(own, model) ? own[model] : undefined;
