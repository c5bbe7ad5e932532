import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FlexRuntime } from "../../local/desk/client/flex-runtime.ts";
import {
  BANNER,
  chromiumPath,
  type DeskPage,
  launchChromium,
  NO_CHROMIUM,
  openDesk,
  PANEL,
  PATIENT,
  PREPARE_MS,
} from "./browser.ts";
import { type StackStandIn, startStack } from "./stack-stand-in.ts";
import { ATTRIBUTES, handoffTask } from "./tasks.ts";

/**
 * The plugin as an agent meets it: in the real Flex UI 2.17.1, loaded by Flex's own plugin manager, with nothing but
 * this machine in reach. One desk serves all tests here; each begins with an empty queue.
 */

describe.skipIf(!chromiumPath)(
  `a hand-off in Flex${chromiumPath ? "" : ` (${NO_CHROMIUM})`}`,
  PATIENT,
  () => {
    let stack: StackStandIn;
    let browser: Browser;
    let desk: DeskPage;

    beforeAll(async () => {
      stack = await startStack();
      browser = await launchChromium();
      desk = await openDesk(browser, { origin: stack.origin });
    }, PREPARE_MS);
    afterAll(async () => {
      await browser?.close();
      await stack?.close();
    });
    beforeEach(async () => {
      stack.clear();
      await desk.page.locator('[data-testid="task-item"]').waitFor({ state: "detached" });
      // Flex keeps the tab that was open, for the next call.
      await desk.page.evaluate(() => {
        const { Actions } = (window as never as { Twilio: { Flex: FlexRuntime } }).Twilio.Flex;
        return Actions.invokeAction("SetComponentState", { name: "AgentTaskCanvasTabs", state: {} });
      });
    });

    const banner = () => desk.page.locator(`${BANNER}:visible`);
    const panel = () => desk.page.locator(`${PANEL}:visible`);
    const openTab = async () => {
      await desk.page.getByRole("button", { name: "Show all" }).click();
      await panel().waitFor();
    };

    test("Flex's plugin manager initialises the plugin, and no error reaches the window", async () => {
      expect(
        await desk.page.evaluate(() => (window as never as { desk: { plugins: unknown } }).desk.plugins),
      ).toEqual({
        "baton-handoff": "Initialized",
      });
      expect(desk.errors).toEqual([]);
    });

    test.each([
      ["rings", "reserved"],
      ["is live", "assigned"],
      ["is being wrapped up", "wrapping"],
    ] as const)("the banner says why, how and what next while the call %s", async (_, status) => {
      stack.put(handoffTask({ status }));

      await banner().waitFor();
      const text = await banner().textContent();
      expect(text).toContain("Needs a decision");
      expect(text).toContain("Negative");
      expect(text).toContain("Verified");
      expect(text).toContain("English");
      expect(text).toContain("Priya was charged twice");
      expect(text).toContain("Approve the refund of £84.00");
      expect(await desk.axe(BANNER)).toEqual([]);
      await desk.shot(`banner-${status}`);
    });

    test("the banner leaves Flex's call canvas its room", async () => {
      stack.put(handoffTask({ status: "assigned" }));

      await banner().waitFor();
      expect((await banner().boundingBox())?.height).toBeLessThan(150);
    });

    test("the task's line in the list says why and in what mood, only while it rings", async () => {
      const task = handoffTask({});
      stack.put(task);
      const line = desk.page.locator('[data-testid="task-item"]');
      await line.getByText("Needs a decision · Negative").waitFor();

      stack.put({ ...task, status: "assigned" });
      await line.getByText(/Live/).waitFor();
      expect(await line.getByText("Needs a decision").count()).toBe(0);
    });

    test.each(["reserved", "assigned", "wrapping"] as const)(
      "the tab holds everything while the task is %s",
      async (status) => {
        stack.put(handoffTask({ status }));
        await banner().waitFor();
        await openTab();

        await panel().getByRole("heading", { name: "Needs a decision" }).waitFor();
        for (const part of [
          "Negative, improving",
          "A refund above £50 needs a person's approval.",
          "“I have been waiting since Monday”",
          "Approve the refund of £84.00 for order 88213",
          "The second charge of £84.00 is confirmed",
          "£84.00 back on her card this week",
          "order number and postcode",
          "typed on the keypad, confirmed",
          "A complaint was opened: C-1042",
          "Refund £84.00 · Refused",
          "A person looks at it on this call",
          "2:23 with the assistant",
        ]) {
          await panel().getByText(part, { exact: false }).first().waitFor({ timeout: 2_000 });
        }
        await banner().waitFor({ state: "hidden" });
        expect(await desk.axe(PANEL)).toEqual([]);
        await desk.shot(`tab-${status}`);
      },
    );

    test("who the caller is, what was done and what they were told stand apart, each with how it is known", async () => {
      const attributes = {
        ...ATTRIBUTES,
        handoff: {
          ...ATTRIBUTES.handoff,
          identity: { status: "verified", method: "PIN, after 2 failed checks", name: "Maya Lindqvist" },
          steps: [
            { what: "Looked up order 1042", outcome: "ok" },
            { what: "Placed order 10432", outcome: "ok" },
            { what: "Tried to ship to Leeds", outcome: "timeout" },
          ],
          sideEffects: ["Placed order 10432"],
          promises: ["Order 10432 arrives in 3 to 5 working days", "A person in about 4 minutes"],
        },
      };
      stack.put(handoffTask({ status: "assigned", attributes }));
      await banner().waitFor();
      await openTab();

      const section = (title: string) =>
        panel().getByRole("heading", { name: title, exact: true }).locator("xpath=../..").textContent();
      expect(await section("Identity")).toBe("IdentityMaya LindqvistVerified · PIN, after 2 failed checks");
      expect(await section("Already done")).toBe(
        "Already donePlaced order 10432Looked up order 1042 · DoneTried to ship to Leeds · Timed out",
      );
      expect(await section("Promised to the caller")).toBe(
        "Promised to the callerOrder 10432 arrives in 3 to 5 working daysA person in about 4 minutes",
      );
      expect(await desk.axe(PANEL)).toEqual([]);
      await desk.shot("tab-engine");
    });

    test("a caller who failed to prove who they are is shown so before anything else", async () => {
      const identity = { status: "failed", method: "PIN; verified before by order number", name: "Bob" };
      stack.put(
        handoffTask({
          attributes: { ...ATTRIBUTES, handoff: { ...ATTRIBUTES.handoff, identity } },
        }),
      );

      await banner().waitFor();
      expect(await banner().textContent()).toContain("Verification failed");
    });

    test("a conversation that only our own hand-off names leaves the summary where it is", async () => {
      const handoff = { ...ATTRIBUTES.handoff, conversationId: "conv_conversation_01" };
      stack.put(handoffTask({ attributes: { ...ATTRIBUTES, handoff } }));

      await banner().waitFor();
      expect(await banner().textContent()).toContain("Priya was charged twice");
    });

    test("one click copies a fact, and the button says so", async () => {
      await desk.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      stack.put(handoffTask({ status: "assigned" }));
      await banner().waitFor();
      await openTab();

      await desk.page.getByRole("button", { name: "Copy Order number" }).click();

      await desk.page.getByRole("status").filter({ hasText: "Copied" }).waitFor();
      expect(await desk.page.evaluate(() => navigator.clipboard.readText())).toBe("88213");
    });

    test("markup, handlebars and reordering marks in attributes are shown as text and run nothing", async () => {
      const hostile = `<img src=x onerror="window.broken=1"><script>window.broken=1</script> {{constructor}} \u202eevil`;
      const { handoff } = ATTRIBUTES;
      stack.put(
        handoffTask({
          attributes: {
            ...ATTRIBUTES,
            callSummary: hostile,
            reason: hostile,
            reasonCode: hostile,
            sentiment: hostile,
            handoff: {
              ...handoff,
              nextBestAction: hostile,
              facts: [{ name: hostile, value: hostile, from: "caller", confirmed: true }],
              promises: [hostile],
              known: [{ from: hostile, name: hostile, value: hostile }],
              record: { url: "javascript:window.broken=1", expiresAt: 4102444800 },
            },
          },
        }),
      );
      await banner().waitFor();
      expect(await banner().textContent()).toContain("<img src=x onerror=");
      expect((await banner().boundingBox())?.height).toBeLessThan(150);
      await desk.shot("hostile-banner");
      await openTab();

      await panel().getByText("{{constructor}} evil").first().waitFor();
      const canvas = await desk.page.locator(".Twilio-TaskCanvas").first().boundingBox();
      expect((await panel().boundingBox())?.width).toBeLessThanOrEqual(canvas?.width ?? 0);
      expect(await panel().locator("img, script").count()).toBe(0);
      expect(await desk.page.evaluate(() => "broken" in window)).toBe(false);
      await desk.shot("hostile-tab");
    });

    test("a summary of 10 kB leaves the banner small and opens in the tab on request", async () => {
      const callSummary = "The caller explained at length that nothing fits. ".repeat(205);
      stack.put(handoffTask({ status: "assigned", attributes: { ...ATTRIBUTES, callSummary } }));
      await banner().waitFor();
      expect((await banner().boundingBox())?.height).toBeLessThan(150);
      await openTab();

      const more = panel().getByRole("button", { name: "Show more" });
      const folded = (await panel().boundingBox())?.height ?? 0;
      await desk.shot("long-summary");
      await more.click();
      await panel().getByRole("button", { name: "Show less" }).waitFor();
      expect((await panel().boundingBox())?.height).toBeGreaterThan(folded + 500);
    });

    test("the flat attributes of other ConversationRelay plugins are shown as well", async () => {
      stack.put(
        handoffTask({
          attributes: {
            from: "+15550100",
            reasonCode: "live-agent-handoff",
            callSummary: "Wants owl shoes in size 9.",
            sentiment: "frustrated",
          },
        }),
      );

      await banner().waitFor();
      const text = await banner().textContent();
      expect(text).toContain("Live agent handoff");
      expect(text).toContain("Frustrated");
      expect(text).toContain("Wants owl shoes in size 9.");
      expect(await desk.axe(BANNER)).toEqual([]);
      await desk.shot("flat-attributes");
    });

    test("a hand-off with nothing but its version is still one", async () => {
      stack.put(handoffTask({ status: "assigned", attributes: { from: "+15550100", handoff: { v: 1 } } }));

      await banner().getByText("Handed over").waitFor();
      await openTab();
      await panel().getByRole("heading", { name: "Handed over" }).waitFor();
      await desk.shot("missing-attributes");
    });

    test("a call that no assistant handed over gets nothing from the plugin", async () => {
      stack.put(handoffTask({ attributes: { name: "Somebody", reason: "callback" } }));

      await desk.page.getByText("Incoming call", { exact: false }).first().waitFor();
      expect(await banner().count()).toBe(0);
      expect(await desk.page.getByRole("button", { name: "Handoff" }).count()).toBe(0);
    });

    test("the summary stays out of sight where Flex has its own, until it is asked for", async () => {
      const attributes = { ...ATTRIBUTES, conversationId: "conv_conversation_01" };
      stack.put(handoffTask({ attributes }));
      await banner().waitFor();
      expect(await banner().textContent()).not.toContain("Priya was charged twice");
      expect(await banner().textContent()).toContain("A refund above £50");
      await openTab();
      await panel().getByRole("heading", { name: "Needs a decision" }).waitFor();
      expect(await panel().textContent()).not.toContain("Priya was charged twice");

      await panel().getByRole("button", { name: "Show the assistant's summary" }).click();
      await panel().getByText("Priya was charged twice").waitFor();
    });
  },
);
