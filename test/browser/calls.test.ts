import type { Browser, Page as Tab } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { dialled, hears, launch, type OpenPhone, openPhone, says, textOf } from "./phone-browser.ts";

/** Several calls, several tabs, and what of a call is told where. */

let browser: Browser;
let phone: OpenPhone;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(() => phone.close());

const calls = (): readonly string[] => [
  ...new Set(phone.stack.events.flatMap((e) => (e.kind === "call" && e.callSid ? [e.callSid] : []))),
];
const conversation = (tab: Tab) => tab.getByLabel("Conversation");
const newCall = async (tab: Tab): Promise<void> => {
  await tab.getByRole("button", { name: /^Calls/ }).click();
  await tab.getByRole("button", { name: "New call" }).click();
};
const sameBrowser = async (): Promise<Tab> => {
  const tab = await phone.tab.context().newPage();
  await tab.goto(phone.url);
  return tab;
};

test("two callers at once, on one page, on purpose", async () => {
  phone = await openPhone(browser);
  const { tab } = phone;
  await dialled(phone);
  await says(phone, "Where is my order 1042?");

  await newCall(tab);
  await tab.getByRole("heading", { name: "Call Owl Shoes" }).waitFor();
  await tab.getByLabel("From").fill("+15550100077");
  await tab.getByRole("button", { name: "Dial" }).click();
  await conversation(tab).getByText("good morning").waitFor();
  await tab.getByText("Listening", { exact: true }).waitFor();
  await says(phone, "When are you open?");
  await hears(phone, "We are open from nine to six");

  expect(await conversation(tab).getByText("1042").count()).toBe(0);
  await tab.getByRole("button", { name: "Calls 2 on" }).click();
  await tab.getByRole("list", { name: "Calls" }).getByRole("button").nth(1).click();
  await hears(phone, "Where is my order 1042?");
  expect(calls()).toHaveLength(2);
});

test("two tabs that dial have a call each", async () => {
  phone = await openPhone(browser);
  const other = await sameBrowser();
  const dials = [phone.tab, other].map((tab) => tab.getByRole("button", { name: "Dial" }));
  for (const dial of dials) await dial.waitFor();

  await Promise.all(dials.map((dial) => dial.click()));
  for (const tab of [phone.tab, other]) await tab.getByText("Listening", { exact: true }).waitFor();
  await other.getByLabel("What you say").fill("Only here, please");
  await other.keyboard.press("Enter");
  await conversation(other).getByText("Only here, please").waitFor();

  expect(await conversation(phone.tab).getByText("Only here").count()).toBe(0);
  expect(calls()).toHaveLength(2);
});

test("a reload shows the call that was shown, however many came after it", async () => {
  phone = await openPhone(browser);
  const { tab, stack } = phone;
  await dialled(phone);
  await says(phone, "Where is my order 1042?");
  await hears(phone, "I have found order 1042.");
  for (let index = 0; index < 25; index += 1) {
    stack.emit({ kind: "call", status: "ringing", from: "+1", to: "+2" }, `CAlater${index}`);
    stack.emit(
      { kind: "call", status: index < 20 ? "completed" : "in-progress", from: "+1", to: "+2" },
      `CAlater${index}`,
    );
  }

  for (let time = 0; time < 4; time += 1) {
    await tab.reload();
    await conversation(tab).getByText("I have found order 1042.").waitFor();
  }
});

test("a call from elsewhere is in the list, and takes nothing away", async () => {
  phone = await openPhone(browser);
  const { tab, stack } = phone;
  await tab.getByLabel("From").fill("+15550100055");

  stack.emit({ kind: "call", status: "in-progress", from: "+111", to: "+2" }, "CAone");
  await tab.getByRole("button", { name: "Calls 1 on" }).waitFor();

  expect(await tab.getByLabel("From").inputValue()).toBe("+15550100055");
  const other = await sameBrowser();
  await other.locator(".numbers", { hasText: "+111 → +2" }).waitFor();
});

