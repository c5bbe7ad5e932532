import type { StackOptions } from "../../../local/stack/stack-options.ts";

/** The shop with the practice model, and people who speak six times faster than life. */
export const SHOP_STACK = {
  speechRate: 6,
  modelPace: { firstTokenMs: 60, tokenMs: 5 },
  agents: "test/fixtures/agents/shop/index.ts",
} satisfies StackOptions;
