import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { afterAgent } from "../../../functions/_lib/handlers/after-agent.ts";
import { afterDial } from "../../../functions/_lib/handlers/after-dial.ts";
import { afterQueue } from "../../../functions/_lib/handlers/after-queue.ts";
import { fallback } from "../../../functions/_lib/handlers/fallback.ts";
import { incoming } from "../../../functions/_lib/handlers/incoming.ts";
import { wait, waitInSilence } from "../../../functions/_lib/handlers/wait.ts";
import { putThrough, whisper } from "../../../functions/_lib/handlers/whisper.ts";
import { type Handler, webhook } from "../../../functions/_lib/webhook/webhook.ts";
import agents, { RICH_NUMBER, ROUTED_NUMBER, TARGET_NUMBERS } from "./agents/index.ts";
import { all, atNow, CALL, type Element, request, taskOf, VARIABLES, verbs } from "./webhook.ts";

vi.setConfig({ testTimeout: 30_000 });

const handlers: Readonly<Record<string, Handler>> = {
  incoming: webhook("incoming", incoming(agents), undefined, atNow),
  "after-agent": webhook("after-agent", afterAgent(agents), undefined, atNow),
  wait: webhook("wait", wait(agents), waitInSilence, atNow),
  "after-queue": webhook("after-queue", afterQueue(agents), undefined, atNow),
  "after-dial": webhook("after-dial", afterDial(agents), undefined, atNow),
  whisper: webhook("whisper", whisper, putThrough, atNow),
  fallback: webhook("fallback", fallback, undefined, atNow),
};

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom("<", "&", '"', "]]>", "\u0000", "\ufffe", "\ud800", "é", "👋", "م"),
    maxLength: 40,
  }),
  fc.json({ maxDepth: 3 }),
);
const one = (...usual: string[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: text });
const param = (arbitrary: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 6, arbitrary },
    fc.constant(undefined),
    fc.array(arbitrary, { maxLength: 3 }),
    fc.integer(),
  );

const handoffData = fc
  .record({
    v: fc.constant(1),
    reasonCode: one("rule"),
    callSummary: text,
    facts: fc.array(text),
    language: text,
  })
  .map((value) => JSON.stringify(value));

const params = fc.record({
  CallSid: param(one(CALL.CallSid)),
  CallStatus: param(one("in-progress", "completed", "ringing")),
  From: param(one(CALL.From)),
  To: param(one(CALL.To, RICH_NUMBER, ROUTED_NUMBER, ...Object.values(TARGET_NUMBERS))),
  AccountSid: param(one(CALL.AccountSid)),
  SessionStatus: param(one("ended", "completed", "failed")),
  SessionDuration: param(one("0", "42")),
  ErrorCode: param(one("64105", "39001", "64102")),
  HandoffData: param(fc.oneof(text, handoffData)),
  QueueResult: param(one("bridged", "leave", "hangup", "queue-full", "redirected")),
  AvgQueueTime: param(one("0", "90")),
  CurrentQueueSize: param(one("1", "3")),
  Digits: param(one("1", "2", "9")),
  DialCallStatus: param(one("completed", "busy", "no-answer", "failed")),
  DialBridged: param(one("true", "false")),
  note: param(one("QSBub3Rl")),
  queued: param(one("1799999000")),
  QueuePosition: param(one("1", "2")),
  QueueTime: param(one("0", "60")),
  connects: param(one("1", "4")),
  language: param(one("es-ES", "de")),
  agent: param(one("down")),
});
const variables = fc.constantFrom<Record<string, string>>(
  VARIABLES,
  {},
  { RELAY_URL: VARIABLES.RELAY_URL },
  { WORKFLOW_SID: VARIABLES.WORKFLOW_SID },
);

/** Whether a caller who is still there is left with something: words, an agent, a person, or a hang-up that was meant. */
const isAnswered = (twiml: Element): boolean =>
  ["Say", "Connect", "Enqueue", "Dial", "Redirect", "Gather", "Leave", "Pause", "Hangup"].some((verb) =>
    verbs(twiml).includes(verb),
  );

test.each(Object.entries(handlers))(
  "whatever is posted to %s, the answer is TwiML the caller can live with",
  (_, handler) => {
    fc.assert(
      fc.property(params, variables, (posted, context) => {
        const { twiml, xml, logged } = request(handler, posted, context);

        const nobodyListens = ["nothing", "served", "gone", "accepted"].includes(
          String(logged.at(-1)?.outcome),
        );
        // After a telephone call the line is still open, and is hung up.
        expect(verbs(twiml).filter((verb) => verb !== "Hangup" || !nobodyListens).length === 0, xml).toBe(
          nobodyListens,
        );
        expect(nobodyListens || isAnswered(twiml), xml).toBe(true);
        expect(logged.map(({ event }) => event)).not.toContain("webhook.failed");
        for (const task of all(twiml, "Task")) {
          expect(["{}", '{"priority":"50"}', '{"priority":"100"}']).toContain(
            JSON.stringify(task.attributes),
          );
          expect(taskOf(twiml).chars).toBeLessThanOrEqual(2_000);
        }
        for (const verb of ["Connect", "Enqueue", "Dial", "Gather"]) {
          for (const { attributes } of all(twiml, verb)) {
            expect(attributes.action ?? "").toMatch(/^(\/voice\/[a-z-]+\?[\w=&-]+)?$/);
          }
        }
        for (const { text } of all(twiml, "Sip")) {
          expect(text).toMatch(/^sip:[^?]+\?[A-Za-z0-9&=%-]{1,1023}$/);
        }
        expect(request(handler, posted, context).xml).toBe(xml);
      }),
      { numRuns: 300 },
    );
  },
);
