import type { Page as Tab } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { BANNER, PANEL } from "../flex/browser.ts";
import { dial } from "../support/phone.ts";
import { picture } from "./phone-browser.ts";
import { openStackPage, type StackPage } from "./stack-page.ts";

/**
 * The agent's side after `npm start`: the real Flex UI over the real Functions and the real Worker. People are four
 * times faster than life.
 */

let app: StackPage;

beforeAll(async () => {
  app = await openStackPage({ speechRate: 4 });
  await app.desk.ready();
});
afterEach(() => app.clear());
afterAll(() => app?.close());

const PATIENT = { within: 30_000 };

/** The desk as an agent has it: Flex alone in a tab. */
async function openFlex(): Promise<Tab> {
  const { tab } = await app.open({ width: 1400, height: 860 });
  await tab.goto(new URL("/agent-desktop", app.page.url).href);
  await tab.getByText("No active tasks").waitFor();
  return tab;
}

test("an escalated call rings in the real Flex UI with its context, is accepted, and is wrapped up", async () => {
  const tab = await openFlex();
  const phone = await dial(app.stack.twilio);
  await phone.hears("How can I help you today?", PATIENT);
  await phone.says("Where is my order 1042?");
  await phone.hears(/anything else/, PATIENT);
  await phone.says("I want to talk to a person.");

  const accept = tab.getByRole("button", { name: "Accept", exact: true });
  await accept.waitFor();
  await tab.locator(BANNER).getByText("1042").first().waitFor();
  await picture(tab, "flex-ringing-live");
  await accept.click();
  await tab.getByText("Handoff", { exact: true }).first().click();
  const panel = tab.locator(`${PANEL}:visible`);
  // The transcript comes from the Worker, by the signed link in the task.
  await panel.getByText("Where is my order 1042?").first().waitFor();
  await picture(tab, "flex-live");
  // Flex's own Hang up is on its Call tab.
  await tab.getByText("Call", { exact: true }).first().click();
  await tab.getByRole("button", { name: "Hang up" }).locator("visible=true").first().click();
  await phone.task("wrapping", PATIENT);
  await tab.getByRole("button", { name: "Complete" }).first().waitFor();
  await picture(tab, "flex-wrap-up");
  await tab.getByRole("button", { name: "Complete" }).first().click();

  expect((await phone.task("completed", PATIENT)).callSid).toBe(phone.callSid);
  await tab.close();
});

test("a callback that the caller chose in the queue rings in Flex with the same context, and is completed", async () => {
  const { twilio } = app.stack;
  await twilio.command({ do: "workers", available: 0 });
  const tab = await openFlex();
  await tab.getByRole("button", { name: "Currently Unavailable" }).waitFor();
  const phone = await dial(twilio);
  await phone.hears("How can I help you today?", PATIENT);
  await phone.says("Where is my order 1042?");
  await phone.hears(/anything else/, PATIENT);
  await phone.says("I want to talk to a person.");
  await phone.hears("To be called back instead, press 1.", PATIENT);
  await phone.presses("1");
  await phone.hears("call you back", PATIENT);
  await phone.hangsUp();
  await twilio.command({ do: "workers", available: 2 });

  const banner = tab.locator(`${BANNER}:visible`);
  await banner.getByText("+15550100001").waitFor();
  await banner.getByText("Order 1042").first().waitFor();
  await picture(tab, "flex-callback-ringing");
  await tab
    .getByRole("button", { name: /^Accept/ })
    .locator("visible=true")
    .first()
    .click();
  await tab.getByText("Handoff", { exact: true }).first().click();
  const panel = tab.locator(`${PANEL}:visible`);
  await panel.getByText("Where is my order 1042?").first().waitFor();
  await picture(tab, "flex-callback");
  await tab.getByRole("button", { name: "Complete" }).click();
  await tab.getByText("No active tasks").waitFor();

  const task = twilio.tasks.at(-1);
  expect(task).toMatchObject({ status: "completed", callSid: "" });
  expect(task?.attributes).toMatchObject({ taskType: "callback", callback_id: phone.callSid });
  await tab.close();
});

test("the supervisor sees who is on a call, with the same hand-off", async () => {
  const tab = await openFlex();
  const phone = await dial(app.stack.twilio);
  await phone.hears("How can I help you today?", PATIENT);
  await phone.says("I want to talk to a person.");
  await phone.task("reserved", PATIENT);
  await phone.agent("accept");

  await tab.getByRole("link", { name: "Teams" }).click();
  await tab.getByTestId("user-card-container").waitFor();
  await tab.getByText("+1 555-010-0001", { exact: true }).locator("visible=true").last().click();
  const panel = tab.locator(`${PANEL}:visible`);
  await panel.getByText("I want to talk to a person.").first().waitFor();
  await picture(tab, "flex-supervisor");

  await phone.hangsUp();
  await phone.agent("complete");
  await phone.task("completed", PATIENT);
  await tab.close();
});
