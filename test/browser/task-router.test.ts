import type { Locator, Page as Tab } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dial, type Phone } from "../support/phone.ts";
import { openStackPage, type StackPage } from "./stack-page.ts";

/**
 * Each control of TaskRouter on the page, pressed as a person would, over the real Functions and the real Worker:
 * what becomes of the task, what the page shows of it, and what the caller hears next. People are eight times
 * faster than life.
 */

let app: StackPage;
let tab: Tab;
let desk: Locator;

beforeAll(async () => {
  app = await openStackPage({ speechRate: 8 });
  ({ tab } = await app.open());
  desk = tab.getByRole("region", { name: "Agent desk" });
});
afterAll(() => app?.close());

const PATIENT = { within: 30_000 };
const PUT_THROUGH = "I'll put you through to a colleague now.";
const HOLD = "Please hold the line.";

/** A caller who has asked for a person. */
async function asksForPerson(): Promise<Phone> {
  const phone = await dial(app.stack.twilio);
  await phone.hears("How can I help you today?", PATIENT);
  await phone.says("I want to talk to a person.");
  return phone;
}

/** What is promised before depends on how old the Worker's statistics are, which is not the point here. */
async function waitsInLine(): Promise<Phone> {
  const phone = await asksForPerson();
  await phone.hears(HOLD, PATIENT);
  return phone;
}

/** Shows the newest call, which was dialled elsewhere. */
async function looksOn(): Promise<void> {
  await tab.getByRole("button", { name: /^Calls/ }).click();
  await tab.getByRole("list", { name: "Calls" }).getByRole("button").first().click();
}

const press = (name: string): Promise<void> => desk.getByRole("button", { name, exact: true }).click();
/** What goes wrong with the queue stands among the faults. */
async function sets(name: string): Promise<void> {
  await tab.getByRole("button", { name: /^Faults/ }).click();
  await tab.getByLabel("TaskRouter").getByRole("button", { name, exact: true }).click();
  await tab.keyboard.press("Escape");
}
const people = () => desk.getByLabel("Available");
const shows = (text: string): Promise<void> =>
  desk.getByText(text, { exact: true }).locator("visible=true").first().waitFor();

describe("a task at the desk", () => {
  afterEach(() => app.clear());

  test("rings, is accepted, and ends with the conversation", async () => {
    const phone = await waitsInLine();
    await phone.task("reserved", PATIENT);
    await shows("Ringing");

    await press("Accept");

    await phone.task("assigned", PATIENT);
    await looksOn();
    await tab.getByText("With a person").waitFor();
    await phone.hangsUp();
    await phone.task("wrapping", PATIENT);
    await shows("Wrapping up");
    await press("Complete");
    await phone.task("completed", PATIENT);
    await shows("Done");
    expect(await phone.ended(PATIENT)).toBe("completed");
  });

  test("waits while nobody is available, and rings for the first who comes back", async () => {
    await people().selectOption("0 of 2");
    const phone = await waitsInLine();
    await shows("Nobody is available. Let somebody in above.");
    expect((await phone.task(undefined, PATIENT)).status).toBe("pending");
    await phone.hears("You are next in line.", PATIENT);

    await people().selectOption("1 of 2");

    await phone.task("reserved", PATIENT);
    await press("Accept");
    await phone.task("assigned", PATIENT);
  });

  test("is offered again when it is rejected, and the caller stays in line", async () => {
    const phone = await waitsInLine();
    await phone.task("reserved", PATIENT);

    await press("Reject");

    await phone.task("pending", PATIENT);
    await phone.task("reserved", PATIENT);
    expect(await people().inputValue()).toBe("2");
    await phone.hears("You are next in line.", PATIENT);
  });

  test("that rings out goes to somebody else, and who let it ring is away", async () => {
    const phone = await waitsInLine();
    await phone.task("reserved", PATIENT);

    await press("Let it ring out");

    await phone.task("reserved", PATIENT);
    await people().locator("option:checked", { hasText: "1 of 2" }).waitFor({ state: "attached" });
    await phone.hears("You are next in line.", PATIENT);
    await press("Accept");
    await phone.task("assigned", PATIENT);
  });

  test.each([
    ["Let it expire", "Task TTL Exceeded", "Nobody took it in time (Task TTL Exceeded)."],
    ["Cancel the task", "canceled by request", "Somebody canceled the task."],
  ])("is gone after “%s”, and the caller is back with the agent", async (control, reason, shown) => {
    const phone = await waitsInLine();

    await press(control);

    expect(await phone.task("canceled", PATIENT)).toMatchObject({ reason });
    await shows(shown);
    await looksOn();
    await tab.getByText("Nobody took the call").last().waitFor();
    await phone.hears("nobody could take your call", PATIENT);
    await phone.says("Where is my order 1042?");
    await phone.hears("shipped", PATIENT);
  });
});

