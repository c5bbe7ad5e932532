import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { listen, stop } from "../../../local/http.ts";
import { openTrial } from "../../../local/operator/trial-link.ts";
import { signOperatorToken } from "../../../worker/adapters/operator-token.ts";
import {
  MAX_SAID_CHARS,
  MAX_TRIALS,
  type TrialNews,
  type TrialSaid,
} from "../../../worker/protocol/console/trial.ts";
import type { TrialCase } from "../../../worker/protocol/editing/cases.ts";
import { playCase } from "../../../worker/protocol/editing/play-case.ts";
import { callsTool, hangs, type Step, says } from "../../support/model-steps.ts";
import type { ReceivedRequest } from "../../support/scripted-model.ts";
import { type CallList, startCallList } from "../call-list.ts";
import { AUTH_TOKEN, SECRETS } from "../secrets.ts";
import { connects, shakeHands } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";
import { openWorkshop, PARCELS_NUMBER, saidIn, type Workshop } from "./workshop.ts";

/** An agent that is tried: who may, what they see, and that nobody else ever hears of it. */

const { TWILIO_ACCOUNT_SID: accountSid } = SECRETS;
const inAnHour = () => Math.floor(Date.now() / 1_000) + 3_600;
const tokenFor = (role: "reader" | "operator" = "operator", expiresAt = inAnHour()) =>
  signOperatorToken(AUTH_TOKEN, { role, expiresAt, id: "78c9419ab7ca" });

/** Does what the words say. */
function answer({ call }: ReceivedRequest): Step {
  const last = saidIn(call.messages).at(-1) ?? "";
  const result = call.messages.at(-1);
  if (typeof call.toolChoice === "object")
    return callsTool("hand_off", { reason: "Help.", callSummary: "They want socks.", sentiment: "neutral" });
  if (result?.role === "tool") return says("I have seen to it.");
  if (last.includes("boots")) return says("Yes, we do.");
  if (last.includes("hangs")) return hangs();
  if (last.includes("That is all, goodbye")) return callsTool("end_call");
  const tool = ["look_up", "dispense", "text"].find((name) => last.includes(name.replace("_", " ")));
  if (tool) return callsTool(tool, { on: /of (\w+)/.exec(last)?.[1] ?? "nobody" });
  if (last.includes("call me back")) return callsTool("request_callback", {});
  const instructions = call.messages.find((m) => m.role === "system")?.text ?? "";
  return says(`Told: ${instructions.split("\n")[0]} Heard: ${last}`);
}

/** Whatever is asked of the world out there. */
const asked: string[] = [];
const world = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  response.end("{}");
});

