import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AgentAnswer, AgentFault } from "../../../worker/protocol/console/agents.ts";
import { type AnswerQuery, answerSubject, queryOf } from "../../../worker/protocol/editing/agent-answer.ts";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { signLink } from "../../../worker/protocol/signed/signed-link.ts";
import { says } from "../../support/model-steps.ts";
import { newCallSid } from "../caller.ts";
import { AUTH_TOKEN, OLD_AUTH_TOKEN } from "../secrets.ts";
import { connects, dial } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** What is published answers the next call, and a call keeps the version it began with: over a real ledger, which breaks. */

let served: ServedWorker;
beforeAll(async () => {
  served = await serveWorker({ refusalsAMinute: 1_000 });
});
afterAll(() => served.close());
afterEach(() => served.model.assertFinished());

const AGENT = "owl-shoes";
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Each test has versions of its own, as none is used twice. */
let version = 0;
beforeEach(async () => {
  version += 10;
});

async function publishes(
  edit: AgentEdit | object,
  at = version,
  rollout?: { share: number; numbers: string[] },
) {
  const values = `${quoted(AGENT)}, ${at}, 'op1', 0, ${quoted(JSON.stringify(edit))}`;
  await served.ledger(`INSERT INTO agent_versions (agent, version, by, at, edit) VALUES (${values})`);
  const state = rollout
    ? `0, ${at}, ${rollout.share}, ${quoted(JSON.stringify(rollout.numbers))}`
    : `${at}, NULL, NULL, NULL`;
  await served.ledger(
    `INSERT OR REPLACE INTO agents (agent, last_version, last_revision, live, rollout, share, numbers) VALUES (${quoted(AGENT)}, ${at}, 0, ${state})`,
  );
}
const restoresCode = () => served.ledger("DELETE FROM agents");

interface Asking extends AnswerQuery {
  readonly by?: string;
  readonly forS?: number;
  readonly also?: string;
}
async function asks({ by = AUTH_TOKEN, forS = 60, also = "", ...asked }: Asking = {}) {
  const query = queryOf({ to: "+15550100002", from: "+15550100001", callSid: newCallSid(), ...asked });
  const link = await signLink("answer", by, answerSubject(query), Math.floor(Date.now() / 1_000) + forS);
  const startedMs = performance.now();
  const response = await fetch(`${served.origin}/api/agents/answer${link}&${query}${also}`);
  const body = (await response.json()) as AgentAnswer & { readonly error?: string };
  return { status: response.status, ms: performance.now() - startedMs, ...body };
}
const logsOf = (event: string, since = 0) =>
  served.logs.slice(since).filter((line) => line.includes(`'${event}'`));
const faultTold = async () => {
  const [row] = await served.ledger(
    `SELECT at, of, message FROM agent_faults WHERE agent = ${quoted(AGENT)}`,
  );
  return row as AgentFault | undefined; // the columns are its fields
};
const inVersion = (at = version, more: Readonly<Record<string, string>> = {}) => ({
  customParameters: { connect: "call", agent: AGENT, agentVersion: `${at}`, ...more },
});
const rowOf = async (callSid: string) =>
  (await served.ledger(`SELECT agent, agent_version FROM calls WHERE call_sid = '${callSid}'`))[0];
const instructionsOf = (request = served.model.requests.at(-1)) =>
  (request?.call.messages ?? []).map(({ text }) => text).join("\n") + (request?.raw ?? "");

