import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createFakeStack } from "./fake-stack.ts";
import {
  dialled,
  hears,
  launch,
  type OpenPhone,
  type OpenPhoneOptions,
  openPhone,
  says,
  textOf,
} from "./phone-browser.ts";

let browser: Browser;
let phone: OpenPhone;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(() => phone.close());

const open = async (options?: OpenPhoneOptions): Promise<OpenPhone> => {
  phone = await openPhone(browser, options);
  return phone;
};

test("a caller dials, is greeted, asks, is answered, and hangs up", async () => {
  const { tab, stack, complaints } = await open();
  const conversation = tab.getByLabel("Conversation");

  await dialled(phone);
  await says(phone, "Where is my order 1042?");
  await stack.seen(
    (e) => e.kind === "agent_speech" && e.state === "finished" && e.text.startsWith("Shall I"),
  );
  await tab.getByText("Listening", { exact: true }).waitFor();

  expect(await conversation.getByRole("listitem").allInnerTexts()).toEqual([
    expect.stringMatching(/Agent\s+[\d:]{8}\s+Owl Shoes, good morning/),
    expect.stringMatching(/You\s+[\d:]{8}\s+Where is my order 1042\?/),
    expect.stringMatching(/lookup_order\s+orderNumber: 1042\s+31 ms/),
    expect.stringMatching(/Agent\s+[\d:]{8}\s+I have found order 1042\. .* Shall I book that for you\?/s),
  ]);
  await tab.locator(".legend", { hasText: /first text \d+ ms/ }).waitFor();

  await tab.getByRole("button", { name: "Hang up" }).click();
  await tab.getByRole("button", { name: "Dial again" }).waitFor();
  await conversation.getByText("Call ended").waitFor();
  expect(complaints).toEqual([]);
});

test("the agent's words appear as they are spoken, and the caller's as they are recognised", async () => {
  const { tab, stack } = await open({ stack: { msPerChar: 30 } });
  const lastBubble = tab.locator(".bubble").last();

  await tab.getByRole("button", { name: "Dial" }).click();
  const start = await stack.seen((e) => e.kind === "agent_speech" && e.state === "started");
  await lastBubble.getByText("Owl Shoes").waitFor();
  const early = await textOf(lastBubble);
  await tab.getByText("Listening", { exact: true }).waitFor();
  const whole = await textOf(lastBubble);
  expect(start.kind === "agent_speech" && start.text).toBe(whole.trim());
  expect(whole.startsWith(early.trim())).toBe(true);
  expect(early.length).toBeLessThan(whole.length);

  await says(phone, "Where is my order, number 1042, please?");
  await tab.locator(".caller.partial", { hasText: /^You\s*[\d:]*\s*Where is/ }).waitFor();
  await tab.locator(".caller:not(.partial)", { hasText: "number 1042, please?" }).waitFor();
});

test("talking over the agent cuts it off, and what was not heard is struck out", async () => {
  const { tab, complaints } = await open({ stack: { msPerChar: 40 } });

  await tab.getByRole("button", { name: "Dial" }).click();
  await tab.locator(".agent.speaking", { hasText: "Owl Shoes" }).waitFor();
  await tab.getByLabel("What you say").fill("When are you open?");
  await tab.getByRole("button", { name: "Barge in" }).click();

  await tab.getByText("cut off here").waitFor();
  const greeting = tab.locator(".line.agent").first();
  const unheard = await textOf(greeting.locator("del"));
  expect("Owl Shoes, good morning. How can I help you today?".endsWith(unheard.trim())).toBe(true);
  await hears(phone, "We are open from nine to six");
  expect(complaints).toEqual([]);
});