test("the list of calls says who, when, for how long and how it went", async () => {
  phone = await openPhone(browser);
  const { tab, stack } = phone;
  await dialled(phone);
  await says(phone, "a person");
  await tab.getByRole("button", { name: "Accept" }).click();
  await tab.getByText("With a person").waitFor();
  await tab.getByRole("button", { name: "Hang up" }).click();
  stack.emit({ kind: "call", status: "busy", from: "+333", to: "+15550100011" }, "CAbusy");

  await tab.getByRole("button", { name: "Calls", exact: true }).click();
  const entries = await tab.getByRole("list", { name: "Calls" }).getByRole("listitem").allInnerTexts();

  expect(entries.map((entry) => entry.replaceAll(/\s+/g, " "))).toEqual([
    expect.stringMatching(/^\d\d:\d\d:\d\d Front Desk the line was busy \+333 0:00$/),
    expect.stringMatching(/^\d\d:\d\d:\d\d Owl Shoes with a person \+15550100001 0:\d\d$/),
  ]);
});

test("any number can be typed, and who answers it is named", async () => {
  phone = await openPhone(browser);
  const { tab, stack } = phone;

  await tab.getByRole("combobox", { name: "Call" }).selectOption("Another number…");
  await tab.getByRole("textbox", { name: "Number" }).fill("+4930123456");
  await tab.getByRole("heading", { name: "Call Front Desk" }).waitFor();
  await tab.getByRole("button", { name: "Dial" }).click();

  expect(await stack.seen((e) => e.kind === "call")).toMatchObject({ to: "+4930123456" });
});

test("in the queue digits are keys of the phone, and nothing can be typed", async () => {
  phone = await openPhone(browser);
  const { tab, stack } = phone;
  await dialled(phone);
  await says(phone, "a person");
  await tab.getByText("In the queue").waitFor();

  await tab.keyboard.press("1");

  await stack.seen((e) => e.kind === "caller_key" && e.digit === "1");
  expect(await tab.getByLabel("What you say").isDisabled()).toBe(true);
  await tab.getByRole("group", { name: "Keypad" }).waitFor();
});

test("what is said again after a silence is said apart, with its time", async () => {
  phone = await openPhone(browser);
  const { tab, stack } = phone;
  await dialled(phone);
  const [callSid] = calls();
  const say = async (id: string, text: string) => {
    const speech = { kind: "agent_speech", id, text, ms: 50, lang: "en-US", source: "say" } as const;
    stack.emit({ ...speech, state: "started" }, callSid);
    stack.emit({ ...speech, state: "finished" }, callSid);
  };
  await say("a", "You are next in line.");
  await new Promise((resolve) => setTimeout(resolve, 1_700));
  await say("b", "You are next in line.");

  await expect.poll(() => tab.locator(".announcement").count()).toBe(2);
  expect(await textOf(tab.locator(".announcement .who").first())).toMatch(/^Announcement\s*\d\d:\d\d:\d\d$/);
});

test("an alert of Twilio's is no part of the conversation, and one click away", async () => {
  phone = await openPhone(browser);
  const { tab, stack } = phone;
  await dialled(phone);
  stack.emit({ kind: "alert", code: "lint", message: "The queue of WW1 is full" }, calls()[0]);

  await tab.getByRole("button", { name: "Twilio has an alert" }).click();

  await tab.locator(".row.trouble", { hasText: "The queue of WW1 is full" }).waitFor();
  expect(await conversation(tab).getByText("is full").count()).toBe(0);
  expect(await tab.locator(".row:not(.section):not(.trouble)").count()).toBe(0);
});

test("while the stack is away the call says so and takes no words", async () => {
  phone = await openPhone(browser);
  const { tab } = phone;
  await dialled(phone);

  await phone.stopServer();
  await tab.getByText("No connection", { exact: true }).waitFor();
  expect(await tab.getByLabel("What you say").isDisabled()).toBe(true);
  await phone.startServer();

  await tab.getByText("Listening", { exact: true }).waitFor();
  expect(await tab.getByLabel("What you say").isEnabled()).toBe(true);
});

test("after a call its suggestions are there again, and so is the welcome", async () => {
  phone = await openPhone(browser);
  const { tab } = phone;
  await dialled(phone);
  await tab.getByRole("button", { name: "Hang up" }).click();

  await tab.getByRole("button", { name: "Where is my order 1042?" }).waitFor();
  await newCall(tab);
  await tab.getByRole("heading", { name: "Call Owl Shoes" }).waitFor();
  await tab.getByText("Nothing has happened yet").or(tab.locator(".row").first()).first().waitFor();
});

