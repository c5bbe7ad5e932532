import { defineAgent, defineAgents } from "#baton";

/** As a user might write it: `welcomeGreetingInteruptible` lacks an r, `eotThreshold` is out of bounds. */
const relay = { welcomeGreetingInteruptible: "any", eotThreshold: 1.5 };

export default defineAgents({
  default: defineAgent({ name: "owl", greeting: "Hello.", instructions: "Help.", relay }),
});
