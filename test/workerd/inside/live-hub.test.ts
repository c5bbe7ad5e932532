import { beforeEach, expect, test } from "vitest";
import { LiveHub } from "../../../worker/ledger/live/live-hub.ts";
import type { CallRow } from "../../../worker/protocol/console/call-row.ts";
import type { LiveCall, LiveMessage } from "../../../worker/protocol/console/live.ts";

/** Who watches, and who is seen to. Sockets are as the runtime has them: one that closes is still listed. */

class Page {
  readyState = 1;
  readonly got: LiveMessage[] = [];
  #attached: unknown;
  reads = 0;

  send(text: string): void {
    this.got.push(JSON.parse(text) as LiveMessage);
  }
  close(): void {
    this.readyState = 2;
  }
  serializeAttachment(value: unknown): void {
    this.#attached = structuredClone(value);
  }
  deserializeAttachment(): unknown {
    this.reads += 1;
    return structuredClone(this.#attached);
  }
  /** What the page shows of the call's operators. */
  get operators(): readonly string[] | undefined {
    const last = this.got.findLast((message) => message.type === "call");
    return last?.type === "call" ? last.call.operators : undefined;
  }
}

const CALL: LiveCall = {
  callSid: "CA1",
  agent: "owl-shoes",
  from: "+15550100001",
  to: "+15550100002",
  startedAt: 1,
  phase: "listening",
  language: "en-US",
  turns: 0,
  speaking: "nobody",
  operators: [],
  at: 1,
};

/** As the ledger has it at its hand-off. */
const HANDED_OVER: CallRow = {
  callSid: "CA1",
  agent: "owl-shoes",
  from: "+15550100001",
  startedAt: 1,
  language: "en-US",
  turns: 0,
  phase: "with_person",
  endedAt: 900,
  outcome: "handed_off",
  reasonCode: "caller_requested",
  interruptions: 0,
  modelFailures: 0,
  toolFailures: 0,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  model: "gpt-4.1",
  version: "v1",
  release: "r1",
};

let pages: Page[];
let rows: CallRow[];
let told: string[];
let hub: LiveHub;
beforeEach(() => {
  [pages, rows, told] = [[], [], []];
  hub = new LiveHub({
    sockets: () => pages as unknown as WebSocket[], // as far as it is used
    accept: (ws) => void pages.push(ws as unknown as Page),
    now: () => 1_000,
    live: () => rows,
    alerts: () => [],
    tell: (callSids) => void told.push(...callSids),
  });
});

function opened(by: string, role: "reader" | "operator" = "operator"): Page {
  const page = new Page();
  hub.open(page as unknown as WebSocket, { role, by, untilMs: undefined });
  return page;
}
const says = (page: Page, text: object) => hub.said(page as unknown as WebSocket, JSON.stringify(text));

test("two who look at a call see each other, and whoever leaves is gone at once", () => {
  const [ann, ben] = [opened("ann"), opened("ben")];
  hub.changed(CALL);
  says(ann, { looking: "CA1" });
  says(ben, { looking: "CA1" });
  expect(ann.operators).toEqual(["ann", "ben"]);

  ben.close();
  hub.closed(ben as unknown as WebSocket);

  expect(ann.operators).toEqual(["ann"]);
  ann.close();
  expect(hub.watchedUntil).toBe(0);
});

test("a reader sees the last digits alone, and what was deleted goes from every page", () => {
  const reader = opened("ron", "reader");
  hub.changed(CALL);
  hub.forgotten("CA1");

  expect(JSON.stringify(reader.got)).not.toContain("+15550100001");
  expect(reader.got.at(-1)).toEqual({ type: "forgotten", callSid: "CA1" });
});

test("what is known of a page is not read anew for each message", () => {
  const page = opened("ann");
  for (let at = 1; at < 50; at++) hub.changed({ ...CALL, at });

  expect(page.got).toHaveLength(50);
  expect(page.reads).toBeLessThan(2);
});

test("who has acted on a call and has gone is not seen to look at it", () => {
  const [ann, ben] = [opened("ann"), opened("ben")];
  hub.changed({ ...CALL, operators: ["ben"] });
  says(ben, { looking: "CA1" });
  ben.close();
  hub.closed(ben as unknown as WebSocket);

  expect(ann.operators).toEqual([]);
});

test("a caller who waits for a person does not vanish at the hand-off, and is over once they have left", () => {
  const page = opened("ann");
  hub.changed({
    ...CALL,
    lastWords: { who: "caller", text: "A person, please." },
    silentSince: 5,
    muted: true,
  });
  hub.noted(HANDED_OVER);

  const waiting = { part: "waiting", since: 900, heardAt: 900, until: 150_900 };
  const last = page.got.at(-1);
  expect(last).toMatchObject({
    type: "call",
    call: { phase: "with_person", person: waiting, speaking: "nobody" },
  });
  expect(last).toMatchObject({ call: { reasonCode: "caller_requested", lastWords: { who: "caller" } } });
  expect(JSON.stringify(last)).not.toMatch(/silentSince|muted/);

  hub.ended({ ...HANDED_OVER, phase: "ended" });
  expect(page.got.at(-1)).toMatchObject({ type: "ended", callSid: "CA1" });
});

test("a page that is opened anew sees who waits by the rows alone, and wakes no call for it", () => {
  const person = { part: "talking", since: 950, heardAt: 950, until: 9_000 } as const;
  rows = [{ ...HANDED_OVER, person }];
  const page = opened("ann");

  expect(page.got[0]).toMatchObject({ type: "snapshot", calls: [{ callSid: "CA1", person }] });
  expect(told).toEqual([]);
  expect(page.got[0]).not.toHaveProperty("calls.0.lastWords");
});
