import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import nightDesk from "../../../agents/night-desk/agent.ts";
import owlShoes from "../../../agents/owl-shoes/agent.ts";
import { standIn } from "../../../local/model/stand-in.ts";
import dentist from "../../fixtures/agents/dentist.ts";
import drivingSchool from "../../fixtures/agents/driving-school.ts";
import flowerShop from "../../fixtures/agents/flower-shop.ts";
import garage from "../../fixtures/agents/garage.ts";
import hotel from "../../fixtures/agents/hotel.ts";
import parcel from "../../fixtures/agents/parcel.ts";
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
const SHARE = 0.9;
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

describe("the stand-in model plays any agent", () => {
  test(`${conversations.length} conversations, at least ${SHARE * 100} % as expected`, async () => {
    const failed: string[] = [];
    for (const { agent, ...conversation } of conversations) {
      const { faults, log } = await play(conversation, agent, brain);
      if (process.env.STAND_IN_LOG) console.log([conversation.name, ...log].join("\n"));
      if (faults.length > 0) failed.push([conversation.name, ...faults.map((f) => `    ${f}`)].join("\n"));
    }

    const right = conversations.length - failed.length;
    console.log(`${right} of ${conversations.length}\n${failed.join("\n")}`);
    expect(right / conversations.length, failed.join("\n")).toBeGreaterThanOrEqual(SHARE);
  }, 240_000);
});
