import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { defineAgent } from "../../../worker/agent/define.ts";
import { httpProfile } from "../../../worker/agent/on-call/sources/http-profile.ts";
import { greetingOf, type LookUpPorts } from "../../../worker/agent/on-call/who-calls.ts";
import { type ProfileServer, startProfileServer } from "../../support/profiles/answers.ts";

/** What the answer to a call's webhook may say in its greeting. */

let own: ProfileServer;
beforeAll(async () => {
  own = await startProfileServer(() => ({ status: 200, body: { profile: { firstName: "Anna" } } }));
});
afterAll(() => own.close());
beforeEach(() => {
  own.fault = undefined;
});

const ports: LookUpPorts = {
  clock: {
    now: Date.now,
    after: (ms, then) => {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
  },
  log: () => undefined,
  secret: () => "",
  earlierCalls: async () => [],
};
const call = { callSid: "CA1", from: "+15550100001", to: "+15550100002" };

async function greeting(text: string, leftMs = 400) {
  const agent = defineAgent({
    name: "shop",
    greeting: text,
    instructions: "Be kind.",
    onCall: httpProfile({ url: `${own.url}/people/{from}` }),
  });
  const startedAt = performance.now();
  const spoken = await greetingOf(agent, call, leftMs, ports);
  return { spoken, tookMs: performance.now() - startedAt };
}

test("it names the caller where that comes in time, and says what stands behind the bar where it does not", async () => {
  expect((await greeting("Hi{{ firstName|}}, hello.")).spoken).toBe("Hi Anna, hello.");

  own.fault = { slow: 2_000 };
  const late = await greeting("Hi{{ firstName|}}, hello.");
  expect(late.spoken).toBe("Hi, hello.");
  expect(late.tookMs).toBeLessThan(390);
  expect((await greeting("Hi{{ firstName|}}, hello.", 50)).tookMs).toBeLessThan(150);
  expect((await greeting("Hi{{ firstName|}}, hello.", -5)).spoken).toBe("Hi, hello.");
});

test("nobody is asked for a greeting that all callers hear", async () => {
  const before = own.asked.length;

  expect((await greeting("Hello.")).spoken).toBeUndefined();
  expect(own.asked.length).toBe(before);
});
