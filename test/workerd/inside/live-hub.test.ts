import { beforeEach, expect, test } from "vitest";
import { LiveHub } from "../../../worker/ledger/live/live-hub.ts";
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

let pages: Page[];
let hub: LiveHub;
beforeEach(() => {
  pages = [];
  hub = new LiveHub({
    sockets: () => pages as unknown as WebSocket[], // as far as it is used
    accept: (ws) => void pages.push(ws as unknown as Page),
    now: () => 1_000,
    live: () => [],
    alerts: () => [],
    tell: () => {},
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