test("tasks tell when and why, those that are over step aside, and one that holds a seat is seen", async () => {
  phone = await openPhone(browser);
  const { tab, stack } = phone;
  const desk = tab.getByRole("region", { name: "Agent desk" });
  const task = (sid: string, status: "wrapping" | "canceled" | "pending", reason?: string) =>
    stack.emit({
      kind: "task",
      task: {
        sid,
        callSid: "",
        workflowSid: "WW1",
        status,
        priority: 0,
        timeoutS: 60,
        attributes: { from: "+15550100001", reasonCode: "tool_failed", handoff: { v: 1 } },
        createdAt: Date.now(),
        queueName: "Everyone",
        ...(reason ? { reason } : {}),
      },
    });
  task("WT1", "canceled", "hangup");
  task("WT2", "wrapping");
  task("WT3", "pending");

  await desk.getByText("1 wrapping up").waitFor();
  const open = await desk
    .getByRole("list", { name: "Tasks", exact: true })
    .getByRole("listitem")
    .allInnerTexts();
  expect(open.map((entry) => entry.replaceAll(/\s+/g, " "))).toEqual([
    expect.stringMatching(/^\d\d:\d\d:\d\d \+15550100001 Waiting Tool failed/),
    expect.stringMatching(/^\d\d:\d\d:\d\d \+15550100001 Wrapping up Tool failed/),
  ]);
  await desk.getByText("1 over").click();
  await desk.getByText("Tool failed · hung up").waitFor();
  await desk.getByRole("button", { name: "Clear" }).click();
  await expect.poll(() => desk.getByText("1 over").count()).toBe(0);
});

test("a key accepts the task that rings", async () => {
  phone = await openPhone(browser);
  const { tab } = phone;
  await dialled(phone);
  await says(phone, "a person");
  await tab.getByRole("button", { name: "Accept" }).waitFor();

  await tab.keyboard.press("a");

  await tab.getByText("With a person").waitFor();
});

test("an edit of an agent is told, and a mistake with its place", async () => {
  phone = await openPhone(browser);
  const { tab, stack } = phone;

  stack.emit({
    kind: "agents",
    state: "broken",
    message: "No such tool",
    file: "agents/shop/agent.ts",
    line: 12,
  });

  await tab
    .getByRole("status")
    .getByText("No such tool (agents/shop/agent.ts:12). The last good one goes on.")
    .waitFor();
  await tab.getByRole("button", { name: "All", exact: true }).click();
  await tab.locator(".row.warning", { hasText: "agents broken" }).waitFor();
});

test("the form for a new call is there after a reload as well", async () => {
  phone = await openPhone(browser);
  await dialled(phone);
  await newCall(phone.tab);

  await phone.tab.reload();

  await phone.tab.getByRole("heading", { name: "Call Owl Shoes" }).waitFor();
});

test("a tab that was opened during a call can have a call of its own", async () => {
  phone = await openPhone(browser);
  await dialled(phone);
  const other = await sameBrowser();
  await conversation(other).getByText("good morning").waitFor();

  await newCall(other);
  await other.getByRole("button", { name: "Dial" }).click();

  await other.getByText("Listening", { exact: true }).waitFor();
  await phone.tab.getByRole("button", { name: "Calls 2 on" }).waitFor();
  await other.getByRole("button", { name: "Hang up" }).click();
  await phone.tab.getByRole("button", { name: "Calls 1 on" }).waitFor();
  await phone.tab.getByText("Listening", { exact: true }).waitFor();
});

test("an ended call is looked at while another goes on", async () => {
  phone = await openPhone(browser);
  const { tab } = phone;
  await dialled(phone);
  await says(phone, "When are you open?");
  await hears(phone, "We are open from nine to six");
  await tab.getByRole("button", { name: "Hang up" }).click();
  await tab.getByRole("button", { name: "Dial again" }).click();
  await tab.getByText("Listening", { exact: true }).waitFor();

  await tab.getByRole("button", { name: "Calls 1 on" }).click();
  await tab.getByRole("list", { name: "Calls" }).getByRole("button").nth(1).click();

  await hears(phone, "We are open from nine to six");
  await tab.getByText("Call ended", { exact: true }).first().waitFor();
  await tab.locator(".section", { hasText: "When are you open?" }).waitFor();
});

