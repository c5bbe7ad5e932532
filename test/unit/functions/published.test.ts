import { createServer } from "node:http";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { afterAgent } from "../../../functions/_lib/handlers/after-agent.ts";
import { afterDial } from "../../../functions/_lib/handlers/after-dial.ts";
import { afterQueue } from "../../../functions/_lib/handlers/after-queue.ts";
import { fallback } from "../../../functions/_lib/handlers/fallback.ts";
import { incoming } from "../../../functions/_lib/handlers/incoming.ts";
import { wait, waitInSilence } from "../../../functions/_lib/handlers/wait.ts";
import { webhook } from "../../../functions/_lib/webhook/webhook.ts";
import { listen, stop } from "../../../local/http.ts";
import type { AgentAnswer } from "../../../worker/protocol/console/agents.ts";
import { answerSubject } from "../../../worker/protocol/editing/agent-answer.ts";
import { encodeHandoff, type Handoff } from "../../../worker/protocol/handoff.ts";
import { checkLink } from "../../../worker/protocol/signed/signed-link.ts";
import agents, { RICH_NUMBER, SHOPS_NUMBER, TARGET_NUMBERS } from "./agents/index.ts";
import { atNow, CALL, CALL_SID, NOW_MS, one, request, requestLate, VARIABLES, verbs } from "./webhook.ts";

/** What is published answers in the Functions: asked of the Worker where it is needed, and nowhere waited for. */

const TOKEN = "0123456789abcdef0123456789abcdef";

const EDIT: AgentAnswer["edit"] = {
  greeting: "Good evening & welcome.",
  voice: { voice: "21m00Tcm4TlvDq8ikWAM" },
  languages: [{ code: "fr-FR", ttsProvider: "Google", speechModel: "nova-3-general" }],
  hints: ["Eule"],
  words: {
    en: {
      callLines: {
        holdTheLine: "Bear with us.",
        nobodyFreeGoodbye: "We have all gone home.",
        brokenFindingPerson: "Oh dear.",
        whisperIntro: "A call for you.",
      },
    },
  },
};

/** Paths that were asked, without the signature. */
let asked: string[];
let isSigned: boolean[];
/** How the Worker answers: a status and a body; undefined where it hangs, `slowly` where it does so half way. */
let answer: { readonly status?: number; readonly body: unknown; readonly slowly?: true } | undefined;
let server: ReturnType<typeof createServer>;
let variables: Record<string, string>;
/** Each test has a version of its own, as a process remembers those that it has seen. */
let version = 10;

// The first request of a process is slow.
beforeAll(() => fetch("http://127.0.0.1:1").catch(() => undefined));
beforeEach(async () => {
  version += 1;
  [asked, isSigned] = [[], []];
  answer = { body: { agent: "plain", version, edit: EDIT } satisfies AgentAnswer };
  server = createServer(async (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? "/", "http://worker");
    isSigned.push((await checkLink("answer", [TOKEN], answerSubject(query), query, NOW_MS)) === "valid");
    query.delete("signature");
    query.delete("expires");
    if (pathname.endsWith("/person")) return void response.writeHead(202).end("{}");
    asked.push(`${request.method} ${pathname}?${query}`);
    if (!answer) return;
    const body = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
    response.writeHead(answer.status ?? 200, { location: "/elsewhere" });
    if (answer.slowly) response.write(body.slice(0, 9));
    else response.end(body);
  });
  const port = await listen(server);
  variables = { ...VARIABLES, RELAY_URL: `wss://127.0.0.1:${port}/relay`, AUTH_TOKEN: TOKEN };
});
afterEach(() => stop(server));

const comesIn = webhook("incoming", incoming(agents), undefined, atNow);
const isDone = webhook("after-agent", afterAgent(agents), undefined, atNow);
const leaves = webhook("after-queue", afterQueue(agents), undefined, atNow);
const hasDialled = webhook("after-dial", afterDial(agents), undefined, atNow);
const waits = webhook("wait", wait(agents), waitInSilence, atNow);

