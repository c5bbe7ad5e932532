import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";
import type { StackEvent } from "../../../local/twilio/events.ts";
import { type Agent, type Agents, defineAgent, defineAgents } from "../../../worker/agent/define.ts";
import type { Handoff } from "../../../worker/protocol/handoff.ts";
import { dial } from "../../support/phone.ts";
import { test } from "./line.ts";

/** Whole calls over the simulated Twilio: from the hand-off to a person, and back where nobody is there. */

const handoff: Handoff = {
  v: 1,
  reasonCode: "caller_requested",
  reason: "Wants a refund.",
  callSummary: "Order 4711 is late.",
  sentiment: "neutral",
  triggeredBy: "caller",
  language: "en-US",
};

type Settings = NonNullable<Parameters<typeof defineAgent>[0]["handOff"]>;

const agent = (handOff: Settings) =>
  defineAgent({ name: "desk", greeting: "Hello.", instructions: "Help.", handOff });
const only = (one: Agent): Agents => defineAgents({ default: one });

const alerts = (events: readonly StackEvent[]) =>
  events.flatMap((e) => (e.kind === "alert" ? [e.message] : []));
const patient = { within: 10_000 };

test.for([
  ["1", "wants_callback"],
  ["2", "left_queue"],
] as const)(
  "a caller waits with music and a menu, and key %s leads back: %s",
  async ([key, why], { line }) => {
    const { twilio, connects } = await line({ agents: only(agent({})), handoff, settings: { workers: 0 } });

    const phone = await dial(twilio);
    await phone.hears("You are next in line.", patient);
    await phone.hears("press 2", patient);
    await phone.presses(key);
    await phone.hears(`Back again: ${why}.`, patient);

    expect(connects).toEqual(["call", why]);
    expect((await phone.task("canceled")).status).toBe("canceled");
    expect(alerts(phone.events)).toEqual([]);
  },
);

test("a key that means nothing keeps the place in line", async ({ line }) => {
  const { twilio, connects } = await line({ agents: only(agent({})), handoff, settings: { workers: 0 } });

  const phone = await dial(twilio);
  await phone.hears("hold the line", patient);
  await phone.presses("9");
  await phone.hears("hold the line", patient);

  expect(connects).toEqual(["call"]);
  expect(await phone.task()).toMatchObject({ status: "pending" });
});

test("a task that is cancelled while the caller is kept waiting: the longest wait leads back", async ({
  line,
}) => {
  const { twilio, connects } = await line({
    agents: only(agent({ longestWaitS: 40 })),
    handoff,
    settings: { workers: 0, canceledTask: "keeps_waiting" },
  });

  const phone = await dial(twilio);
  await phone.hears("hold the line", patient);
  await phone.agent("cancel");
  await phone.hears("Back again: nobody_free.", patient);

  expect(connects).toEqual(["call", "nobody_free"]);
});

test("a full queue leads back at once", async ({ line }) => {
  const { twilio, connects } = await line({
    agents: only(agent({})),
    handoff,
    settings: { workers: 0, maxQueueSize: 1 },
  });
  const first = await dial(twilio);
  await first.task("pending", patient);

  const second = await dial(twilio);
  await second.hears("Back again: queue_full.", patient);

  expect(connects).toEqual(["call", "call", "queue_full"]);
});

test("a caller who was served does not land at the agent again", async ({ line }) => {
  const { twilio, connects } = await line({ agents: only(agent({})), handoff });

  const phone = await dial(twilio);
  await phone.task("reserved", patient);
  await phone.agent("accept");
  await phone.agent("complete");
  await phone.ended(patient);

  expect(connects).toEqual(["call"]);
});

test("routing is on the task, where a workflow and the queue go by it", async ({ line }) => {
  const handOff = {
    queues: ["Refunds"],
    routing: [{ when: { reasonCode: ["caller_requested" as const] }, queue: "Refunds", priority: 7 }],
  };
  const { twilio } = await line({ agents: only(agent(handOff)), handoff, settings: { workers: 0 } });

  const phone = await dial(twilio);

  expect(await phone.task("pending", patient)).toMatchObject({
    priority: 7,
    attributes: { queue: "Refunds", language: "en", reasonCode: "caller_requested" },
  });
  expect(alerts(phone.events)).toEqual([]);
});

