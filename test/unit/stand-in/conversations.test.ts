import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { standIn } from "../../../local/model/stand-in.ts";
import dentist from "../../fixtures/agents/dentist.ts";
import drivingSchool from "../../fixtures/agents/driving-school.ts";
import flowerShop from "../../fixtures/agents/flower-shop.ts";
import garage from "../../fixtures/agents/garage.ts";
import hotel from "../../fixtures/agents/hotel.ts";
import parcel from "../../fixtures/agents/parcel.ts";
import nightDesk from "../../fixtures/agents/shop/night-desk/agent.ts";
import owlShoes from "../../fixtures/agents/shop/owl-shoes/agent.ts";
import { Conversations, play } from "./play.ts";

/** Conversations as data with agents of every kind, most of which the rules have never seen. */

const AGENTS = {
  "owl-shoes": owlShoes,
  "night-desk": nightDesk,
  "flower-shop": flowerShop,
  dentist,
  "driving-school": drivingSchool,
  garage,
  hotel,
  parcel,
};
/** What it does not understand yet; one that is mended comes off the list. */
const KNOWN_WRONG: readonly string[] = ["garage.json: is the car ready"];
/** A Monday. */
const NOW = new Date("2026-11-30T10:00:00");

const folder = new URL("../../fixtures/conversations/", import.meta.url);
const conversations = readdirSync(folder).flatMap((file) => {
  const agent = Object.entries(AGENTS).find(([name]) => file.startsWith(name))?.[1];
  if (!agent) throw new Error(`${file} begins with the name of no agent.`);
  return Conversations.parse(JSON.parse(readFileSync(new URL(file, folder), "utf8"))).map((c) => ({
    ...c,
    name: `${file}: ${c.name}`,
    agent,
  }));
});

const brain = standIn(() => NOW);

test.each(conversations)("$name", async ({ agent, ...conversation }) => {
  const { faults, log } = await play(conversation, agent, brain);

  if (process.env.STAND_IN_LOG) console.log([conversation.name, ...log].join("\n"));
  expect(faults.length > 0, [...faults, ...log].join("\n")).toBe(KNOWN_WRONG.includes(conversation.name));
});