describe("the Functions are answered", () => {
  test("with the code, until something is published, and then with that, by either token", async () => {
    await restoresCode();
    expect(await asks()).toMatchObject({ status: 200, agent: AGENT, version: 0, edit: {} });

    const words = { en: { phrases: { closed: "We are closed." }, callLines: { goodbye: "So long." } } };
    await publishes({ greeting: "Good day.", instructions: "Be brief.", hints: ["Eule"], words });
    expect(await asks({ by: OLD_AUTH_TOKEN })).toMatchObject({ version });
    const { status: _, ms: __, ...answer } = await asks();
    expect(answer).toEqual({
      agent: AGENT,
      version,
      // What only the Worker needs is not sent.
      edit: { greeting: "Good day.", hints: ["Eule"], words: { en: { callLines: { goodbye: "So long." } } } },
    });
  });

  test("with a version again, by its agent and number", async () => {
    await publishes({ greeting: "One." });
    await publishes({ greeting: "Two." }, version + 1);

    expect(await asks()).toMatchObject({ version: version + 1, edit: { greeting: "Two." } });
    expect(await asks({ agent: AGENT, version: `${version}` })).toMatchObject({
      version,
      edit: { greeting: "One." },
    });
    expect(await asks({ agent: AGENT, version: "0" })).toMatchObject({ version: 0, edit: {} });
    expect(await asks({ agent: AGENT, version: "99999" })).toMatchObject({ version: 0, edit: {} });
  });

  test("with what is rolled out, for those who are named", async () => {
    await publishes({ greeting: "New." }, version, { share: 0, numbers: ["+15550100007"] });

    expect(await asks({ from: "+15550100007" })).toMatchObject({ version });
    expect(await asks()).toMatchObject({ version: 0 });
    await publishes({ greeting: "Newer." }, version + 1, { share: 1, numbers: [] });
    expect(await asks()).toMatchObject({ version: version + 1 });
  });

  test.each<readonly [string, Asking, number, string]>([
    ["is signed by another token", { by: "x".repeat(32) }, 403, "bad_signature"],
    ["has expired", { forS: -5 }, 403, "expired"],
    ["names no call", { callSid: "" }, 400, "no_call"],
    ["names an agent of another release", { agent: "nobody", version: "1" }, 404, "no_such_agent"],
    ["names no version", { agent: AGENT }, 400, "bad_version"],
    ["names a version that is none", { agent: AGENT, version: "latest" }, 400, "bad_version"],
  ])("by name, where a question %s", async (_, asking, status, error) => {
    expect(await asks(asking)).toMatchObject({ status, error });
  });

  test("not at all, where a question was changed, or is signed for something else", async () => {
    const query = queryOf({ to: "+15550100002", callSid: "CA1" });
    const expiresAt = Math.floor(Date.now() / 1_000) + 60;
    const link = await signLink("answer", AUTH_TOKEN, answerSubject(query), expiresAt);
    const other = await signLink("person", AUTH_TOKEN, answerSubject(query), expiresAt);

    for (const asked of [`${link}&to=%2B15550100003&callSid=CA1`, `${other}&${query}`, `?${query}`, ""])
      expect((await fetch(`${served.origin}/api/agents/answer${asked}`)).status).toBe(403);
  });
});

describe("a call", () => {
  test("is spoken with by the version that its setup names, and says so wherever it is listed", async () => {
    await publishes({ greeting: "Good evening.", instructions: "You sell umbrellas." });
    served.model.play([says("We have seven.")]);
    const caller = await connects(served.origin, inVersion());
    caller.says("Do you have umbrellas?");
    await caller.answer();

    expect(instructionsOf()).toContain("You sell umbrellas.");
    expect(instructionsOf()).toContain("Good evening.");
    expect((await served.logged("call.connected", caller.callSid))[0]).toContain(`agentVersion: ${version}`);
    caller.hangsUp();
    await served.logged("call.summary", caller.callSid);
    await expect.poll(() => rowOf(caller.callSid)).toEqual({ agent: AGENT, agent_version: version });
  });

  test("is the code's where it names none, or one that nobody has", async () => {
    await publishes({ instructions: "You sell umbrellas." });
    for (const facts of [{}, inVersion(77_777)]) {
      served.model.play([says("We have shoes.")]);
      const caller = await connects(served.origin, facts);
      caller.says("What do you have?");
      await caller.answer();

      expect(instructionsOf()).not.toContain("You sell umbrellas.");
      expect((await served.logged("call.connected", caller.callSid))[0]).toContain("agentVersion: 0");
      caller.hangsUp();
    }
    expect(logsOf("edition.stood_in").at(-1)).toContain("unknown_version");
  });

  test("that speaks, and leaves, before its version is there is heard in its order", async () => {
    await publishes({ instructions: "You sell umbrellas." });
    await publishes({ instructions: "You sell tents." }, version + 1);
    served.model.play([says("We have seven.")]);
    const caller = await dial(served.origin);
    caller.setsUp({ callSid: caller.callSid, ...inVersion() });
    caller.says("Do you have umbrellas?");
    await caller.answer();
    expect(instructionsOf()).toContain("You sell umbrellas.");
    caller.hangsUp();

    const other = await dial(served.origin);
    other.setsUp({ callSid: other.callSid, ...inVersion(version + 1) });
    other.hangsUp();
    expect((await served.logged("call.summary", other.callSid))[0]).toMatch(/outcome: 'abandoned'/);
  });

  test.each([
    ["a killed process", () => served.kill()],
    ["a new release that does not wait", () => served.redeploy()],
  ])("keeps its version through %s, whatever is published or lost meanwhile", async (_, strikes) => {
    await publishes({ instructions: "You sell umbrellas.", knowledge: {} });
    // As long as a row of the ledger takes, and longer than one of the call's.
    const long = "replace(hex(zeroblob(600000)), '00', '語')";
    await served.ledger(
      `UPDATE agent_versions SET edit = json_set(edit, '$.knowledge."long.md"', ${long}) WHERE version = ${version}`,
    );
    served.model.play([says("We have seven."), says("They are red.")]);
    const before = await connects(served.origin, inVersion());
    before.says("Do you have umbrellas?");
    await before.answer();
    before.hearsOut();
    await publishes({ instructions: "You sell tents." }, version + 1);
    await served.ledger(`DELETE FROM agent_versions WHERE version = ${version}`);
    await strikes();
    const after = await connects(served.origin, {
      callSid: before.callSid,
      sessionId: "VX2",
      customParameters: { connect: "lost_socket", agent: AGENT, agentVersion: `${version + 1}` },
    });
    await after.answer();
    after.hearsOut();
    after.says("What colour are they?");
    await after.answer();

    expect(instructionsOf()).toContain("You sell umbrellas.");
    expect(instructionsOf()).not.toContain("You sell tents.");
    after.hangsUp();
    await served.logged("call.summary", before.callSid);
    await expect.poll(async () => (await rowOf(before.callSid))?.agent_version).toBe(version);
  });

  test("whose version Twilio did not take begins again by the code, which is said beside the agent", async () => {
    await publishes({ greeting: "Good evening.", instructions: "You sell umbrellas." });
    const refused = { connect: "call", agent: AGENT, refusedVersion: `${version} 64101` };
    // The first session has come as far as its setup, or not so far.
    for (const hadSetup of [true, false]) {
      served.model.play([says("We have shoes.")]);
      const callSid = newCallSid();
      if (hadSetup) {
        const first = await connects(served.origin, { callSid, ...inVersion() });
        await served.logged("call.connected", callSid);
        first.loses();
        await served.logged("socket.closed", callSid);
      }
      const caller = await connects(served.origin, { callSid, sessionId: "VX2", customParameters: refused });
      caller.says("What do you have?");
      expect(await caller.answer()).toBe("We have shoes.");

      expect(instructionsOf()).not.toContain("umbrellas");
      expect(instructionsOf()).not.toContain("Good evening.");
      caller.hangsUp();
      await served.logged("call.summary", callSid);
      await expect.poll(async () => (await rowOf(callSid))?.agent_version).toBe(0);
    }
    expect(await faultTold()).toMatchObject({
      of: "relay",
      message: expect.stringContaining(`version ${version} (error 64101)`),
    });
    expect(logsOf("edition.refused").at(-1)).toMatch(/by: 'relay'/);
  });
});

