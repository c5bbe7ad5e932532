import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { defineAgent } from "../../../worker/agent/define.ts";
import type { ArrivingCall, CallerSource } from "../../../worker/agent/on-call/source.ts";
import { httpProfile } from "../../../worker/agent/on-call/sources/http-profile.ts";
import { segmentProfile } from "../../../worker/agent/on-call/sources/segment.ts";
import { twilioMemory } from "../../../worker/agent/on-call/sources/twilio-memory.ts";
import { whoCalls } from "../../../worker/agent/on-call/who-calls.ts";
import type { KnownCaller } from "../../../worker/protocol/caller/known-caller.ts";
import { type ProfileServer, startProfileServer } from "../../support/profiles/answers.ts";
import { startMemory } from "../../support/profiles/memory.ts";
import { startSegment } from "../../support/profiles/segment.ts";

/** Segment, Twilio Memory and an endpoint of one's own, as they answer and as they do not. */

const ANNA = "+15550100001";
const SHARED = "+15550100009";
const call: ArrivingCall = { callSid: "CA1", from: ANNA, to: "+15550100002" };
const SECRETS: Readonly<Record<string, string>> = {
  SEGMENT_TOKEN: "segment-token",
  TWILIO_API_KEY: "SK1",
  TWILIO_API_SECRET: "twilio-secret",
  CRM_TOKEN: "crm-token",
};

const observations = [
  { content: "Wears size 43.", createdAt: "2026-11-01T00:00:00Z" },
  { content: "Asked for boots.", createdAt: "2026-11-20T00:00:00Z" },
  { content: "Very long ago.", createdAt: "2001-01-01T00:00:00Z" },
  { content: { nested: true }, createdAt: "2026-11-21T00:00:00Z" },
];
const profile = {
  phone: ANNA,
  traits: { contact: { firstName: "Anna", email: "anna@example.com" } },
  observations,
};

let segment: ProfileServer;
let memory: ProfileServer;
let own: ProfileServer;
let ownAnswer: unknown;
beforeAll(async () => {
  segment = await startSegment("spa_1", "segment-token", {
    [`phone:${ANNA}`]: {
      firstName: "Anna",
      plan: "gold",
      orders: 12,
      vip: true,
      address: { city: "Bonn" },
      note: null,
    },
  });
  memory = await startMemory({
    store: "mem_store_1",
    apiKey: "SK1",
    apiSecret: "twilio-secret",
    profiles: {
      mem_profile_1: profile,
      mem_profile_8: { ...profile, phone: SHARED },
      mem_profile_9: { ...profile, phone: SHARED },
      mem_profile_now: { ...profile, phone: "+15550100008" },
    },
    merged: { mem_profile_old: "mem_profile_now" },
  });
  own = await startProfileServer(({ headers, path }) =>
    headers.authorization === "Bearer crm-token" && path.startsWith("/people/")
      ? { status: 200, body: ownAnswer }
      : { status: 403, body: {} },
  );
});
afterAll(() => Promise.all([segment.close(), memory.close(), own.close()]));
beforeEach(() => {
  for (const server of [segment, memory, own]) server.fault = undefined;
  ownAnswer = {
    profile: { firstName: "Anna" },
    memory: ["Likes boots."],
    variables: { greetAs: "Ms Arnold" },
  };
});

const fromSegment = () =>
  segmentProfile({
    space: "spa_1",
    token: "SEGMENT_TOKEN",
    traits: ["firstName", "plan", "orders", "vip", "address", "note", "missing"],
    url: segment.url,
  });
const fromMemory = () =>
  twilioMemory({ store: "mem_store_1", traits: ["contact.firstName"], url: memory.url });
const fromOwn = () =>
  httpProfile({
    url: `${own.url}/people/{from}?called={to}`,
    headers: { Authorization: "Bearer {{CRM_TOKEN}}" },
    name: "our CRM",
  });

interface Found extends KnownCaller {
  readonly logged: readonly object[];
  readonly tookMs: number;
}

async function ask(
  sources: readonly CallerSource[],
  over: Partial<ArrivingCall> = {},
  deadlineMs = 1_500,
): Promise<Found> {
  const agent = defineAgent({ name: "a", greeting: "Hi.", instructions: "x", onCall: [...sources] });
  const logged: object[] = [];
  const startedAt = performance.now();
  const known = await whoCalls(agent, { ...call, ...over }, deadlineMs, {
    clock: {
      now: Date.now,
      after: (ms, then) => {
        const timer = setTimeout(then, ms);
        return () => clearTimeout(timer);
      },
    },
    log: (event, fields) => logged.push({ event, ...fields }),
    secret: (name) => SECRETS[name] ?? fail(name),
    earlierCalls: async () => [],
  });
  return { ...known, logged, tookMs: performance.now() - startedAt };
}
const fail = (name: string): never => {
  throw new Error(`${name} is not set`);
};
const said = ({ facts }: KnownCaller) =>
  facts.map(({ from, name, value }) => `${from}: ${name ?? "-"}=${value}`);

