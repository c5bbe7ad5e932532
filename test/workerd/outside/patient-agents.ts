/// <reference path="../../../agents/markdown.d.ts" />

import * as z from "zod";
import { defineAgent, defineAgents, defineTool } from "#baton";
import agents from "../../fixtures/agents/shop/index.ts";
import { PARCELS_NUMBER, WORKSHOP_NUMBER } from "./workshop.ts";

/**
 * The shop, but patient: on a busy machine a second request would race the first, say a line of its
 * own, and take the step of the script that is meant for the next turn. What patience does is tried on a manual clock.
 */
const patience = { hedgeMs: 10_000, holdingMs: 10_000, stallMs: 10_000, giveUpMs: 20_000 };

/** Works where the test can see it: each run is a request that the test answers when it wants to. */
const works = (name: string, kind: { readonly sideEffect?: true; readonly background?: true } = {}) =>
  defineTool({
    name,
    description: "Works.",
    input: z.object({ on: z.string() }),
    facts: () => [{ name: "work", value: name, from: "tool", confirmed: true }],
    promises: () => (kind.sideEffect ? ["A parcel"] : []),
    ...kind,
    run: async ({ on }, { secret, idempotencyKey, signal }) => {
      const headers = { "Idempotency-Key": idempotencyKey };
      const response = await fetch(`${secret("WORKSHOP_URL")}/${name}/${on}`, { headers, signal });
      return response.json();
    },
  });

const workshop = defineAgent({
  name: "workshop",
  greeting: "Hello, this is the workshop.",
  instructions: "Be kind.",
  languages: [{ code: "es-ES" }],
  tools: [
    works("look_up"),
    works("dispense", { sideEffect: true }),
    works("ship", { sideEffect: true, background: true }),
    works("prepare", { background: true }),
    defineTool({
      name: "pay",
      description: "Pays.",
      input: z.object({ on: z.string() }),
      sideEffect: true,
      confirm: () => "I would charge a hundred dollars. Shall I?",
      run: async ({ on }, { secret }) => (await fetch(`${secret("WORKSHOP_URL")}/pay/${on}`)).json(),
    }),
  ],
  patience,
  toolUse: { deadlineMs: 60_000, fillerMs: 1_000 },
});

/** Does all that leaves a trace elsewhere: records, texts, calls back, hands over, and is reported. */
const parcels = defineAgent({
  name: "parcels",
  greeting: "Hello, this is the parcel desk.",
  instructions: "Be kind.",
  tools: [
    works("look_up"),
    works("dispense", { sideEffect: true }),
    defineTool({
      name: "text",
      description: "Texts.",
      input: z.object({ on: z.string() }),
      sideEffect: true,
      run: async ({ on }, { textCaller }) => textCaller(`Your parcel: ${on}`),
    }),
  ],
  recording: { consent: "announced" },
  afterCall: { outcome: z.object({ parcels: z.number() }) },
  cases: [
    { name: "knows boots", says: ["Do you sell boots?"], heard: ["we do"], tools: [] },
    { name: "hands over", says: ["I want to talk to a person."], heard: [], task: { callSummary: "socks" } },
  ],
  patience,
});

export default defineAgents({
  default: {
    ...agents.forNumber(""),
    afterCall: { outcome: z.object({ opens: z.number() }) },
    patience: { ...agents.forNumber("").patience, ...patience },
  },
  byNumber: { [WORKSHOP_NUMBER]: workshop, [PARCELS_NUMBER]: parcels },
});
