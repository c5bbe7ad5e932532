/// <reference path="../../agents/markdown.d.ts" />
import * as z from "zod";
import { defineAgent, defineAgents, defineTool } from "#baton";
import agents from "../../test/fixtures/agents/shop/index.ts";
import { SLOW_TOOLS } from "./called.ts";

/** An endpoint that answers after so many milliseconds, and a caller who waits for it. */
const waitFor = defineTool({
  name: "wait_for",
  description: "Waits for an endpoint.",
  input: z.object({ ms: z.number().int().min(0), step: z.number().int().describe("Tells calls apart.") }),
  run: async ({ ms }, { secret, signal }) => {
    const response = await fetch(`${secret("BENCH_TOOLS_URL")}/wait?ms=${ms}`, { signal });
    return response.json();
  },
});

const slowTools = defineAgent({
  name: "bench-slow-tools",
  greeting: SLOW_TOOLS.greeting,
  instructions: "Look it up.",
  tools: [waitFor],
});

/** The example shop, whoever else answers by now, and one more whose tools take their time. */
export default defineAgents({
  default: agents.forNumber(""),
  byNumber: { [SLOW_TOOLS.number]: slowTools },
});
