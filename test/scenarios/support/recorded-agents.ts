import { type AgentDefinition, defineAgent, defineAgents } from "#baton";

/** Agents that have their calls recorded, each in another way. */
const CASES = {
  announced: { consent: "announced" },
  asked: { consent: "asked" },
  untilEnd: { consent: "announced", untilEnd: true },
} as const satisfies Record<string, AgentDefinition["recording"]>;

/** Whom to call for each, E.164. */
export const RECORDED = {
  announced: "+15550100401",
  asked: "+15550100402",
  untilEnd: "+15550100403",
} as const satisfies Record<keyof typeof CASES, string>;

const agentFor = (name: keyof typeof CASES) =>
  defineAgent({
    name: name.toLowerCase(),
    greeting: "Hello, this is the bank.",
    instructions: "Help, or hand over.",
    recording: CASES[name],
    // The Worker's clock is the real one, while people speak many times faster.
    silence: { enabled: false },
  });

const announced = agentFor("announced");

export default defineAgents({
  default: announced,
  byNumber: {
    [RECORDED.announced]: announced,
    [RECORDED.asked]: agentFor("asked"),
    [RECORDED.untilEnd]: agentFor("untilEnd"),
  },
});
