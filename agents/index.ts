/// <reference path="./markdown.d.ts" />
import { defineAgents } from "#baton";
import nightDesk from "./night-desk/agent.ts";
import owlShoes from "./owl-shoes/agent.ts";

/** Who answers: one agent for each called number that is named, and one for all others. */
export default defineAgents({
  default: owlShoes,
  byNumber: {
    "+15550100009": nightDesk,
  },
});