const NUMBER = "+15550100077";
const telephone = only(agent({ target: { kind: "number", number: NUMBER } }));

/** What was said on the call of whoever was rung, which the caller does not hear. */
const whispered = (twilio: { readonly events: readonly StackEvent[] }, caller: string) =>
  twilio.events.flatMap((e) =>
    e.kind === "agent_speech" && e.state === "started" && e.callSid !== caller ? [e.text] : [],
  );

test("who answers the telephone hears why, and the caller does not", async ({ line }) => {
  const settings = {
    dial: { status: "completed", ringMs: 500, talkMs: 2_000, acceptsAfterMs: 6_000 },
  } as const;
  const { twilio, connects } = await line({ agents: telephone, handoff, settings });

  const phone = await dial(twilio);
  await phone.ended(patient);

  expect(whispered(twilio, phone.callSid).slice(0, 2)).toEqual([
    "A call from the assistant.",
    "Wants a refund. Order 4711 is late.",
  ]);
  expect(phone.heard).not.toContain("Order 4711");
  expect(connects).toEqual(["call"]);
  expect(alerts(twilio.events)).toEqual([]);
});

test("an answering machine does not get the caller", async ({ line }) => {
  const settings = { dial: { status: "completed", ringMs: 500, talkMs: 2_000 } } as const;
  const { twilio, connects } = await line({ agents: telephone, handoff, settings });

  const phone = await dial(twilio);
  await phone.hears("Back again: nobody_free.", patient);

  expect(whispered(twilio, phone.callSid)).toContain("Press any key to take the call.");
  expect(connects).toEqual(["call", "nobody_free"]);
});

test.for(["busy", "no-answer", "failed"] as const)(
  "a telephone that is %s leads back to the agent",
  async (status, { line }) => {
    const settings = { dial: { status, ringMs: 500, talkMs: 2_000 } };
    const { twilio, connects } = await line({ agents: telephone, handoff, settings });

    const phone = await dial(twilio);
    await phone.hears("Back again: nobody_free.", patient);

    expect(connects).toEqual(["call", "nobody_free"]);
  },
);

test.for(["user_to_user", "headers"] as const)(
  "a contact centre is rung by SIP with headers that Twilio takes: %s",
  async (context, { line }) => {
    const target = { kind: "sip", uri: "sip:desk@pbx.example.com", context } as const;
    const settings = { dial: { status: "completed", ringMs: 500, talkMs: 500 } } as const;
    const { twilio, connects } = await line({ agents: only(agent({ target })), handoff, settings });

    const phone = await dial(twilio);
    const rung = await phone.event("verb", (e) => e.verb === "Dial", patient);
    await phone.ended(patient);

    expect(JSON.stringify(rung.detail)).toContain("sip:desk@pbx.example.com?");
    expect(JSON.stringify(rung.detail)).toContain(
      context === "headers" ? "X-Call-Sid=CA" : "User-to-User=04",
    );
    expect(alerts(phone.events)).toEqual([]);
    expect(connects).toEqual(["call"]);
  },
);

test("a webhook takes the call over, and may use our addresses for what comes after", async ({ line }) => {
  const desk = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const { afterDial } = JSON.parse(body).call;
    const action = afterDial.replaceAll("&", "&amp;");
    response.end(`<Response><Say>The desk here.</Say><Dial action="${action}">${NUMBER}</Dial></Response>`);
  }).listen(0, "127.0.0.1");
  await once(desk, "listening");
  // A server that listens on a port has an address that is not a pipe's name.
  const { port } = desk.address() as AddressInfo;
  const plain = agent({});
  // The schema wants https; the server of this test has none. RELAY_URL stands for a secret that is set.
  const target = { kind: "webhook" as const, url: `http://127.0.0.1:${port}/`, secret: "RELAY_URL" };
  const agents = only({ ...plain, handOff: { ...plain.handOff, target } });
  const settings = { dial: { status: "busy", ringMs: 500, talkMs: 500 } } as const;
  const { twilio, connects } = await line({ agents, handoff, settings });

  const phone = await dial(twilio);
  await phone.hears("The desk here.", patient);
  await phone.hears("Back again: nobody_free.", patient);

  expect(connects).toEqual(["call", "nobody_free"]);
  desk.close();
});