test("star and pound are keys in the queue, and what was being typed stays as it is", async () => {
  phone = await openPhone(browser);
  const { tab, stack } = phone;
  await dialled(phone);
  await says(phone, "a person");
  await tab.getByLabel("What you say").fill("half a sen");
  await tab.getByText("In the queue").waitFor();

  await tab.keyboard.press("*");
  await tab.keyboard.press("#");

  await stack.seen((e) => e.kind === "caller_key" && e.digit === "#");
  expect(await tab.getByLabel("What you say").inputValue()).toBe("half a sen");
});

test("who comes back from the queue can type at once", async () => {
  phone = await openPhone(browser);
  const { tab, stack } = phone;
  await dialled(phone);
  await says(phone, "a person");
  await tab.getByText("In the queue").waitFor();

  stack.emit({ kind: "socket", state: "open", socket: 2 }, calls()[0]);
  await tab.getByText("Listening", { exact: true }).waitFor();
  await tab.keyboard.type("Hello again");

  expect(await tab.getByLabel("What you say").inputValue()).toBe("Hello again");
});

test.each(["31 ms", "lookup_order", "failed", "no shelf", "RangeError"])(
  "“%s” is found where a row shows it",
  async (words) => {
    phone = await openPhone(browser);
    const { tab } = phone;
    await dialled(phone);
    await says(phone, "Where is my order 1043?");
    await tab.locator(".row.warning", { hasText: "lookup_order" }).waitFor();

    await tab.getByLabel("Search events").fill(words);

    await tab.locator(".row.warning", { hasText: "lookup_order" }).waitFor();
  },
);

test("the time of day finds the rows of that second", async () => {
  phone = await openPhone(browser);
  const { tab } = phone;
  await dialled(phone);
  const time = await textOf(tab.locator(".row:not(.section) time").first());

  await tab.getByLabel("Search events").fill(time);

  await tab.locator(".row:not(.section)", { hasText: time }).first().waitFor();
});

test("a model that fails is marked at its turn", async () => {
  phone = await openPhone(browser);
  const { tab, stack } = phone;
  await dialled(phone);
  const answer = { kind: "model_response", id: "9", attempt: 9, text: "", toolCalls: [], ms: 12 } as const;
  stack.emit({ ...answer, outcome: "failed", error: "429 You exceeded your quota" }, calls()[0]);

  await tab.locator(".section .trouble").waitFor();
  await tab.locator(".row.warning", { hasText: "429 You exceeded your quota" }).waitFor();
});

test("what was told before the page was opened is told no second time", async () => {
  phone = await openPhone(browser);
  const { tab, stack } = phone;
  stack.emit({ kind: "agents", state: "broken", message: "No such tool" });
  await tab.getByRole("status").getByText("No such tool").waitFor();

  await tab.reload();
  await tab.getByRole("button", { name: "Dial" }).waitFor();

  expect(await tab.getByRole("status").getByText("No such tool").count()).toBe(0);
});

test("who hangs up holds a seat, as is said, until the task is complete", async () => {
  phone = await openPhone(browser);
  const { tab } = phone;
  await dialled(phone);
  await says(phone, "a person");
  await tab.getByRole("button", { name: "Accept" }).click();
  await tab.getByText("With a person").waitFor();
  await tab.getByRole("button", { name: "Hang up" }).click();

  await tab.getByText("A seat is taken until you complete the task.").waitFor();
  await tab.getByRole("button", { name: "Complete", exact: true }).click();
  await expect.poll(() => tab.getByText("wrapping up").count()).toBe(0);
});

test("the person at the desk can read what was said", async () => {
  phone = await openPhone(browser);
  const { tab } = phone;
  const desk = tab.getByRole("region", { name: "Agent desk" });
  await dialled(phone);
  await says(phone, "I want a person, please");
  await desk.getByText("Conversation").click();

  await desk.locator(".said").getByText("I want a person, please").waitFor();
  await desk.locator(".said").getByText("Owl Shoes, good morning.").waitFor();
});