const HANDOFF: Handoff = {
  v: 1,
  reasonCode: "caller_requested",
  reason: "A refund.",
  callSummary: "Wants a refund.",
  sentiment: "neutral",
  triggeredBy: "model",
  language: "en-US",
};
const parametersOf = (twiml: Parameters<typeof one>[0]) =>
  Object.fromEntries(
    one(twiml, "ConversationRelay")
      .children.filter(({ name }) => name === "Parameter")
      .map(({ attributes }) => [attributes.name, attributes.value]),
  );

describe("a call that comes in", () => {
  test("is answered as it was published, and has its version from then on", async () => {
    const { twiml, logged } = await requestLate(comesIn, { ...CALL, CallerCountry: "US" }, variables);

    expect(asked).toEqual([
      `GET /api/agents/answer?to=%2B15550100002&from=%2B15550100001&callSid=${CALL_SID}&country=US`,
    ]);
    expect(isSigned).toEqual([true]);
    expect(one(twiml, "ConversationRelay").attributes).toMatchObject({
      welcomeGreeting: "Good evening & welcome.",
      voice: "21m00Tcm4TlvDq8ikWAM",
      hints: "Eule",
    });
    expect(one(twiml, "ConversationRelay").children.filter(({ name }) => name === "Language")).toHaveLength(
      2,
    );
    expect(parametersOf(twiml)).toEqual({ connect: "call", agent: "plain", agentVersion: `${version}` });
    expect(one(twiml, "Connect").attributes.action).toBe(
      `/voice/after-agent?connects=1&as=plain&version=${version}`,
    );
    expect(logged).toMatchObject([{ level: "info", outcome: "agent", agent: "plain", version }]);
  });

  test("is answered by the code's TwiML, to the letter, where the code answers", async () => {
    answer = { body: { agent: "plain", version: 0, edit: {} } };
    const { xml } = await requestLate(comesIn, CALL, variables);

    expect(xml).toBe(request(comesIn, CALL, { ...variables, AUTH_TOKEN: "" }).xml);
    expect(xml).not.toContain("agentVersion");
  });

  test.each<readonly [string, typeof answer]>([
    ["hangs", undefined],
    ["hangs half way", { body: { agent: "plain", version: 1, edit: EDIT }, slowly: true }],
    ["refuses it", { status: 403, body: { error: "expired" } }],
    ["breaks down", { status: 500, body: "<html>" }],
    ["sends it elsewhere", { status: 307, body: "" }],
    ["answers with a page", { body: "<html>" }],
    ["answers null", { body: null }],
    ["answers an older shape", { body: { agent: "plain", edit: EDIT } }],
    ["answers a version that is none", { body: { agent: "plain", version: -1, edit: EDIT } }],
    ["answers a greeting that is none", { body: { agent: "plain", version: 1, edit: { greeting: 7 } } }],
    ["answers hints that are none", { body: { agent: "plain", version: 1, edit: { hints: [{}] } } }],
    ["answers words that are none", { body: { agent: "plain", version: 1, edit: { words: { en: 1 } } } }],
    ["names an agent of another release", { body: { agent: "newer", version: 1, edit: EDIT } }],
  ])("is answered by the code, and soon, where the Worker %s", async (_, how) => {
    answer = how;
    const startedMs = performance.now();
    const { xml, logged } = await requestLate(comesIn, CALL, variables);
    const ms = performance.now() - startedMs;

    expect(xml).toBe(request(comesIn, CALL, { ...variables, AUTH_TOKEN: "" }).xml);
    expect(logged).toMatchObject([{ level: "warn", outcome: "agent", version: 0, standIn: true }]);
    // The wait is 400 ms; what is beyond it is this machine's.
    expect(ms).toBeLessThan(1_000);
    if (how === undefined) expect(ms).toBeGreaterThanOrEqual(395);
  });

  test("is answered by the code where the Worker is not there", async () => {
    await stop(server);
    const { twiml, logged } = await requestLate(comesIn, CALL, variables);

    expect(one(twiml, "ConversationRelay").attributes.welcomeGreeting).toBe("Hello from Tom & Jerry's.");
    expect(logged).toMatchObject([{ level: "warn", standIn: true }]);
    server = createServer();
    await listen(server);
  });
});

