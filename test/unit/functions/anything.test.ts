import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { afterQueue } from "../../../functions/_lib/after-queue.ts";
import { fallback } from "../../../functions/_lib/fallback.ts";
import { incoming } from "../../../functions/_lib/incoming.ts";
import { sessionEnded } from "../../../functions/_lib/session-ended.ts";
import { wait, waitInSilence } from "../../../functions/_lib/wait.ts";
import { webhook } from "../../../functions/_lib/webhook.ts";
import agents, { RICH_NUMBER } from "./agents/index.ts";
import { all, CALL, type Element, request, taskOf, VARIABLES, verbs } from "./webhook.ts";

vi.setConfig({ testTimeout: 30_000 });

const handlers = {
  incoming: webhook("incoming", incoming(agents)),
  "after-agent": webhook("after-agent", sessionEnded(agents)),
  wait: webhook("wait", wait, waitInSilence),
  "after-queue": webhook("after-queue", afterQueue(agents)),
  fallback: webhook("fallback", fallback),
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
  To: param(one(CALL.To, RICH_NUMBER)),
  SessionStatus: param(one("ended", "completed", "failed")),
  SessionDuration: param(one("0", "42")),
  ErrorCode: param(one("64105", "39001", "64102")),
  HandoffData: param(fc.oneof(text, handoffData)),
  QueueResult: param(one("bridged", "leave", "hangup", "queue-full")),
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
  ["Say", "Connect", "Enqueue", "Pause", "Hangup"].some((verb) => verbs(twiml).includes(verb));

test.each(Object.entries(handlers))(
  "whatever is posted to %s, the answer is TwiML the caller can live with",
  (_, handler) => {
    fc.assert(
      fc.property(params, variables, (posted, context) => {
        const { twiml, xml, logged } = request(handler, posted, context);

        const nobodyListens = ["nothing", "served", "gone"].includes(String(logged.at(-1)?.outcome));
        expect(verbs(twiml).length === 0, xml).toBe(nobodyListens);
        expect(nobodyListens || isAnswered(twiml), xml).toBe(true);
        expect(logged.map(({ event }) => event)).not.toContain("webhook.failed");
        for (const task of all(twiml, "Task")) {
          expect(task.attributes).toEqual({});
          expect(taskOf(twiml).chars).toBeLessThanOrEqual(2_000);
        }
        for (const { attributes } of [...all(twiml, "Connect"), ...all(twiml, "Enqueue")]) {
          expect(attributes.action ?? "").toMatch(/^(\/voice\/[a-z-]+\?[\w=&-]+)?$/);
        }
        expect(request(handler, posted, context).xml).toBe(xml);
      }),
      { numRuns: 300 },
    );
  },
);