let served: ServedWorker;
let twilio: CallList;
let workshop: Workshop;
beforeAll(async () => {
  twilio = await startCallList({ accountSid, credentials: [["SK1", "secret"]], pageSize: 2 });
  workshop = await openWorkshop();
  const url = `http://127.0.0.1:${await listen(world, 0)}`;
  served = await serveWorker({
    script: { otherwise: answer },
    vars: {
      TWILIO_API_URL: twilio.url,
      TWILIO_API_KEY: "SK1",
      TWILIO_API_SECRET: "secret",
      TWILIO_TASKROUTER_URL: url,
      TASKROUTER_WORKSPACE_SID: `WS${"1".repeat(32)}`,
      WORKFLOW_SID: `WW${"1".repeat(32)}`,
      REPORT_WEBHOOK: `${url}/report`,
      REPORT_SECRET: "geheim",
      OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/otlp`,
      ALERT_WEBHOOK: `${url}/alert`,
      MAX_CALLS_AT_ONCE: "1",
      WORKSHOP_URL: workshop.url,
    },
    callsAMinute: 1,
  });
});
afterAll(async () => {
  await served.close();
  await twilio.close();
  await workshop.close();
  await stop(world);
});

const pathOf = (query: string, agent = "parcels") => `/api/agents/${agent}/try?${query}`;
const socketOf = (path: string) => served.origin.replace("http", "ws") + path;

async function tries(query = "version=0", agent = "parcels", token?: string) {
  const { link, signal, close } = await openTrial(
    socketOf(pathOf(query, agent)),
    token ?? (await tokenFor()),
  );
  const news: TrialNews[] = [];
  link.onNews((one) => news.push(one));
  const until = <T extends TrialNews["type"]>(type: T, count = 1) =>
    vi.waitFor(
      () => {
        const found = news.filter((one) => one.type === type);
        if (found.length < count) throw new Error(`No ${count}. ${type} in ${JSON.stringify(news)}`);
        return found[count - 1] as Extract<TrialNews, { type: T }>;
      },
      { timeout: 8_000, interval: 20 },
    );
  const words = () => news.flatMap((one) => (one.type === "agent" ? [one.text] : [])).join("");
  let turns = 1;
  /** Says it once the agent listens. @returns what the agent has said by the time it listens again. */
  async function says(text: string): Promise<string> {
    await until("listening", turns);
    const before = words().length;
    link.send({ type: "say", text });
    turns += 1;
    await until("listening", turns);
    return words().slice(before);
  }
  return {
    link,
    signal,
    close,
    news,
    until,
    words,
    says,
    send: (said: unknown) => link.send(said as TrialSaid), // or whatever a page may send
  };
}

async function ask(method: string, path: string, body: object) {
  const response = await fetch(`${served.origin}/api/agents/parcels/${path}`, {
    method,
    headers: { Authorization: `Bearer ${await tokenFor()}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as { draft?: { revision: number }; agent: { live?: { version: number } } };
}

let revision = 0;
/** Saves a draft of the agent. @returns its revision. */
async function drafts(edit: object): Promise<number> {
  const { draft } = await ask("PUT", "draft", { edit, revision });
  revision = draft?.revision ?? 0;
  return revision;
}

const BROKEN = { name: "broken", says: ["Do you sell boots?"], heard: ["never"], tools: [{ name: "text" }] };

describe("a trial", () => {
  test("is a conversation with the real engine, model and tools, as a draft has the agent", async () => {
    const saved = await drafts({ greeting: "Welcome, friend.", instructions: "Be brief." });
    const trial = await tries(`draft=${saved}`);

    const told = await trial.says("Hello <b>there</b>");

    expect(trial.news.slice(0, 2)).toEqual([
      { type: "ready", agent: "parcels", version: saved, language: "en-US" },
      { type: "agent", text: "Welcome, friend.", last: true },
    ]);
    // The recording is announced as in a call.
    expect(trial.words()).toContain("record");
    expect(told).toContain("Told: Be brief.");
    expect(served.model.requests.at(-1)?.call.messages.at(-1)?.text).toBe("Hello <b>there</b>");
    workshop.release("Rosa");
    expect(await trial.says("Please look up the parcel of Rosa")).toBe("I have seen to it.");
    expect(await trial.until("tool")).toEqual({
      type: "tool",
      name: "look_up",
      arguments: { on: "Rosa" },
      ok: true,
      output: '{"done":true}',
    });
    trial.send({ type: "hang_up" });
    expect(await trial.until("ended")).toEqual({ type: "ended", how: "hung_up" });
  });

  test("ends with a goodbye, or with what a person would have been given", async () => {
    const one = await tries();
    await one.says("Do you sell boots?");
    one.send({ type: "say", text: "That is all, goodbye" });
    expect(await one.until("ended")).toEqual({ type: "ended", how: "said_goodbye" });

    const other = await tries();
    await other.says("Do you sell socks?");
    other.send({ type: "press", digit: "0" });
    expect(await other.until("ended")).toMatchObject({
      how: "handed_off",
      handoff: { reasonCode: "caller_requested", callSummary: "They want socks." },
    });
    await vi.waitFor(() => expect(other.signal.aborted).toBe(true));
  });

  test("of an agent that is closed says so, in the words of the draft", async () => {
    const never = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
    const hours = { timeZone: "Europe/Berlin", week: never };
    const saved = await drafts({ hours, words: { en: { phrases: { closed: "The desk is shut." } } } });
    const trial = await tries(`draft=${saved}`);

    expect(await trial.says("I want to talk to a person.")).toContain("The desk is shut.");
    trial.close();
  });

  test("of an agent that is closed plays its cases as if it were open, and one that says so as closed", async () => {
    const never = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
    const saved = await drafts({ hours: { timeZone: "Europe/Berlin", week: never } });
    const asks: TrialCase = { name: "asks", says: ["I want to talk to a person."], heard: [] };
    const played: TrialCase[] = [
      { ...asks, task: { reasonCode: "caller_requested" } },
      { ...asks, heard: ["closed"], open: false },
    ];

    for (const { open = true, ...one } of played) {
      const trial = await tries(`draft=${saved}&open=${open}`);
      expect(await playCase(trial.link, one, trial.signal)).toEqual([]);
    }
    const odd = await tries(`draft=${saved}&open=perhaps`);
    expect(await odd.until("refused")).toMatchObject({ error: "bad_query" });
  });

  test("plays cases, and says why one fails", async () => {
    const { cases } = (await (
      await fetch(`${served.origin}/api/agents/parcels/cases`, {
        headers: { Authorization: `Bearer ${await tokenFor("reader")}` },
      })
    ).json()) as { cases: Parameters<typeof playCase>[1][] };

    const faults = [];
    for (const played of cases) {
      const trial = await tries();
      faults.push(await playCase(trial.link, played, trial.signal));
    }
    const broken = await tries();
    faults.push(await playCase(broken.link, BROKEN, broken.signal));

    expect(faults).toEqual([
      [],
      [],
      [
        expect.stringMatching(/^not heard: \/never\/ in “.*Yes, we do\. ”$/),
        'not called: {"name":"text"}; called: nothing',
      ],
    ]);
  });
});

describe("nobody else hears of it:", () => {
  test("no text, task, callback, recording, row, report, trace or limit comes of it, and nothing is kept", async () => {
    const before = (await served.listCalls()).length;
    const trial = await tries();
    await trial.says("Please text the parcel of Rosa");
    expect(await trial.until("tool")).toMatchObject({ name: "text", ok: true });
    expect(await trial.until("text_message")).toEqual({ type: "text_message", body: "Your parcel: Rosa" });
    await trial.says("Please call me back.");
    expect(await trial.until("tool", 2)).toMatchObject({ name: "request_callback", ok: true });
    trial.send({ type: "press", digit: "0" });
    await trial.until("ended");
    // A second beside the first is no call too many, nor one of a caller who calls too often.
    for (let n = 0; n < 3; n += 1) {
      const other = await tries();
      expect(await other.says("Do you sell boots?")).toContain("we do");
      other.send({ type: "hang_up" });
      await other.until("ended");
    }

    expect(twilio.asked).toEqual([]);
    expect(asked).toEqual([]);
    expect(await served.ledger("SELECT * FROM calls")).toEqual([]);
    expect(await served.ledger("SELECT * FROM outbox")).toEqual([]);
    const empty = { state: "[]", entries: "[]", frames: "[]", record: "[]" };
    expect(await served.tables("try:1")).toMatchObject(empty);
    expect((await served.listCalls()).length).toBeLessThanOrEqual(Math.max(before, MAX_TRIALS));
    expect(served.logs.filter((line) => /'(?:call|turn|handoff|recording)\./.test(line))).toEqual([]);
    expect(await served.ledger("SELECT what, by FROM audit ORDER BY id DESC LIMIT 1")).toEqual([
      { what: "tried version 0 of parcels", by: "78c9419ab7ca" },
    ]);

    // What a call leaves in the same world, so that nothing is no accident.
    const caller = await connects(served.origin, { to: PARCELS_NUMBER });
    caller.says("Do you sell boots?");
    await caller.answer();
    caller.hearsOut();
    caller.hangsUp();
    await vi.waitFor(() => expect(asked).toContain("POST /report"), { timeout: 15_000 });
    expect(await served.ledger("SELECT call_sid FROM calls")).toEqual([{ call_sid: caller.callSid }]);
    expect(served.logs.join("")).toContain("call.summary");
  });

  test("no address leads to it", async () => {
    const trial = await tries();
    await trial.until("listening");
    const headers = { Authorization: `Bearer ${await tokenFor()}` };

    for (const path of ["", "/actions", "/record", "/recording"])
      for (const sid of ["try:1", "try%3A1"]) {
        const { status } = await fetch(`${served.origin}/api/calls/${sid}${path}`, { headers });
        expect([path, sid, status]).toEqual([path, sid, 404]);
      }
    expect(await trial.says("Do you sell boots?")).toContain("we do");
    trial.close();
  });
});

describe("who may", () => {
  const opens = async (query: string, headers: Record<string, string>) =>
    shakeHands(socketOf(pathOf(query)), headers);
  const cookie = async (role: "reader" | "operator") => `baton_console=${await tokenFor(role)}`;

  test("an operator, from the console's own page", async () => {
    const Origin = served.origin;
    const own = await opens("version=0", { Cookie: await cookie("operator"), Origin });

    expect(own).toBeInstanceOf(WebSocket);
    if (typeof own !== "number") own.close();
    expect(await opens("version=0", { Cookie: await cookie("reader"), Origin })).toBe(403);
    expect(await opens("version=0", { Authorization: `Bearer ${await tokenFor("reader")}` })).toBe(403);
    expect(await opens("version=0", { Origin })).toBe(401);
    for (const elsewhere of ["https://evil.example", "null", undefined]) {
      const headers = { Cookie: await cookie("operator"), ...(elsewhere && { Origin: elsewhere }) };
      expect(await opens("version=0", headers)).toBe(403);
    }
  });

  test("for as long as they are signed in", async () => {
    const trial = await tries("version=0", "parcels", await tokenFor("operator", inAnHour() - 3_598));

    expect(await trial.until("refused")).toMatchObject({ error: "signed_out" });
    await vi.waitFor(() => expect(trial.signal.aborted).toBe(true));
  });

  test("a request that is no handshake is told so", async () => {
    const headers = { Authorization: `Bearer ${await tokenFor()}` };
    const { status } = await fetch(`${served.origin}${pathOf("version=0")}`, { headers });

    expect(status).toBe(426);
  });
});

describe("what cannot be tried is refused by its name:", () => {
  test.each<readonly [string, string, string, RegExp]>([
    ["version=0", "nobody", "unknown_agent", /there is owl-shoes, workshop, parcels/],
    ["version=7", "parcels", "unknown_version", /no such version/],
    ["", "parcels", "bad_query", /\?version=N/],
    ["version=1&draft=1", "parcels", "bad_query", /\?version=N/],
    ["version=-1", "parcels", "bad_query", /\?version=N/],
    ["draft=1", "workshop", "no_draft", /Nothing of workshop is drafted/],
  ])("?%s of %s", async (query, agent, error, hint) => {
    const trial = await tries(query, agent);

    expect(await trial.until("refused")).toEqual({
      type: "refused",
      error,
      hint: expect.stringMatching(hint),
    });
    expect(trial.news).toHaveLength(1);
    await vi.waitFor(() => expect(trial.signal.aborted).toBe(true));
  });

  test("a draft with faults, with each of them; and one that was saved again, with by whom", async () => {
    const saved = await drafts({ greeting: " ", voice: { language: "xx-yy-zz" } });
    const faulty = await (await tries(`draft=${saved}`)).until("refused");
    const older = await (await tries(`draft=${saved - 1}`)).until("refused");

    expect(faulty).toMatchObject({ error: "faults", hint: expect.stringMatching(/^greeting: .*\nvoice/s) });
    expect(older).toMatchObject({ error: "draft_changed", hint: expect.stringContaining("78c9419ab7ca") });
  });

  test("a published version is tried as it was published", async () => {
    const { agent } = await ask("POST", "publish", {
      revision: await drafts({ greeting: "Published." }),
    });
    revision = 0;
    await drafts({ greeting: "Drafted." });
    const { version } = agent.live ?? {};
    const trial = await tries(`version=${version}`);

    expect(await trial.until("agent")).toMatchObject({ text: "Published." });
    expect(trial.news[0]).toMatchObject({ type: "ready", version });
    trial.close();
  });
});

describe("bad input holds:", () => {
  test.each<readonly [string, unknown, string]>([
    ["a text that is a little too long", { type: "say", text: "x".repeat(MAX_SAID_CHARS + 1) }, "too_long"],
    ["one of 200 kB", { type: "say", text: "x".repeat(200_000) }, "too_long"],
    ["no words", { type: "say", text: " \u0000\u202e " }, "no_text"],
    ["a text that is none", { type: "say", text: { toString: 1 } }, "no_text"],
  ])("%s is refused, and the next one is answered", async (_, message, error) => {
    const trial = await tries();
    await trial.until("listening");

    trial.send(message);

    expect(await trial.until("refused")).toMatchObject({ error, goesOn: true });
    expect(await trial.says("Do you sell boots?")).toContain("we do");
    trial.close();
  });

  test.each<readonly [string, unknown, string]>([
    ["two keys at once", { type: "press", digit: "12" }, "bad_digit"],
    ["a frame of Twilio's", { type: "setup", callSid: "CA1" }, "bad_message"],
    ["nothing", null, "bad_message"],
  ])("%s", async (_, message, error) => {
    const trial = await tries();
    await trial.until("listening");

    trial.send(message);

    expect(await trial.until("refused")).toMatchObject({ error });
    await vi.waitFor(() => expect(trial.signal.aborted).toBe(true));
  });

  test("as much as may be said, in markup, is a text like any other", async () => {
    const trial = await tries();
    const text = "<script>alert('Rosa')</script> ".repeat(40).slice(0, MAX_SAID_CHARS - 1);

    await trial.says(`${text}.`);

    expect(served.model.requests.at(-1)?.call.messages.at(-1)?.text).toBe(`${text}.`);
    trial.close();
  });

  test("fifty messages a second end it, and cost no more than a few requests", async () => {
    const trial = await tries();
    await trial.until("listening");
    const before = served.model.requests.length;

    for (let n = 0; n < 50; n += 1) trial.send({ type: "say", text: `Do you sell boots, number ${n}?` });

    expect(await trial.until("refused")).toMatchObject({ error: "too_fast" });
    await vi.waitFor(() => expect(trial.signal.aborted).toBe(true));
    expect(served.model.requests.length - before).toBeLessThanOrEqual(21);
    const next = await tries();
    expect(await next.says("Do you sell boots?")).toContain("we do");
    next.close();
  });

  test("a page that goes in the middle of a tool leaves the tool to its end, and its place to others", async () => {
    const trial = await tries();
    await trial.until("listening");
    trial.send({ type: "say", text: "Please dispense the parcel of Ines" });
    await workshop.begun("dispense", "Ines");

    trial.close();
    await vi.waitFor(() => expect(trial.signal.aborted).toBe(true));
    workshop.release("Ines");

    await workshop.finished("dispense", "Ines");
    expect(workshop.runs("dispense", "Ines")).toBe(1);
    const places = await Promise.all(Array.from({ length: MAX_TRIALS }, () => tries()));
    for (const place of places) await place.until("listening");
    const surplus = await tries();
    expect(await surplus.until("refused")).toMatchObject({ error: "too_many" });
    for (const place of places) place.close();
  });
});
