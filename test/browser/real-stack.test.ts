import { mkdirSync } from "node:fs";
import type { Browser, Page as Tab } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDesk, DEFAULT_CACHE_DIR } from "../../local/desk/desk.ts";
import { type Page, startPage } from "../../local/page/server.ts";
import { CALLED_NUMBER, type LocalStack, startStack } from "../../local/stack.ts";
import { dial } from "../support/phone.ts";
import { launch } from "./phone-browser.ts";

/** What a stranger does after `npm start`: real Functions, real Worker, the page in Chromium, at the pace of life. */

let stack: LocalStack;
let page: Page;
let browser: Browser;

const desk = createDesk({ cacheDir: DEFAULT_CACHE_DIR });

beforeAll(async () => {
  stack = await startStack({ settings: { workers: 2 } });
  const { twilio } = stack;
  page = await startPage({
    port: 0,
    feed: {
      events: twilio.events,
      on: (listener) => twilio.on(listener),
      command: (command) => twilio.command(command),
      faults: () => twilio.faults,
    },
    defaultCaller: "+15550100001",
    mounts: [desk],
    flexUrl: "/agent-desktop",
    numbers: [{ number: CALLED_NUMBER, agent: "owl-shoes", suggestions: ["Where is my order 1042?"] }],
  });
  browser = await launch();
});

afterAll(async () => {
  await browser.close();
  await page.close();
  await stack.close();
});

async function say(tab: Tab, text: string): Promise<void> {
  await tab.getByLabel("What you say").fill(text);
  await tab.keyboard.press("Enter");
}

test("from dial to the task at the desk, with an order looked up and a barge-in on the way", async () => {
  const tab = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
  const complaints: string[] = [];
  tab.on("console", (m) => m.type() === "error" && complaints.push(m.text()));
  tab.on("pageerror", (e) => complaints.push(e.message));
  await tab.goto(page.url);

  await tab.getByRole("button", { name: "Dial" }).click();
  await tab.getByText("Listening", { exact: true }).waitFor();
  await say(tab, "Where is my order 1042?");
  await tab.locator(".agent.speaking", { hasText: "shipped" }).waitFor();
  await say(tab, "And do you have the City Perch in size nine?");
  await tab.getByText("cut off here").waitFor();
  await tab
    .getByLabel("Conversation")
    .getByText(/City Perch.*(dollars|stock)/)
    .first()
    .waitFor();
  await tab.getByText("Listening", { exact: true }).waitFor();
  await say(tab, "I would like to talk to a person about a return, please.");

  const desk = tab.getByRole("region", { name: "Agent desk" });
  await desk.getByText("Caller requested").first().waitFor();
  await desk.getByRole("button", { name: "Accept" }).first().click();
  await desk.getByRole("button", { name: "Complete" }).first().waitFor();
  if (process.env.SCREENSHOTS) {
    mkdirSync(process.env.SCREENSHOTS, { recursive: true });
    await tab.screenshot({ path: `${process.env.SCREENSHOTS}/phone-page.png` });
  }

  const task = stack.twilio.tasks.at(-1);
  expect(task?.attributes).toMatchObject({ reasonCode: "caller_requested", handoff: { v: 1 } });
  expect(complaints).toEqual([]);
  // Nobody may still be on the line when the next test looks at the desk.
  await desk.getByRole("button", { name: "Complete" }).first().click();
  await tab.close();
});

test("an escalated call rings in the real Flex UI with its context, is accepted, and is wrapped up", async () => {
  await desk.ready();
  const tab = await browser.newPage({ viewport: { width: 1400, height: 860 } });
  await tab.goto(new URL("/agent-desktop", page.url).href);
  const patient = { within: 30_000 };
  const phone = await dial(stack.twilio);
  await phone.hears("How can I help you today?", patient);
  await phone.says("Where is my order 1042?");
  await phone.hears(/anything else/, patient);
  await phone.says("I want to talk to a person.");

  const accept = tab.getByRole("button", { name: "Accept", exact: true });
  await accept.waitFor();
  await tab.getByLabel("From the voice assistant").getByText("1042").first().waitFor();
  await accept.click();
  await tab.getByText("Handoff", { exact: true }).first().click();
  await tab.getByLabel("Handoff").getByText("Where is my order 1042?").first().waitFor();
  if (process.env.SCREENSHOTS) await tab.screenshot({ path: `${process.env.SCREENSHOTS}/flex-live.png` });
  // Flex's own Hang up is on its Call tab.
  await tab.getByText("Call", { exact: true }).first().click();
  await tab.getByRole("button", { name: "Hang up" }).locator("visible=true").first().click();
  await tab.getByRole("button", { name: "Complete" }).first().click();

  expect((await phone.task("completed", patient)).callSid).toBe(phone.callSid);
  await tab.close();
});
