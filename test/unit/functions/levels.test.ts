import { expect, test } from "vitest";
import { afterAgent } from "../../../functions/_lib/handlers/after-agent.ts";
import { afterQueue } from "../../../functions/_lib/handlers/after-queue.ts";
import { fallback } from "../../../functions/_lib/handlers/fallback.ts";
import { incoming } from "../../../functions/_lib/handlers/incoming.ts";
import { wait } from "../../../functions/_lib/handlers/wait.ts";
import { webhook } from "../../../functions/_lib/webhook/webhook.ts";
import { encodeHandoff } from "../../../worker/protocol/handoff.ts";
import agents from "./agents/index.ts";
import { CALL, request, VARIABLES } from "./webhook.ts";

/** Twilio's Debugger gets warnings and errors: what an operator has to see is one of them, and nothing else. */

const HANDLERS = {
  incoming: webhook("incoming", incoming(agents)),
  "after-agent": webhook("after-agent", afterAgent(agents)),
  "after-queue": webhook("after-queue", afterQueue(agents)),
  wait: webhook("wait", wait(agents)),
  fallback: webhook("fallback", fallback),
  broken: webhook("broken", () => {
    throw new Error("no");
  }),
};

const HandoffData = encodeHandoff({
  v: 1,
  reasonCode: "caller_requested",
  reason: "The caller asked for a person.",
  callSummary: "Nothing else.",
  sentiment: "neutral",
  triggeredBy: "caller",
  language: "en-US",
});
const session = { SessionStatus: "ended", SessionDuration: "42" };
const lost = { ...session, SessionStatus: "failed", ErrorCode: "64105" };
const nobody = { QueueResult: "leave", QueueTime: "600" };

test.each<readonly [string, keyof typeof HANDLERS, object, "info" | "warn", object]>([
  ["a call that the agent answers", "incoming", {}, "info", { outcome: "agent" }],
  ["a caller who waits", "wait", {}, "info", { outcome: "waiting" }],
  ["a goodbye of the agent's", "after-agent", session, "info", { outcome: "goodbye" }],
  ["a hand-off", "after-agent", { ...session, HandoffData }, "info", { outcome: "person", notes: "whole" }],
  [
    "a hand-off that cannot be read",
    "after-agent",
    { ...session, HandoffData: "{" },
    "warn",
    { notes: "unreadable" },
  ],
  ["a line that is connected again", "after-agent", lost, "warn", { outcome: "reconnected" }],
  [
    "an agent that never came up",
    "after-agent",
    { ...lost, ErrorCode: "64102" },
    "warn",
    { agentDown: true },
  ],
  ["a line that was lost too often", "after-agent", { ...lost, connects: "9" }, "warn", { agentDown: true }],
  ["a queue that nobody came to", "after-queue", nobody, "info", { outcome: "back_to_agent" }],
  [
    "the same, with the agent down",
    "after-queue",
    { ...nobody, agent: "down" },
    "warn",
    { outcome: "goodbye" },
  ],
  ["the fallback", "fallback", { ErrorCode: "11200" }, "warn", { outcome: "person" }],
  ["a fault of ours", "broken", {}, "warn", { outcome: "person" }],
])("%s, by %s", (_, name, params, level, line) => {
  const { logged } = request(HANDLERS[name], { ...CALL, ...params });

  expect(logged.filter(({ event }) => event === "webhook.answered")).toMatchObject([{ level, ...line }]);
});

test.each(["incoming", "fallback"] as const)("a Function without its variables is seen, by %s", (name) => {
  const { WORKFLOW_SID } = VARIABLES;

  for (const variables of [{}, { WORKFLOW_SID }]) {
    const { logged } = request(HANDLERS[name], CALL, variables);
    expect(logged.map(({ level }) => level)).toEqual(["error", "warn"]);
  }
});

test("every line says which release has written it", () => {
  const { logged } = request(HANDLERS.broken, CALL);

  expect(logged.map(({ release }) => release)).toEqual(["dev", "dev"]);
});