test("Segment is asked for the traits that were named, by the caller's number", async () => {
  const known = await ask([fromSegment()]);

  expect(said(known)).toEqual([
    "Segment: firstName=Anna",
    "Segment: plan=gold",
    "Segment: orders=12",
    "Segment: vip=true",
  ]);
  expect(known.logged).toEqual([]);
  expect(segment.asked.at(-1)).toMatchObject({
    method: "GET",
    path: expect.stringContaining(
      "/v1/spaces/spa_1/collections/users/profiles/phone:%2B15550100001/traits?include=",
    ),
  });
});

test("Twilio Memory is looked up, and gives the traits that were named and the newest observations", async () => {
  const known = await ask([fromMemory()]);

  expect(said(known)).toEqual([
    "Twilio Memory: firstName=Anna",
    "Twilio Memory: -=Asked for boots.",
    "Twilio Memory: -=Wears size 43.",
  ]);
  expect(known.logged).toEqual([]);
});

test("a profile of Twilio Memory that was merged is found where it is now, and the key goes nowhere else", async () => {
  const found = await ask([fromMemory()], { from: "+15550100008" });
  memory.fault = { status: 308, headers: { location: `${own.url}/v1/Stores/mem_store_1/Profiles/x` } };
  const before = own.asked.length;
  const strayed = await ask([fromMemory()]);

  expect(said(found)).toContain("Twilio Memory: firstName=Anna");
  expect(strayed.facts).toEqual([]);
  expect(strayed.logged).toMatchObject([{ event: "caller.not_known", source: "Twilio Memory" }]);
  expect(own.asked.length).toBe(before);
});

test("a number of several profiles says of none that it is calling", async () => {
  const known = await ask([fromMemory()], { from: SHARED });

  expect(known.facts).toEqual([]);
  expect(known.logged).toEqual([]);
});

test("an endpoint of one's own gets the call's numbers in the address and a secret in a header", async () => {
  const known = await ask([fromOwn()]);

  expect(said(known)).toEqual(["our CRM: firstName=Anna", "our CRM: -=Likes boots."]);
  expect(known.variables).toEqual({ greetAs: "Ms Arnold" });
  expect(own.asked.at(-1)?.path).toBe("/people/%2B15550100001?called=%2B15550100002");
});

test("what an endpoint answers is read by `select`", async () => {
  ownAnswer = { person: { given: "Anna" } };
  const source = httpProfile({
    url: `${own.url}/people/{from}`,
    headers: { Authorization: "Bearer {{CRM_TOKEN}}" },
    select: (answer) => ({ profile: { firstName: (answer as { person: { given: string } }).person.given } }),
  });

  expect(said(await ask([source]))).toEqual([`${new URL(own.url).host}: firstName=Anna`]);
});

test("they are asked side by side, and what they know is in the order of the definition", async () => {
  for (const server of [segment, own]) server.fault = { slow: 400 };
  const known = await ask([fromSegment(), fromOwn()]);

  expect(known.tookMs).toBeLessThan(750);
  expect(new Set(known.facts.map(({ from }) => from))).toEqual(new Set(["Segment", "our CRM"]));
  expect(known.facts[0]?.from).toBe("Segment");
});

test.each(["", "anonymous", "+266696687", "sip:anonymous@anonymous.invalid"])(
  "nobody is asked about a caller who withholds their number: %j",
  async (from) => {
    const before = [segment, memory, own].map(({ asked }) => asked.length);
    const known = await ask([fromSegment(), fromMemory(), fromOwn()], { from });

    expect(known).toMatchObject({ facts: [], variables: {}, logged: [] });
    expect([segment, memory, own].map(({ asked }) => asked.length)).toEqual(before);
  },
);

test("a caller whom nobody knows is no failure", async () => {
  const known = await ask([fromSegment(), fromMemory()], { from: "+15550100077" });

  expect(known).toMatchObject({ facts: [], logged: [] });
});

