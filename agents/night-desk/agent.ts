import { defineAgent } from "#baton";
import instructions from "./instructions.md";

/**
 * The smallest agent that is of use, and the one to copy: it takes a message and hands the call to a person, who
 * finds the message in front of them. It needs no tool of its own; `hand_off` comes with the engine.
 */
export default defineAgent({
  name: "night-desk",
  greeting: "Good evening, this is the night desk. Who am I speaking with, and what can I pass on for you?",
  suggestions: ["Please call me back tomorrow.", "It is urgent."],
  instructions,
});