describe("a queue that is full", () => {
  afterEach(() => app.clear());

  test("leaves no task; the caller is offered a callback, and that is one", async () => {
    await sets("Full");
    const phone = await asksForPerson();

    await phone.hears("Shall I arrange for someone to call you back?", PATIENT);
    expect(phone.events.filter((e) => e.kind === "task")).toEqual([]);
    const left = await phone.event("webhook_request", ({ name }) => name === "/voice/after-queue");
    expect(left.params).toMatchObject({ QueueResult: "queue-full" });
    await phone.says("Yes, please.");

    await shows("Callback");
    await press("Accept");
    await shows("In progress");
    await press("Complete");
    await shows("Done");
    const task = app.stack.twilio.tasks.at(-1);
    expect(task).toMatchObject({ status: "completed", callSid: "" });
    expect(task?.attributes).toMatchObject({ taskType: "callback", callback_id: phone.callSid });
  });

  test("or broken sends the caller back to the agent, who says so", async () => {
    await sets("Broken");
    const phone = await asksForPerson();

    const left = await phone.event("webhook_request", ({ name }) => name === "/voice/after-queue");
    expect(left.params).toMatchObject({ QueueResult: "system-error" });
    await phone.hears("nobody could take your call", PATIENT);
    await phone.hangsUp();
  });

  test("takes calls again once it is open", async () => {
    await sets("Full");
    await sets("Open");

    const phone = await waitsInLine();

    expect((await phone.task("reserved", PATIENT)).callSid).toBe(phone.callSid);
  });
});

describe("statistics", () => {
  const ABOUT = /about \w+ minutes/;

  /** The only person who is there is on a call, and another caller is in line. */
  beforeAll(async () => {
    await tab.getByRole("button", { name: "All", exact: true }).click();
    await people().selectOption("1 of 2");
    const busy = await waitsInLine();
    await busy.task("reserved", PATIENT);
    await busy.agent("accept");
    await (await waitsInLine()).task("pending", PATIENT);
  });
  // An isolate keeps an answer for ten seconds; a new one has none.
  beforeEach(() => app.stack.killWorker());
  afterAll(() => app.clear());

  const asked = async (status: number): Promise<void> =>
    tab
      .locator(".row-head", { hasText: `RealTimeStatistics · ${status}` })
      .last()
      .waitFor();

  test("that are right let the agent say how long it takes", async () => {
    await sets("Right");

    const phone = await asksForPerson();

    await phone.hears(ABOUT, PATIENT);
    await asked(200);
    await phone.hears(HOLD, PATIENT);
    await phone.hangsUp();
  });

  test.each([
    ["Slow", 200],
    ["500", 500],
    ["Wrong", 200],
    ["Garbled", 200],
  ])(
    "that are “%s” let the agent promise no time, and the caller is put through",
    async (control, status) => {
      await sets(control);

      const phone = await asksForPerson();

      const promise = await phone.hears(PUT_THROUGH, PATIENT);
      await asked(status);
      await phone.hears(HOLD, PATIENT);
      expect(promise).not.toMatch(ABOUT);
      expect((await phone.task(undefined, PATIENT)).status).toBe("pending");
      await phone.hangsUp();
    },
  );
});
