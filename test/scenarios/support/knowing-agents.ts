import {
  type CallerLookUp,
  defineAgent,
  defineAgents,
  earlierCalls,
  httpProfile,
  segmentProfile,
  twilioMemory,
} from "#baton";

/** Agents that ask who is calling. Where the test's servers are is known when it runs, as a secret of the Worker. */

export const KNOWING = { all: "+15550100501", own: "+15550100502" } as const;

const own: CallerLookUp = (call, context) =>
  httpProfile({
    url: `${context.secret("OWN_URL")}/people/{from}`,
    headers: { Authorization: "Bearer {{OWN_TOKEN}}" },
  }).ask(call, context);
const segment: CallerLookUp = (call, context) =>
  segmentProfile({
    space: "spa_1",
    token: "SEGMENT_TOKEN",
    traits: ["firstName"],
    url: context.secret("SEGMENT_URL"),
  }).ask(call, context);
const memory: CallerLookUp = (call, context) =>
  twilioMemory({
    store: "mem_store_1",
    apiKey: "MEMORY_KEY",
    apiSecret: "MEMORY_SECRET",
    url: context.secret("MEMORY_URL"),
  }).ask(call, context);

const agentWith = (name: string, onCall: NonNullable<Parameters<typeof defineAgent>[0]["onCall"]>) =>
  defineAgent({
    name,
    greeting: "Hi{{ firstName|}}, this is the shop.",
    instructions: "Help, or hand over.",
    onCall,
    silence: { enabled: false },
  });

const remembering = agentWith("remembering", earlierCalls({ days: 2, calls: 2 }));

export default defineAgents({
  default: remembering,
  byNumber: {
    [KNOWING.all]: agentWith("knowing", [segment, memory, own]),
    [KNOWING.own]: agentWith("forgetful", own),
  },
});
