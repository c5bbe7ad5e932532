import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signOperatorToken } from "../../../worker/adapters/operator-token.ts";
import { ACTION_REFUSALS, ACTIONS } from "../../../worker/protocol/console/actions.ts";
import type { Mark } from "../../../worker/session/account/timeline/marks.ts";
import { says } from "../../support/model-steps.ts";
import { type Caller, newCallSid } from "../caller.ts";
import { AUTH_TOKEN } from "../secrets.ts";
import { connects, dial } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** What an operator does to a live call, through the Worker's door, and what the caller hears of it. */

const ID = "78c9419ab7ca";
const tokenFor = (role: "reader" | "operator") =>
  signOperatorToken(AUTH_TOKEN, { role, expiresAt: Math.floor(Date.now() / 1_000) + 3_600, id: ID });

let served: ServedWorker;
beforeAll(async () => {
  served = await serveWorker();
});
afterAll(() => served.close());

/** A call whose `setup` has come in. */
async function connected(): Promise<Caller> {
  const caller = await connects(served.origin);
  await served.hasRead(caller);
  return caller;
}

async function act(callSid: string, body: unknown, role?: "reader" | "operator", method = "POST") {
  const response = await fetch(`${served.origin}/api/calls/${callSid}/actions`, {
    method,
    headers: role ? { Authorization: `Bearer ${await tokenFor(role)}` } : {},
    ...(method === "POST" && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test("who may not act does not", async () => {
  const { callSid } = await connected();

  expect(await act(callSid, { do: "end" })).toMatchObject({ status: 401, body: { error: "no_token" } });
  expect(await act(callSid, { do: "end" }, "reader")).toMatchObject({ status: 403, body: { error: "role" } });
  expect(await act(callSid, {}, "operator", "GET")).toMatchObject({ status: 405 });
});

describe("what is no action is refused by name", () => {
  test.each<readonly [string, unknown, string]>([
    ["no JSON", "{do", "bad_body"],
    ["a list", [], "bad_body"],
    ["more than anybody types", { do: "say", text: "a".repeat(20_000) }, "bad_body"],
    ["nothing to do", {}, "bad_action"],
    ["what nobody can do", { do: "sing" }, "bad_action"],
    ["a name of every object's", { do: "constructor" }, "bad_action"],
    ["no text", { do: "say" }, "no_text"],
    ["an empty text", { do: "whisper", text: " \u0000\n " }, "no_text"],
    ["a text that cannot be seen", { do: "say", text: "\u200b\u2060 \ufeff" }, "no_text"],
    ["a text that is none", { do: "say", text: 7 }, "bad_text"],
    ["a long text", { do: "say", text: "a".repeat(1_001) }, "text_too_long"],
  ])("%s", async (_, body, error) => {
    const { callSid } = await connected();

    expect(await act(callSid, body, "operator")).toEqual({
      status: 400,
      body: { error, hint: expect.any(String) },
    });
  });
});

test("a call that nobody knows is not found", async () => {
  for (const what of ACTIONS)
    expect(await act(newCallSid(), { do: what, text: "Hello." }, "operator")).toMatchObject({
      status: 404,
      body: { error: "not_found" },
    });
});

test("the caller hears what an operator says, and the log names who did what, without a word of it", async () => {
  const caller = await connected();

  expect(
    await act(caller.callSid, { do: "say", text: "A colleague is looking into it." }, "operator"),
  ).toMatchObject({
    status: 200,
    body: { ok: true, do: "say" },
  });

  await caller.hears("A colleague is looking into it.");
  const [line] = await served.logged("operator.acted", caller.callSid);
  expect(line).toContain(ID);
  expect(served.logs.join("\n")).not.toContain("looking into it");
});

test("a mute is refused twice, and unmuted the agent answers what waits", async () => {
  const caller = await connected();
  await act(caller.callSid, { do: "mute" }, "operator");
  caller.says("Are you open on Sunday?");
  await served.hasRead(caller);
  expect((await served.stored(caller.callSid)).operating.muted).toBeDefined();
  expect(await act(caller.callSid, { do: "mute" }, "operator")).toMatchObject({
    status: 409,
    body: { error: "already", hint: ACTION_REFUSALS.already },
  });
  served.model.play([says("Yes, from ten to four.")]);

  await act(caller.callSid, { do: "unmute" }, "operator");

  expect(await caller.answer()).toBe("Yes, from ten to four.");
});

test("a mute, and what was noted of the call, outlive the process", async () => {
  const caller = await connected();
  const { callSid } = caller;
  served.model.play([says("Hello Rosa.")]);
  caller.says("My name is Rosa.");
  await caller.answer();
  caller.hearsOut();
  await act(callSid, { do: "mute" }, "operator");
  caller.says("Are you open on Sunday?");
  // What is ordered to be written soon is, before the process dies.
  await expect
    .poll(async () => (await served.stored(callSid)).operating.muted?.askedAtMs, { timeout: 5_000 })
    .toBeDefined();

  await served.kill();
  await caller.isClosed();
  const again = await dial(served.origin, callSid);
  again.setsUp({ callSid });
  await served.hasRead(again);

  expect(await act(callSid, { do: "mute" }, "operator")).toMatchObject({ status: 409 });
  served.model.play([says("Yes, from ten to four.")]);
  await act(callSid, { do: "unmute" }, "operator");
  expect(await again.answer()).toBe("Yes, from ten to four.");
  again.hangsUp();
  await served.logged("call.summary", callSid);
  const { marks } = (await served.stored(callSid)) as unknown as { readonly marks: readonly Mark[] };
  const kinds = marks.map(([kind]) => kind).join(" ");
  expect(kinds).toMatch(/said.* ask .*out .*line .*said.* again .*lost .*ask .*out .*over/);
  expect(JSON.stringify(marks)).not.toMatch(/Rosa|Sunday/);
}, 60_000);

test("an operator ends the call, and then it takes nothing more", async () => {
  const caller = await connected();
  await act(caller.callSid, { do: "end" }, "operator");
  await caller.hears("Goodbye.");
  caller.hearsOut();
  await caller.ends();

  expect(await act(caller.callSid, { do: "say", text: "Wait." }, "operator")).toMatchObject({
    status: 409,
    body: { error: "over" },
  });
});
