import type { Page as Tab } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { picture } from "./phone-browser.ts";
import { openStackPage, type StackPage } from "./stack-page.ts";

/** What a stranger does after `npm start`: real Functions, real Worker, the page in Chromium, at the pace of life. */

let app: StackPage;

beforeAll(async () => {
  app = await openStackPage();
});
afterEach(() => app.clear());
afterAll(() => app?.close());

async function say(tab: Tab, text: string): Promise<void> {
  await tab.getByLabel("What you say").fill(text);
  await tab.keyboard.press("Enter");
}

test("from dial to the task at the desk, with an order looked up and a barge-in on the way", async () => {
  const { tab, complaints } = await app.open();

  await tab.getByRole("button", { name: "Dial" }).click();
  await tab.locator(".agent:not(.speaking)", { hasText: "How can I help you today?" }).waitFor();
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
  await desk.getByRole("button", { name: "Accept" }).waitFor();
  await tab.locator(".section .row-head", { hasText: "Where is my order 1042?" }).click();
  await picture(tab, "phone-page");
  await desk.getByRole("button", { name: "Accept" }).click();
  await desk.getByRole("button", { name: "Complete" }).waitFor();

  const task = app.stack.twilio.tasks.at(-1);
  expect(task?.attributes).toMatchObject({ reasonCode: "caller_requested", handoff: { v: 1 } });
  expect(complaints).toEqual([]);
  await tab.close();
});
