import { afterAll, beforeAll, expect, test } from "vitest";
import { signOperatorToken } from "../../../worker/adapters/operator-token.ts";
import type { AgentQuestions } from "../../../worker/protocol/console/agents.ts";
import { callsTool, says } from "../../support/model-steps.ts";
import { AUTH_TOKEN } from "../secrets.ts";
import { connects } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";
import { WORKSHOP_NUMBER } from "./workshop.ts";

/** What lies in an agent's folder (`workshop/knowledge`), through the bundle of a deploy; and what is not there, in the ledger. */

let served: ServedWorker;
beforeAll(async () => {
  served = await serveWorker();
});
afterAll(() => served.close());

async function ask(method: string, path: string, role: "reader" | "operator" = "reader") {
  const token = await signOperatorToken(AUTH_TOKEN, {
    role,
    expiresAt: Math.floor(Date.now() / 1_000) + 3_600,
    id: "78c9419ab7ca",
  });
  const response = await fetch(served.origin + path, {
    method,
    headers: { Authorization: `Bearer ${token}` },
  });
  return { status: response.status, body: (await response.json()) as unknown };
}
const questions = async () =>
  ((await ask("GET", "/api/agents/workshop/questions")).body as AgentQuestions).questions;

test("a file in the folder is found in a call, and what is not there is listed until the call is forgotten", async () => {
  const caller = await connects(served.origin, { to: WORKSHOP_NUMBER });
  served.model.play([callsTool("search_knowledge", { query: "guarantee" }), says("It lasts five years.")]);
  caller.says("How long is the guarantee?");
  await caller.answer();
  served.model.play([
    callsTool("search_knowledge", { query: "opening hours Sunday" }),
    says("I do not have that."),
  ]);
  caller.says("Are you open on Sunday?");
  await caller.answer();

  const results = served.model.requests.at(-1)?.call.messages.filter(({ role }) => role === "tool");
  expect(results?.map((message) => ("text" in message ? JSON.parse(message.text) : {}))).toMatchObject([
    { found: true, passages: [{ file: "guarantee.md", title: "Guarantee › How long it lasts" }] },
    { found: false },
  ]);
  expect(await questions()).toEqual([]);
  caller.hangsUp();
  await expect
    .poll(questions)
    .toEqual([
      { asked: "opening hours Sunday", callSid: caller.callSid, at: expect.any(Number), language: "en-US" },
    ]);

  await expect
    .poll(async () => (await ask("DELETE", `/api/calls/${caller.callSid}`, "operator")).status)
    .toBe(200);
  expect(await questions()).toEqual([]);
});

test("an agent that is none is refused with the names of those that are", async () => {
  expect(await ask("GET", "/api/agents/nobody/questions")).toEqual({
    status: 404,
    body: { error: "unknown_agent", hint: expect.stringMatching(/owl-shoes, workshop/) },
  });
});
