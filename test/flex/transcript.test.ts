import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  chromiumPath,
  type DeskPage,
  launchChromium,
  NO_CHROMIUM,
  openDesk,
  PANEL,
  PATIENT,
  PREPARE_MS,
} from "./browser.ts";
import { type RecordServer, startRecordServer } from "./record-server.ts";
import { type StackStandIn, startStack } from "./stack-stand-in.ts";
import { ATTRIBUTES, handoffTask } from "./tasks.ts";

/** The full record in the tab, from another origin as in production: fetched when looked at, live while it grows. */

const START = Date.UTC(2026, 10, 20, 14, 3, 21);
const LINES = [
  { at: START, who: "agent", text: "Owl Shoes, hello! How can I help?" },
  { at: START + 6_000, who: "caller", text: "I was charged twice for order 88213." },
  { at: START + 9_000, who: "tool", text: "Looked up order 88213" },
  { at: START + 10_000, who: "tool", text: "Tried to refund £84.00", outcome: "failed" },
  { at: START + 11_000, who: "agent", text: "I see two charges of eighty-four", interrupted: true },
  { at: START + 14_000, who: "caller", text: "Yes, and I want one of them back." },
  { at: START + 19_000, who: "note", text: "Handed over: a refund above £50 needs a person" },
];
const record = (lines: readonly object[], live: boolean) => ({
  callSid: "CA1",
  startedAt: START,
  live,
  items: lines,
});

describe.skipIf(!chromiumPath)(
  `the record in the tab${chromiumPath ? "" : ` (${NO_CHROMIUM})`}`,
  PATIENT,
  () => {
    let stack: StackStandIn;
    let browser: Browser;
    let desk: DeskPage;
    let server: RecordServer;

    beforeAll(async () => {
      stack = await startStack();
      browser = await launchChromium();
    }, PREPARE_MS);
    afterAll(async () => {
      await browser?.close();
      await stack?.close();
    });
    beforeEach(async () => {
      server = await startRecordServer();
      desk = await openDesk(browser, { origin: stack.origin, size: { width: 1280, height: 2000 } });
    });
    afterEach(async () => {
      stack.clear();
      await desk.page.close();
      await server.close();
    });

    const panel = () => desk.page.locator(`${PANEL}:visible`);
    const ring = async () => {
      const handoff = { ...ATTRIBUTES.handoff, record: { url: server.url, expiresAt: 4_102_444_800 } };
      stack.put(handoffTask({ status: "assigned", attributes: { ...ATTRIBUTES, handoff } }));
      await desk.page.getByRole("button", { name: "Show all" }).waitFor();
    };
    const openTab = () => desk.page.getByRole("button", { name: "Show all" }).click();

    test("nothing is fetched before the tab is open, and a call that has ended is fetched once", async () => {
      server.answer({ record: record(LINES, false) });
      await ring();
      expect(server.statuses).toEqual([]);

      await openTab();

      await panel().getByText("Yes, and I want one of them back.").waitFor();
      await panel().getByText("interrupted").waitFor();
      await panel()
        .getByRole("listitem")
        .filter({ hasText: /Failed.*Tried to refund £84\.00/ })
        .waitFor();
      expect(server.statuses).toEqual([200]);
      expect(await desk.axe(PANEL)).toEqual([]);
      await desk.shot("transcript");
    });

    test("a live call grows before the agent's eyes, and a quiet line is answered with 304", async () => {
      server.answer({ record: record(LINES.slice(0, 2), true) });
      await ring();
      await openTab();
      await panel().getByText("Live", { exact: true }).waitFor();
      await server.answered(2);
      expect(server.statuses).toEqual([200, 304]);

      server.answer({ record: record(LINES, false) });

      await panel().getByText("Yes, and I want one of them back.").waitFor({ timeout: 8_000 });
      await panel().getByText("Live", { exact: true }).waitFor({ state: "detached" });
    });

    test("an expired link is told kindly, the rest stays, and trying again works", async () => {
      server.answer({ status: 403, error: "expired" });
      await ring();
      await openTab();
      await panel().getByText("The link to this conversation has expired.", { exact: false }).waitFor();
      await panel().getByText("Approve the refund of £84.00 for order 88213").waitFor();
      expect(await desk.axe(PANEL)).toEqual([]);
      await desk.shot("transcript-expired");

      server.answer({ record: record(LINES, false) });
      await panel().getByRole("button", { name: "Try again" }).click();

      await panel().getByText("Yes, and I want one of them back.").waitFor();
    });

    test("markup in what was said is shown as text", async () => {
      server.answer({
        record: record([{ at: START, who: "caller", text: "<img src=x onerror=alert(1)>" }], false),
      });
      await ring();
      await openTab();

      await panel().getByText("<img src=x onerror=alert(1)>").waitFor();
      expect(await panel().locator("img").count()).toBe(0);
    });

    test("leaving the tab ends the following", async () => {
      server.answer({ record: record(LINES.slice(0, 2), true) });
      await ring();
      await openTab();
      await panel().getByText("Live", { exact: true }).waitFor();

      await desk.page.getByRole("button", { name: "Info" }).first().click();
      await panel().waitFor({ state: "detached" });
      await desk.page.getByRole("button", { name: "Show all" }).waitFor();
      const asked = server.statuses.length;
      await openTab();
      await server.answered(asked + 1);
      expect(server.statuses.length).toBe(asked + 1);
    });
  },
);