test("a hand-off appears at the desk with its context, and a person takes it through to the end", async () => {
  const { tab, complaints } = await open();
  const desk = tab.getByRole("region", { name: "Agent desk" });

  expect(await desk.getByText("Nobody has asked for you yet").isVisible()).toBe(true);
  await dialled(phone);
  await says(phone, "I want to talk to a person");
  await desk.getByRole("heading", { name: "Ada Okafor" }).waitFor();

  for (const shown of [
    "Caller requested",
    "Negative, worsening",
    "The caller wants to speak to a person about a late parcel.",
    "Order 1042, a pair of Brogues",
    "Offer courier delivery for Thursday",
    "LS1 4DY",
    "Asked the carrier for a new date",
    "A person will look at courier delivery",
  ]) {
    expect(await desk.getByText(shown).first().isVisible(), shown).toBe(true);
  }
  await tab.getByText("In the queue").waitFor();

  await desk.getByRole("button", { name: "Accept" }).click();
  await tab.getByText("With a person").waitFor();
  await tab.getByRole("button", { name: "Hang up" }).click();
  await desk.getByText("Wrapping up", { exact: true }).waitFor();
  await desk.getByRole("button", { name: "Complete" }).click();
  await desk.getByText("Done", { exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

test("a rejected task waits, and one that nobody may take is told so", async () => {
  const { tab, stack } = await open();
  const desk = tab.getByRole("region", { name: "Agent desk" });
  await dialled(phone);
  await says(phone, "A human, please");

  await desk.getByRole("button", { name: "Reject" }).click();

  await desk.getByText("Looking for somebody who is free").waitFor();
  await desk.getByLabel("Available").selectOption("0");
  await stack.seen((e) => e.kind === "workers" && e.available === 0);
  await desk.getByText("Nobody is available").waitFor();
});

test("markup in what came over the call stays text", async () => {
  const hostile = `<img src=x onerror="document.title='pwned'"><b>bold</b>`;
  const { tab, stack, complaints } = await open({
    stack: {
      attributes: {
        name: hostile,
        callSummary: hostile,
        reason: hostile,
        reasonCode: hostile,
        sentiment: hostile,
        handoff: {
          facts: [{ name: hostile, value: hostile }],
          steps: [{ what: hostile, outcome: hostile }],
          promises: [hostile],
        },
      },
    },
  });
  const desk = tab.getByRole("region", { name: "Agent desk" });

  await dialled(phone);
  await says(phone, `${hostile} a person`);
  await desk.getByRole("heading", { name: hostile }).waitFor();
  stack.emit({ kind: "sms", from: hostile, to: "+15550100001", body: hostile });
  await tab.locator(".line.sms", { hasText: hostile }).waitFor();
  await desk.getByText("Task attributes").click();
  await tab.getByRole("button", { name: "All", exact: true }).click();
  await tab.locator(".row-head", { hasText: "/voice/after-agent" }).first().click();

  expect(await tab.locator("main img, main b b, main .card b").count()).toBe(0);
  expect(await desk.getByText("<b>bold</b>").count()).toBeGreaterThan(4);
  expect(await tab.title()).toBe("Baton phone");
  expect(complaints).toEqual([]);
});

test("a text message arrives on the caller's phone", async () => {
  const { tab } = await open();
  await dialled(phone);

  await tab.getByRole("button", { name: "Text me the link" }).click();

  await tab.locator(".line.sms", { hasText: "track it at owl.example" }).waitFor();
});

test("keys are pressed with the keypad and with the keyboard", async () => {
  const { tab, stack } = await open();
  await dialled(phone);

  await tab.getByRole("button", { name: "Keypad", exact: true }).click();
  await tab.getByRole("button", { name: "1", exact: true }).click();
  await tab.getByRole("button", { name: "pound" }).click();
  await tab.keyboard.press("0");

  await stack.seen((e) => e.kind === "caller_key" && e.digit === "0");
  await tab.locator(".keys kbd").nth(2).waitFor();
  expect(await tab.locator(".keys kbd").allInnerTexts()).toEqual(["1", "#", "0"]);
});

test("a whole call needs no mouse", async () => {
  const { tab, stack } = await open();

  await tab.keyboard.press("d");
  await stack.seen((e) => e.kind === "agent_speech" && e.state === "finished");
  await tab.getByText("Listening", { exact: true }).waitFor();
  await tab.keyboard.type("When are you open?");
  await tab.keyboard.press("Enter");
  await stack.seen((e) => e.kind === "caller_speech" && e.final && e.text === "When are you open?");
  await tab.keyboard.press("Tab");
  await tab.keyboard.press("x");

  await tab.getByRole("button", { name: "Dial again" }).waitFor();
});

test("single keys do nothing once they are switched off", async () => {
  const { tab, stack } = await open();
  await tab.getByRole("button", { name: "Help" }).click();
  await tab.getByLabel("Single-key shortcuts").uncheck();
  await tab.keyboard.press("Escape");

  await tab.keyboard.press("d");
  await tab.reload();
  await tab.getByRole("button", { name: "Dial" }).focus();
  await tab.keyboard.press("d");
  // An order that does go out, to know that the ones before it did not.
  await tab.getByLabel("Available").selectOption("2");
  await stack.seen((e) => e.kind === "workers" && e.available === 2);

  expect(stack.events.some((e) => e.kind === "call")).toBe(false);
});

test("a suggestion dials, and waits in the field to be said", async () => {
  const { tab } = await open();

  await tab.getByRole("button", { name: "When are you open?" }).click();
  await tab.getByText("Listening", { exact: true }).waitFor();

  expect(await tab.getByLabel("What you say").inputValue()).toBe("When are you open?");
  await tab.keyboard.press("Enter");
  await hears(phone, "We are open from nine to six");
});

test("the caller chooses whom to call and as whom", async () => {
  const { tab, stack } = await open();

  await tab.getByRole("combobox", { name: "Call" }).selectOption("+15550100011");
  await tab.getByLabel("From").fill("+15550100099");
  await tab.getByRole("button", { name: "Dial" }).click();

  expect(await stack.seen((e) => e.kind === "call")).toMatchObject({
    from: "+15550100099",
    to: "+15550100011",
  });
  await tab.getByRole("heading", { name: "Front Desk" }).waitFor();
});

test("faults are switched on and off, and the socket of a call is dropped", async () => {
  const { tab, stack } = await open();
  await dialled(phone);

  await tab.getByRole("button", { name: "Faults" }).click();
  await tab.getByLabel("Slow network").fill("250");
  await tab.getByLabel("Split sentences").check();
  await tab.getByRole("button", { name: "Faults 2 on" }).waitFor();
  expect(stack.faults()).toMatchObject({ frameLatencyMs: 250, splitFinals: true });
  await tab.getByRole("button", { name: "Drop the socket" }).click();
  await tab.getByLabel("Conversation").getByText("The connection to the agent was lost").waitFor();
  await tab.getByRole("button", { name: "All off" }).click();
  await tab.getByRole("button", { name: "Faults", exact: true }).waitFor();

  expect(stack.faults()).toMatchObject({ frameLatencyMs: 0, splitFinals: false });
});

test("after the stack was away the page is as if it had never left", async () => {
  const { tab } = await open();
  await dialled(phone);
  const before = await textOf(tab.getByLabel("Conversation"));

  await phone.stopServer();
  await tab.getByText("Stack is gone").waitFor();
  await phone.startServer();
  await tab.getByText("Stack is running").waitFor();

  expect(await textOf(tab.getByLabel("Conversation"))).toBe(before);
  await says(phone, "When are you open?");
  await hears(phone, "We are open from nine to six");
});

test("a stack that was started anew is shown anew", async () => {
  const { tab } = await open();
  await dialled(phone);
  const other = createFakeStack();

  await phone.stopServer();
  await phone.startServer(other);

  await tab.getByRole("heading", { name: "Call Owl Shoes" }).waitFor();
  other.close();
});

test("an order that fails is told in words", async () => {
  const { tab, stack } = await open();
  stack.emit({ kind: "call", status: "in-progress", from: "+1", to: "+2" }, "CAgone");
  await tab.getByRole("button", { name: "Calls 1 on" }).click();
  await tab.getByRole("list", { name: "Calls" }).getByRole("button").click();

  await tab.getByRole("button", { name: "Hang up" }).click();

  await tab.getByRole("status").getByText("Call CAgone is not in progress.").waitFor();
});

test("a Flex UI stands beside the simple desk when there is one", async () => {
  const { tab } = await open({
    flexUrl: "/agent-desktop",
    mounts: [
      {
        handle: ({ url }, response) => {
          if (url !== "/agent-desktop") return false;
          response.setHeader("content-type", "text/html").end("<p>A real desk</p>");
          return true;
        },
      },
    ],
  });
  const desk = tab.getByRole("region", { name: "Agent desk" });

  await desk.getByRole("button", { name: "Flex" }).click();
  await tab.frameLocator("iframe[title='Twilio Flex']").getByText("A real desk").waitFor();
  await desk.getByRole("button", { name: "Desk" }).click();

  expect(await desk.getByText("Nobody has asked for you yet").isVisible()).toBe(true);
});
