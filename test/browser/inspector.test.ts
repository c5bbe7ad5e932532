import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { dialled, launch, type OpenPhone, openPhone, says, textOf } from "./phone-browser.ts";

let browser: Browser;
let phone: OpenPhone;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(() => phone.close());

const inCall = async (): Promise<OpenPhone> => {
  phone = await openPhone(browser, { context: { permissions: ["clipboard-read", "clipboard-write"] } });
  await dialled(phone);
  return phone;
};

/** Rows that do not fold, of the call that goes on. */
const flood = (count: number): void => {
  const callSid = phone.stack.events.find((e) => e.kind === "call")?.callSid;
  for (let index = 0; index < count; index += 1) {
    phone.stack.emit({ kind: "rest", method: "GET", path: `/word${index}`, status: 200, ms: 1 }, callSid);
  }
};

const turn = (title: string) => phone.tab.locator(".section .row-head", { hasText: title });

test("a webhook's TwiML is opened, laid out, and copied as it came", async () => {
  const { tab, stack } = await inCall();

  await tab.locator(".row-head", { hasText: "/voice/incoming · <Response>" }).click();
  const twiml = await textOf(tab.locator(".row-detail .pretty"));
  await tab.locator(".row-detail").getByRole("button", { name: "Copy", exact: true }).click();
  await tab.getByRole("button", { name: "Copied" }).waitFor();

  expect(twiml).toMatch(
    /^<Response>\n {2}<Connect action="\/voice\/after-agent">\n {4}<ConversationRelay\n/m,
  );
  const sent = stack.events.find((e) => e.kind === "webhook_response");
  expect(sent?.kind === "webhook_response" && sent.body).toBe(
    await tab.evaluate(() => navigator.clipboard.readText()),
  );
});

test("what a row near the edge opens to is brought into sight", async () => {
  const { tab } = await inCall();
  flood(300);

  await tab.locator(".row-head", { hasText: "word299" }).click();

  const detail = await tab.locator(".row-detail").boundingBox();
  const list = await tab.locator(".rows").boundingBox();
  expect((detail?.y ?? 0) + (detail?.height ?? 0)).toBeLessThanOrEqual(
    (list?.y ?? 0) + (list?.height ?? 0) + 1,
  );
});

test("the hand-off inside a frame is readable", async () => {
  const { tab } = await inCall();
  await says(phone, "a person, please");
  await tab.getByText("In the queue").waitFor();

  await turn("a person, please").click();
  await tab.locator(".row.frames .row-head", { hasText: "end" }).last().click();

  expect(await textOf(tab.locator(".row-detail .pretty"))).toContain('"reasonCode": "caller_requested"');
});

test("a call is exported as one file with all that was its own", async () => {
  const { tab, stack } = await inCall();
  stack.emit({ kind: "call", status: "ringing", from: "+1", to: "+2" }, "CAother");
  const [download] = await Promise.all([
    tab.waitForEvent("download"),
    tab.getByRole("button", { name: "Export" }).click(),
  ]);

  const file: unknown = JSON.parse(await readFile(await download.path(), "utf8"));

  const own = stack.events.filter((e) => e.callSid === stack.events.find((o) => o.callSid)?.callSid);
  expect(file).toEqual({ call: own[0]?.callSid, events: own });
  expect(download.suggestedFilename()).toBe(`${own[0]?.callSid}.json`);
});

test("a turn shows its request, its tool and its answer, and folds when the next begins", async () => {
  const { tab } = await inCall();
  await says(phone, "Where is my order 1042?");
  await tab.locator(".row-head", { hasText: "(orderNumber: 1042) → found: true" }).waitFor();
  await tab.locator(".row-head", { hasText: "1607 in (1408 cached), 27 out" }).click();

  expect(await textOf(tab.locator(".row-detail .messages"))).toContain("Where is my order 1042?");
  await tab.getByText("Instructions, 25 characters").click();
  expect(await textOf(tab.locator(".row-detail details"))).toContain("You answer for Owl Shoes.");

  await tab.locator(".row-head", { hasText: "1607 in" }).click();
  await turn("Where is my order 1042?").click();
  await says(phone, "When are you open?");
  await turn("When are you open?").waitFor();
  expect(await tab.locator(".row-head", { hasText: "orderNumber: 1042" }).count()).toBe(0);
  await turn("Where is my order 1042?").click();
  await tab.locator(".row-head", { hasText: "(orderNumber: 1042) → found: true" }).waitFor();
});