describe("a source that fails is left out, and the others stay", () => {
  test.each([
    ["slow", { slow: 3_000 } as const, { code: "late" }],
    ["silent", "silent" as const, { code: "late" }],
    [
      "busy for long",
      { status: 429, headers: { "retry-after": "30" } },
      { code: "tool_status", status: 429 },
    ],
    ["broken", { status: 500 }, { code: "tool_status", status: 500 }],
    [
      "moved",
      { status: 302, headers: { location: "https://elsewhere.example" } },
      { code: "tool_redirected" },
    ],
    ["garbage", "garbage" as const, { code: "tool_bad_output" }],
    ["of 5 MB", "huge" as const, { code: "tool_output_too_large" }],
  ])("%s", async (_, fault, fields) => {
    segment.fault = fault;
    memory.fault = fault;
    const known = await ask([fromSegment(), fromMemory(), fromOwn()], {}, fault === "huge" ? 5_000 : 600);

    expect(said(known)).toEqual(["our CRM: firstName=Anna", "our CRM: -=Likes boots."]);
    expect(known.logged).toEqual([
      expect.objectContaining({ event: "caller.not_known", source: "Segment", ...fields }),
      expect.objectContaining({ event: "caller.not_known", source: "Twilio Memory", ...fields }),
    ]);
    expect(known.tookMs).toBeLessThan(fault === "huge" ? 5_000 : 1_400);
  });

  test("one that throws, one that never settles, and one that answers nonsense", async () => {
    const broken = [
      () => {
        throw new Error("Anna's secret");
      },
      () => new Promise(() => undefined),
      () => "Anna",
    ] as never[]; // as untyped code would have them
    const agent = defineAgent({ name: "a", greeting: "Hi.", instructions: "x", onCall: broken });
    const known = await ask(agent.onCall, {}, 200);

    expect(known.facts).toEqual([]);
    expect(JSON.stringify(known.logged)).not.toContain("Anna");
    expect(known.logged).toEqual([
      { event: "caller.not_known", source: "your own system", error: "Error" },
      { event: "caller.not_known", source: "your own system", code: "late" },
    ]);
  });

  test("a secret that is not set", async () => {
    const source = segmentProfile({ space: "spa_1", token: "UNSET", traits: ["a"], url: segment.url });

    expect((await ask([source])).logged).toEqual([
      { event: "caller.not_known", source: "Segment", error: "Error" },
    ]);
  });
});

test("a secret that an endpoint quotes is not known of the caller", async () => {
  ownAnswer = { memory: ["You sent Bearer crm-token."], profile: { token: "crm-token" } };

  expect(JSON.stringify((await ask([fromOwn()])).facts)).not.toContain("crm-token");
});

describe("what cannot work is refused when it is defined, by name", () => {
  test.each<readonly [string, () => unknown, RegExp]>([
    [
      "a secret itself",
      () => segmentProfile({ space: "s", token: "abc-123", traits: ["a"] }),
      /token: is the name of a secret/,
    ],
    ["no traits", () => segmentProfile({ space: "s", token: "T", traits: [] }), /segmentProfile: traits/],
    ["a space with a path", () => segmentProfile({ space: "s/../t", token: "T", traits: ["a"] }), /space/],
    [
      "plain http",
      () => segmentProfile({ space: "s", token: "T", traits: ["a"], url: "http://segment.example" }),
      /url/,
    ],
    ["a login in an address", () => twilioMemory({ store: "m", url: "https://me@host" }), /url/],
    [
      "a trait without its group",
      () => twilioMemory({ store: "m", traits: ["firstName"] }),
      /contact\.firstName/,
    ],
    ["an unknown setting", () => twilioMemory({ store: "m", trait: [] } as never), /trait/],
    [
      "a host of the caller's",
      () => httpProfile({ url: "https://{from}.example/x" }),
      /httpProfile: .*fixed/,
    ],
    ["an unknown placeholder", () => httpProfile({ url: "https://h.example/{name}" }), /\{name\}/],
    [
      "a number in a header",
      () => httpProfile({ url: "https://h.example/", headers: { "X-From": "{from}" } }),
      /header/,
    ],
    [
      "six sources",
      () =>
        defineAgent({
          name: "a",
          greeting: "Hi.",
          instructions: "x",
          onCall: Array(6).fill(() => undefined),
        }),
      /onCall: .*at most 5/,
    ],
    [
      "what is no source",
      () => defineAgent({ name: "a", greeting: "Hi.", instructions: "x", onCall: "Segment" as never }),
      /onCall: .*made with segmentProfile/,
    ],
  ])("%s", (_, define, message) => {
    expect(define).toThrow(message);
  });
});

test("an agent that was edited keeps its sources", () => {
  const agent = defineAgent({ name: "a", greeting: "Hi.", instructions: "x", onCall: fromSegment() });

  expect(defineAgent({ ...agent, greeting: "Hello." }).onCall).toEqual(agent.onCall);
});
