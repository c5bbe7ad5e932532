import { defineAgent, defineAgents } from "#baton";

/** Asks for more skills than a task has room for. */
const skills = Array.from({ length: 30 }, (_, i) => `a skill with a long name, ${i}`);

export default defineAgents({
  default: defineAgent({
    name: "crowded",
    greeting: "Hello.",
    instructions: "Help.",
    handOff: { routing: [{ priority: 1 }, { skills }] },
  }),
});
