/// <reference path="../../../agents/markdown.d.ts" />

import { defineAgents } from "#baton";
import agents from "../../fixtures/agents/shop/index.ts";

/**
 * The shop, but patient: on a busy machine a second request would race the first, say a line of its
 * own, and take the step of the script that is meant for the next turn. What patience does is tried on a manual clock.
 */
export default defineAgents({
  default: {
    ...agents.forNumber(""),
    patience: {
      ...agents.forNumber("").patience,
      hedgeMs: 10_000,
      holdingMs: 10_000,
      stallMs: 10_000,
      giveUpMs: 20_000,
    },
  },
});