describe("a call that has a version", () => {
  const has = () => ({ ...CALL, as: "plain", version: `${version}`, connects: "1" });
  const lost = () => ({ ...has(), SessionStatus: "failed", ErrorCode: "64105", SessionDuration: "42" });
  const again = () => [`GET /api/agents/answer?callSid=${CALL_SID}&agent=plain&version=${version}`];

  test("is connected again by it, and the process asks once", async () => {
    for (let times = 0; times < 3; times += 1) {
      const { twiml } = await requestLate(isDone, lost(), variables);

      expect(one(twiml, "ConversationRelay").attributes).toMatchObject({ voice: "21m00Tcm4TlvDq8ikWAM" });
      expect(parametersOf(twiml)).toEqual({
        connect: "lost_socket",
        agent: "plain",
        agentVersion: `${version}`,
      });
      expect(one(twiml, "Connect").attributes.action).toContain(`version=${version}`);
    }
    expect(asked).toEqual(again());
    expect(isSigned).toEqual([true]);
  });

  test.each([
    ["from the queue", leaves, { QueueResult: "leave", QueueTime: "9" }],
    ["from a telephone", hasDialled, { DialCallStatus: "busy" }],
  ])("goes back to its agent %s by it", async (_, handler, params) => {
    const { twiml } = await requestLate(handler, { ...has(), ...params }, variables);

    expect(parametersOf(twiml)).toMatchObject({ agentVersion: `${version}` });
    expect(one(twiml, "ConversationRelay").attributes).toMatchObject({ hints: "Eule" });
    expect(asked).toEqual(again());
  });

  test("hears its words in the queue, at the end of all ways, and of a fault", async () => {
    const queue = await requestLate(waits, { ...has(), QueueTime: "0" }, variables);
    const end = await requestLate(leaves, { ...has(), connects: "9", QueueResult: "leave" }, variables);
    const fault = await requestLate(isDone, { ...lost(), ErrorCode: "64102" }, variables);

    expect(queue.xml).toContain("Bear with us.");
    expect(one(queue.twiml, "Gather").attributes.action).toContain(`version=${version}`);
    expect(end.xml).toContain("We have all gone home.");
    expect(fault.xml).toContain("Oh dear.");
    expect(asked).toEqual(again());
  });

  test("is announced by telephone in its words", async () => {
    answer = { body: { agent: "telephone", version, edit: EDIT } };
    const { xml } = await requestLate(
      isDone,
      {
        ...has(),
        To: TARGET_NUMBERS.number,
        as: "telephone",
        SessionStatus: "ended",
        HandoffData: encodeHandoff(HANDOFF),
      },
      variables,
    );
    const lines = /lines=([\w-]+)/.exec(xml)?.[1] ?? "";

    expect(Buffer.from(lines, "base64url").toString()).toContain("A call for you.");
  });

  test("is announced in its words at a place by telephone, whatever the usual way is", async () => {
    answer = { body: { agent: "shops", version, edit: EDIT } };
    const place = { name: "portland", says: "the shop in Portland" };
    const { xml } = await requestLate(
      isDone,
      {
        ...has(),
        To: SHOPS_NUMBER,
        as: "shops",
        SessionStatus: "ended",
        HandoffData: encodeHandoff({ ...HANDOFF, place }),
      },
      variables,
    );
    const lines = /lines=([\w-]+)/.exec(xml)?.[1] ?? "";

    expect(Buffer.from(lines, "base64url").toString()).toContain("A call for you.");
  });

  test.each([
    ["a hand-off to Flex", isDone, { SessionStatus: "ended", HandoffData: encodeHandoff(HANDOFF) }],
    ["a goodbye", isDone, { SessionStatus: "ended" }],
    ["the caller's hang-up", isDone, { SessionStatus: "completed" }],
    ["whoever was served", leaves, { QueueResult: "bridged" }],
    ["whoever was served by telephone", hasDialled, { DialCallStatus: "completed" }],
    ["a key in the queue", waits, { QueueTime: "3", Digits: "2" }],
    ["any other key", waits, { QueueTime: "3", Digits: "7" }],
    ["the end of the longest wait", waits, { QueueTime: "99999" }],
  ])("asks nothing for %s", async (_, handler, params) => {
    await requestLate(handler, { ...has(), ...params }, variables);

    expect(asked).toEqual([]);
  });

  test("has the code's words, and keeps its version, where nobody can say what it was", async () => {
    for (const how of [
      undefined,
      { status: 404, body: {} },
      { body: { agent: "plain", version: 0, edit: {} } },
    ]) {
      answer = how;
      const { twiml, logged } = await requestLate(isDone, lost(), variables);

      expect(one(twiml, "ConversationRelay").attributes).not.toHaveProperty("voice");
      expect(parametersOf(twiml)).toMatchObject({ agentVersion: `${version}` });
      expect(logged).toMatchObject([{ level: "warn", standIn: true }]);
    }
  });

  test.each(["64101", "64106"])(
    "which Twilio does not take (%s) begins again by the code, once",
    async (ErrorCode) => {
      const refused = { ...lost(), SessionDuration: "0", ErrorCode };
      const { twiml, logged } = await requestLate(isDone, refused, variables);

      expect(one(twiml, "ConversationRelay").attributes).toMatchObject({
        welcomeGreeting: "Hello from Tom & Jerry's.",
      });
      expect(one(twiml, "ConversationRelay").attributes).not.toHaveProperty("voice");
      expect(parametersOf(twiml)).toEqual({
        connect: "call",
        agent: "plain",
        refusedVersion: `${version} ${ErrorCode}`,
      });
      const { action = "" } = one(twiml, "Connect").attributes;
      expect(action).toBe("/voice/after-agent?connects=2&as=plain");
      expect(logged).toMatchObject([{ level: "warn", outcome: "reconnected", refused: version }]);
      // The code's is refused as well: to a person.
      const next = Object.fromEntries(new URLSearchParams(action.split("?")[1]));
      const { twiml: person } = await requestLate(
        isDone,
        { ...CALL, ...next, SessionStatus: "failed", ErrorCode, SessionDuration: "0" },
        variables,
      );
      expect(verbs(person)).toEqual(["Say", "Enqueue"]);
      expect(asked).toEqual([]);
    },
  );

  test.each([
    ["in the middle of it", { SessionDuration: "42" }],
    ["that was connected before", { connects: "2", SessionDuration: "0" }],
    ["for an address that is not reached", { ErrorCode: "64102", SessionDuration: "0" }],
    ["that has no version", { version: "", SessionDuration: "0" }],
  ])("and is refused %s goes to a person", async (_, params) => {
    const refused = { ...lost(), ErrorCode: "64101", ...params };
    const { twiml } = await requestLate(isDone, refused, variables);

    expect(verbs(twiml)).toEqual(["Say", "Enqueue"]);
  });
});

test("what comes after every fault depends on nothing, the Worker included", () => {
  const handler = webhook("fallback", fallback, undefined, atNow);
  const ErrorUrl = `https://x.twil.io/voice/wait?connects=1&as=plain&version=${version}`;

  expect(verbs(request(handler, { ...CALL, ErrorUrl }, variables).twiml)).toEqual([
    "Say",
    "Enqueue",
    "Say",
    "Hangup",
  ]);
  expect(asked).toEqual([]);
});

test.each(["0", "-1", "1e3", "9999999999", "x", ""])("a trail with the version %j has none", (written) => {
  const params = { ...CALL, as: "rich", To: RICH_NUMBER, version: written, QueueTime: "0" };

  expect(request(waits, params).xml).not.toContain("&amp;version=");
});
