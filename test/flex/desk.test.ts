import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createDesk } from "../../local/desk/desk.ts";
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
import { CALLBACK, handoffTask } from "./tasks.ts";

/** The agent's desk of the local stack: what Flex's own buttons do, and what the supervisor sees. */

describe.skipIf(!chromiumPath)(`the agent's desk${chromiumPath ? "" : ` (${NO_CHROMIUM})`}`, PATIENT, () => {
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
  /** Flex takes a task away after it has been told of its end; the next one must not ring in between. */
  afterEach(async () => {
    stack.clear();
    await expect.poll(() => desk.page.locator('[data-testid="task-item"]').count(), PATIENT).toBe(0);
  });

  test("an escalated call rings, is accepted, hung up and wrapped up with Flex's own buttons", async () => {
    const { page } = desk;
    const task = handoffTask({});
    stack.put(task);
    await page.getByRole("button", { name: "Accept", exact: true }).click();
    await page.getByRole("button", { name: "Hang up" }).first().click();
    await page.getByRole("button", { name: "Complete" }).first().click();
    await page.locator('[data-testid="task-item"]').waitFor({ state: "detached" });

    expect(stack.task(task.sid)?.status).toBe("completed");
    expect(stack.commands).toEqual([
      { do: "task", taskSid: task.sid, action: "accept" },
      { do: "hang_up", callSid: task.callSid },
      { do: "task", taskSid: task.sid, action: "complete" },
    ]);
    expect(desk.errors).toEqual([]);
  });

  test("a rejected call is the stack's again", async () => {
    const task = handoffTask({});
    stack.put(task);
    await desk.page.getByRole("button", { name: "Reject", exact: true }).click();

    await expect
      .poll(() => stack.commands.at(-1))
      .toEqual({ do: "task", taskSid: task.sid, action: "reject" });
  });

  test("a callback rings as one, is no call when it is accepted, and is completed", async () => {
    const { page } = desk;
    const before = stack.commands.length;
    const task = handoffTask({ attributes: CALLBACK });
    stack.put(task);

    const banner = page.locator(`${BANNER}:visible`);
    await banner.getByText("+447397321173").waitFor();
    await page.getByText("Callback · Needs a decision").waitFor();
    expect(await desk.axe(BANNER)).toEqual([]);
    await desk.shot("callback-ringing");
    await page
      .getByRole("button", { name: /^Accept/ })
      .locator("visible=true")
      .first()
      .click();
    await page.getByRole("button", { name: "Complete" }).waitFor();
    expect(await page.getByRole("button", { name: "Hang up" }).count()).toBe(0);
    await page.getByText("Handoff", { exact: true }).first().click();
    const panel = page.locator(`${PANEL}:visible`);
    await panel.getByText("Approve the refund of £84.00 for order 88213").waitFor();
    await panel.getByText("not before").waitFor();
    expect(await desk.axe(PANEL)).toEqual([]);
    await desk.shot("callback");
    await page.getByRole("button", { name: "Complete" }).click();
    await page.locator('[data-testid="task-item"]').waitFor({ state: "detached" });

    expect(stack.commands.slice(before)).toEqual([
      { do: "task", taskSid: task.sid, action: "accept" },
      { do: "task", taskSid: task.sid, action: "complete" },
    ]);
    expect(desk.errors).toEqual([]);
  });

  test("the agent goes away and comes back with Flex's own menu, and when the stack says so", async () => {
    const { page } = desk;
    const menu = page.getByRole("button", { name: "Menu to change activity" });

    await menu.click();
    await page.getByRole("menuitem", { name: "Unavailable" }).click();
    await menu.and(page.getByLabel("Currently Unavailable")).waitFor();
    expect(stack.commands.at(-1)).toEqual({ do: "workers", available: 0 });
    stack.staff(1);
    await menu.and(page.getByLabel("Currently Available")).waitFor();

    expect(desk.errors).toEqual([]);
  });

  test("the supervisor finds the same tab on the agent's call, without an error or a complaint from axe", async () => {
    const { page } = desk;
    stack.put(handoffTask({ status: "assigned" }));
    await page.getByRole("link", { name: "Teams" }).click();
    await page.getByTestId("user-card-container").waitFor();
    await page.getByText("Priya Natarajan", { exact: true }).locator("visible=true").last().click();

    await page
      .locator(`${PANEL}:visible`)
      .getByText("Approve the refund of £84.00 for order 88213")
      .waitFor();
    expect(await desk.axe(PANEL)).toEqual([]);
    expect(desk.errors).toEqual([]);
    await desk.shot("supervisor");
  });
});

test("until Flex is there the desk's address shows how far it is, and nothing else of it is served", async () => {
  const cacheDir = await mkdtemp(join(tmpdir(), "desk-"));
  const desk = createDesk({ cacheDir });
  const server = createServer((request, response) => {
    if (!desk.handle(request, response)) response.writeHead(418).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // An address is a string only for pipes.
  const { port } = server.address() as AddressInfo;
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);

  expect(await (await get("/agent-desktop/progress")).json()).toEqual({ stage: "idle" });
  expect((await get("/agent-desktop/desk.js")).status).toBe(503);
  expect((await get("/voice/incoming")).status, "is for somebody else").toBe(418);

  server.closeAllConnections();
  server.close();
  await rm(cacheDir, { recursive: true });
});
