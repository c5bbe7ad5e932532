import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { afterDial } from "../../../functions/_lib/handlers/after-dial.ts";
import { afterQueue, QUEUE_RESULTS } from "../../../functions/_lib/handlers/after-queue.ts";
import { type Handler, webhook } from "../../../functions/_lib/webhook/webhook.ts";
import { CONNECT_REASONS } from "../../../worker/protocol/relay/connect-reason.ts";
import { HandOffSettings } from "../../../worker/protocol/routing/hand-off-settings.ts";
import { MAX_ROUTE_CHARS } from "../../../worker/protocol/routing/routing.ts";
import { Handoff } from "../../fixtures/handoff-schema.ts";
import agents from "./agents/index.ts";
import { root } from "./functions-server.ts";
import { atNow, CALL, NOW_MS, one, request, verbs } from "./webhook.ts";

/** What the document says of the Functions is what they do. */

const doc = readFileSync(path.join(root, "docs/escalation.md"), "utf8");

/** Rows of the table whose header starts with `first`, without header and rule; the cells as they are written. */
function table(first: string): readonly (readonly string[])[] {
  const lines = doc.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${first} |`));
  const length = lines.slice(start).findIndex((line) => !line.startsWith("|"));
  if (start < 0 || length < 3)
    throw new Error(`docs/escalation.md has no table that starts with "${first}".`);
  return lines.slice(start + 2, start + length).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const code = (cell: string): string => cell.replaceAll("`", "");

/** Where an answer sends the call, in the words of the document. */
function destination(handler: Handler, params: Readonly<Record<string, unknown>>): string {
  const { twiml } = request(handler, { ...CALL, connects: "1", ...params });
  switch (verbs(twiml).join()) {
    case "":
    case "Hangup":
      return "nowhere: it is over";
    case "Connect":
      return `agent, \`${one(twiml, "Parameter").attributes.value}\``;
    case "Say,Hangup":
      return "goodbye";
    default:
      throw new Error(`The document has no word for ${verbs(twiml)}.`);
  }
}

const onTime = webhook("after-queue", afterQueue(agents), undefined, atNow);
const { longestWaitS } = HandOffSettings.parse({});
const LEADS_TO_AGENT = ["leave", "redirected", "queue-full", "error", "system-error", undefined];

/** Each circumstance the document names, as what Twilio then sends. */
const WHEN: Readonly<Record<string, object>> = {
  always: { QueueTime: "30" },
  "by key 1": { QueueTime: "30", request: { cookies: { queue_key: "1-1" } } },
  "by key 2": { QueueTime: "30", request: { cookies: { queue_key: "1-2" } } },
  "by no key": { QueueTime: String(longestWaitS) },
  "straight from the queue": { QueueTime: "30", queued: String(NOW_MS / 1000 - 30 - 15) },
  "away from the queue for more than 15 s": { QueueTime: "30", queued: String(NOW_MS / 1000 - 30 - 16) },
  "the agent is down": { QueueTime: "30", agent: "down" },
  "connected `maxConnects` times": { QueueTime: "30", connects: "4" },
};

const ANOTHER = ["abducted", "", undefined];
const afterTheQueue = table("QueueResult");

test.each(afterTheQueue)("%s, %s: the call goes to %s", (result, when = "", goesTo = "") => {
  const circumstances = WHEN[when];
  expect(circumstances, `the test does not know "${when}"`).toBeDefined();
  const results =
    result === "another, or none"
      ? ANOTHER
      : result === "any that leads to the agent"
        ? LEADS_TO_AGENT
        : [code(result ?? "")];

  for (const QueueResult of results) {
    expect(destination(onTime, { QueueResult, ...circumstances }), String(QueueResult)).toBe(goesTo);
  }
});

test("the table has every result that Twilio documents, in every circumstance that matters", () => {
  const known: readonly string[] = QUEUE_RESULTS;
  const listed = afterTheQueue.map(([result = ""]) => code(result));

  expect(listed.filter((result) => !/ /.test(result)).filter((r) => !known.includes(r))).toEqual([]);
  for (const result of [...QUEUE_RESULTS, "another, or none", "any that leads to the agent"]) {
    expect(listed).toContain(result);
  }
  // A result with one row is decided alike in every circumstance in which the agent is up and may be connected.
  for (const result of QUEUE_RESULTS.filter((r) => listed.filter((l) => l === r).length === 1)) {
    const circumstances = Object.entries(WHEN).filter(([when]) => !/down|maxConnects/.test(when));
    const places = circumstances.map(([, params]) => destination(onTime, { QueueResult: result, ...params }));
    expect(new Set(places).size, result).toBe(1);
  }
});

test("a row says what is heard within hours, out of hours and when nobody is free", () => {
  for (const row of afterTheQueue) {
    expect(row).toHaveLength(6);
    const [, , goesTo, ...heard] = row;
    for (const cell of heard) {
      const expected =
        goesTo === "goodbye"
          ? /^apology and goodbye$/
          : goesTo?.startsWith("agent")
            ? /callback|help/
            : /^(nothing|–)/;
      expect(cell, row.join(" | ")).toMatch(expected);
    }
  }
});

const dialled = webhook("after-dial", afterDial(agents));
const BRIDGED: Readonly<Record<string, readonly (string | undefined)[]>> = {
  "true or absent": ["true", undefined],
  false: ["false"],
  any: ["true", "false", undefined],
};

test.each(table("DialCallStatus"))(
  "a call that was dialled and ended %s, bridged: %s → %s",
  (status, bridged, goesTo) => {
    const values = BRIDGED[code(bridged ?? "")];
    expect(values, `the test does not know "${bridged}"`).toBeDefined();

    for (const DialBridged of values ?? []) {
      expect(destination(dialled, { DialCallStatus: code(status ?? ""), DialBridged })).toBe(goesTo);
    }
  },
);

test("the defaults it names are those of the settings", () => {
  const settings = HandOffSettings.parse({});
  const named = table("what was found").map(([, setting = "", value = ""]) => [code(setting), code(value)]);

  expect(named).toEqual([
    ["whenClosed", settings.whenClosed],
    ["whenNobodyFree", settings.whenNobodyFree],
    ["whenUnknown", settings.whenUnknown],
  ]);
  expect(doc).toContain(`(\`longestWaitS\`, ${settings.longestWaitS})`);
  expect(doc).toContain(`than ${MAX_ROUTE_CHARS} characters is refused with the definition`);
});

test("it names every field of the payload, every kind of target and every reason to connect", () => {
  const fields = table("field").flatMap(([names = ""]) => names.split(",").map((name) => code(name.trim())));
  const kinds = table("`kind`").map(([kind = ""]) => code(kind));

  expect(fields.toSorted()).toEqual(Object.keys(Handoff.shape).toSorted());
  expect(kinds.toSorted()).toEqual(["flex", "number", "sip", "studio", "webhook"]);
  for (const reason of CONNECT_REASONS) expect(doc).toContain(`\`${reason}\``);
});

test("its example of routing is one the schema takes", () => {
  const example = /```ts\nhandOff: (\{[\s\S]*?\n\}),\n```/.exec(doc)?.[1] ?? "";
  // The example is an object literal of ours; evaluated here, it is JSON to the schema.
  const settings: unknown = new Function(`return (${example})`)();

  expect(HandOffSettings.parse(settings).routing).toHaveLength(3);
});
