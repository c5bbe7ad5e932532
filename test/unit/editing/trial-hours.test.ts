import { expect, test } from "vitest";
import { defineAgent } from "../../../worker/agent/define.ts";
import { isPlaceOpen, triedBy } from "../../../worker/agent/trial/trial.ts";
import { newCall } from "../../../worker/session/state/call-state.ts";

const MONDAY = Date.parse("2026-11-23T12:00:00Z");

/** The shop is open on Mondays, and its repair desk never. */
const agent = defineAgent({
  name: "shop",
  greeting: "Hello.",
  instructions: "Help.",
  handOff: {
    hours: { timeZone: "UTC", week: { mon: ["00:00-24:00"] } },
    places: {
      repair_desk: { says: "the repair desk", target: { kind: "flex" }, hours: { timeZone: "UTC" } },
    },
  },
});
const wants = (place?: string) => ({
  ...newCall("try:1", "en-US"),
  wanted: { reasonCode: "caller_requested" as const, reason: "", ...(place && { request: { place } }) },
});

test.each([
  [undefined, undefined, true],
  ["repair_desk", undefined, false],
  ["repair_desk", true, true],
  [undefined, false, false],
])("a trial keeps the hours of the place that is wanted: %s, open %s", (place, open, isOpen) => {
  expect(isPlaceOpen(triedBy(agent, open).handOff, wants(place) as never, MONDAY)).toBe(isOpen);
});