describe("what is published and not taken", () => {
  test("leaves what was good before, and is said beside the agent and in the log, once", async () => {
    await publishes({ greeting: "Good." });
    expect(await asks()).toMatchObject({ version });
    // As a release with other rules may have stored it.
    await publishes({ greeting: "Bad.", colour: "red" }, version + 1);
    const since = served.logs.length;
    for (let calls = 0; calls < 3; calls += 1)
      expect(await asks()).toMatchObject({ status: 200, version, edit: { greeting: "Good." } });

    expect(logsOf("edition.refused", since)).toHaveLength(1);
    await expect.poll(faultTold).toMatchObject({ of: "edit", message: expect.stringContaining("colour") });
  });
});

// Each stays as it was made: the last is that of a later release.
describe("a ledger", () => {
  test("that throws whatever it is asked leaves the last copy, for a new process too, and a call goes on by it", async () => {
    await publishes({ greeting: "Copy.", instructions: "You sell umbrellas." });
    expect(await asks()).toMatchObject({ version });
    await served.ledger("ALTER TABLE agent_versions RENAME COLUMN edit TO away");

    for (const strikes of [async () => undefined, served.redeploy]) {
      await strikes();
      const answer = await asks();
      expect(answer).toMatchObject({ status: 200, version, edit: { greeting: "Copy." } });
      expect(answer.ms).toBeLessThan(400);
    }
    served.model.play([says("We have seven.")]);
    const caller = await connects(served.origin, inVersion());
    caller.says("Do you have umbrellas?");
    await caller.answer();
    expect(instructionsOf()).toContain("You sell umbrellas.");
    caller.hangsUp();
    expect(logsOf("edition.stood_in").at(-1)).toMatch(/why: 'fault'/);
    await served.ledger("ALTER TABLE agent_versions RENAME COLUMN away TO edit");
  });

  test("that a later release has written leaves the last copy as well", async () => {
    await publishes({ greeting: "Copy." });
    expect(await asks()).toMatchObject({ version });
    await served.ledger("UPDATE meta SET version = 99");
    await served.redeploy();

    expect(await asks()).toMatchObject({ status: 200, version });
    expect(logsOf("edition.stood_in").at(-1)).toMatch(/why: 'ledger_newer'/);
  });

  test("that is not bound leaves the code", async () => {
    const bare = await serveWorker({ ledger: false });
    const query = queryOf({ to: "+15550100002", callSid: "CA1" });
    const link = await signLink(
      "answer",
      AUTH_TOKEN,
      answerSubject(query),
      Math.floor(Date.now() / 1_000) + 60,
    );
    const answer = await fetch(`${bare.origin}/api/agents/answer${link}&${query}`);

    expect(await answer.json()).toEqual({ agent: AGENT, version: 0, edit: {} });
    expect(bare.logs.filter((line) => line.includes("edition."))).toEqual([]);
    await bare.close();
  });
});
