import { defineAgent } from "#baton";
import cases from "./cases.json" with { type: "json" };
import instructions from "./instructions.md";
import openingHours from "./tools/opening-hours.ts";

export default defineAgent({
  name: "new-agent",
  greeting: "Hello, this is the new agent. What can I do for you?",
  instructions,
  tools: [openingHours],
  cases,
});