test("a tool that throws is marked, with its place", async () => {
  const { tab } = await inCall();
  await says(phone, "Where is my order 1043?");

  await tab.locator(".section .trouble").waitFor();
  await tab.locator(".row.warning .row-head", { hasText: "lookup_order" }).click();

  expect(await textOf(tab.locator(".row-detail .pretty"))).toContain("RangeError");
  await tab.locator(".line.tool.failed summary").click();
  await tab.locator(".line.tool pre", { hasText: "at run" }).waitFor();
});

test("another call's rows are seen on request, and an empty list says why", async () => {
  const { tab, stack } = await inCall();
  stack.emit({ kind: "sms", from: "+2", to: "+1", body: "for somebody else" }, "CAother");

  expect(await tab.locator(".row-head", { hasText: "somebody else" }).count()).toBe(0);
  await tab.getByRole("button", { name: "All", exact: true }).click();
  await tab.locator(".row-head", { hasText: "somebody else" }).waitFor();
  await tab.getByLabel("Search events").fill("nowhere to be found");
  await tab.getByText("No event fits").waitFor();
});

test("ten thousand events cost the page no more rows than fit", async () => {
  const { tab } = await inCall();

  flood(10_000);
  await tab.locator(".row-head", { hasText: "word9999" }).waitFor();

  expect(await tab.locator(".row").count()).toBeLessThan(80);
  await tab.getByLabel("Search events").fill("word4321");
  await tab.locator(".row-head", { hasText: "word4321" }).waitFor();
  expect(await tab.locator(".row:not(.section)").count()).toBe(1);
});

test("the list follows the newest event until it is scrolled up, and again on request", async () => {
  const { tab } = await inCall();
  flood(200);
  await tab.locator(".row-head", { hasText: "word199" }).waitFor();

  await tab.locator(".rows").hover();
  await tab.mouse.wheel(0, -1_500);
  await tab.getByRole("button", { name: "Newest" }).waitFor();
  const seen = await tab.locator(".rows").evaluate((rows) => rows.scrollTop);
  flood(200);
  await tab.getByRole("button", { name: /^Webhooks\s*4\d\d/ }).waitFor();
  expect(await tab.locator(".rows").evaluate((rows) => rows.scrollTop)).toBe(seen);

  await tab.getByRole("button", { name: "Newest" }).click();
  await tab.getByRole("button", { name: "Newest" }).waitFor({ state: "detached" });
  const left = await tab.locator(".rows").evaluate((r) => r.scrollHeight - r.scrollTop - r.clientHeight);
  expect(left).toBeLessThan(2);
});

test("rows are reached, opened and left with the keyboard", async () => {
  const { tab } = await inCall();
  flood(300);
  await tab.locator(".row-head", { hasText: "word299" }).waitFor();

  await tab.locator(".row-head[tabindex='0']").focus();
  await tab.keyboard.press("Home");
  await tab.locator(".row-head[data-row='0']:focus").waitFor();
  await tab.keyboard.press("ArrowDown");
  await tab.locator(".row-head[data-row='1']:focus").waitFor();
  await tab.keyboard.press("Enter");
  await tab.locator(".row-head[data-row='1'][aria-expanded='true']").waitFor();
  await tab.keyboard.press("ArrowDown");
  await tab.locator(".row-head[data-row='2']:focus").waitFor();

  const opened = await tab.locator(".row", { has: tab.locator("[data-row='1']") }).boundingBox();
  const next = await tab.locator("[data-row='2']").boundingBox();
  expect(next?.y).toBeCloseTo((opened?.y ?? 0) + (opened?.height ?? 0), 0);
  expect(phone.complaints).toEqual([]);
});
