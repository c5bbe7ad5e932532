import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { dialled, launch, type OpenPhone, openPhone, says, textOf, violations } from "./phone-browser.ts";

let browser: Browser;
let phone: OpenPhone;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(() => phone.close());

const WIDTHS = [
  ["a desktop", { width: 1440, height: 900 }],
  ["a tablet", { width: 1000, height: 800 }],
  ["a phone", { width: 390, height: 844 }],
] as const;

describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
  test.each(WIDTHS)("on %s nothing is out of reach, before, in and after a call", async (_what, viewport) => {
    phone = await openPhone(browser, { context: { viewport, colorScheme } });
    const { tab, complaints } = phone;
    const narrow = viewport.width < 760;
    const show = async (pane: string): Promise<void> => {
      if (narrow) await tab.getByRole("navigation").getByRole("button", { name: pane }).click();
    };

    expect(await violations(phone.tab)).toEqual([]);
    await dialled(phone);
    await tab.getByRole("button", { name: "Keypad", exact: true }).click();
    await says(phone, "Where is my order 1042?");
    await tab.locator(".agent.speaking", { hasText: "I have found" }).waitFor();
    await says(phone, "I want to talk to a person");
    await tab.getByText("In the queue").waitFor();
    expect(await violations(phone.tab)).toEqual([]);
    for (const pane of ["Desk", "Inspector"]) {
      await show(pane);
      expect(await violations(phone.tab), pane).toEqual([]);
    }
    await tab.locator(".section .row-head", { hasText: "to a person" }).click();
    await tab.locator(".row-head", { hasText: "/voice/after-agent · <Response>" }).click();
    await tab.getByRole("button", { name: "Faults" }).click();
    expect(await violations(phone.tab), "an opened row and the faults").toEqual([]);
    await tab.keyboard.press("Escape");

    const sideways = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(sideways).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });
});

test("an agent of any name leaves the form to dial within its panel", async () => {
  phone = await openPhone(browser, { context: { viewport: { width: 390, height: 844 } } });
  const { tab } = phone;
  await tab.getByRole("combobox", { name: "Call" }).evaluate((list) => {
    const option = list.querySelector("option");
    if (option) option.text = "Kestrel Driving School and Sons · +15550100010 · en-US";
  });

  const past = await tab.locator(".dial").evaluate((form) => form.scrollWidth - form.clientWidth);
  expect(past).toBe(0);
  expect(await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
});

test("the theme follows the system until it is chosen, and the choice stays", async () => {
  phone = await openPhone(browser, { context: { colorScheme: "light" } });
  const { tab } = phone;
  const ground = (): Promise<string> =>
    tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();

  await tab.emulateMedia({ colorScheme: "dark" });
  const dark = await ground();
  expect(dark).not.toBe(light);

  await tab.getByRole("button", { name: "Theme: system" }).click();
  await tab.getByRole("button", { name: "Theme: light" }).waitFor();
  expect(await ground()).toBe(light);
  await tab.reload();
  await tab.getByRole("button", { name: "Theme: light" }).waitFor();
  expect(await ground()).toBe(light);
});

test("who wants no motion gets none: a sentence appears whole", async () => {
  phone = await openPhone(browser, { context: { reducedMotion: "reduce" }, stack: { msPerChar: 60 } });
  const { tab } = phone;

  await tab.getByRole("button", { name: "Dial" }).click();
  const bubble = tab.locator(".agent.speaking .bubble");
  await bubble.waitFor();

  expect(await textOf(bubble)).toBe("Owl Shoes, good morning. How can I help you today?");
  expect(await tab.evaluate(() => document.getAnimations().length)).toBe(0);
});

test("the page is there after less than a second of the browser's own work", async () => {
  phone = await openPhone(browser);
  const { tab } = phone;
  const devtools = await tab.context().newCDPSession(tab);
  // Time on the processor: what else keeps the machine busy does not count.
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const workedS = async (): Promise<number> => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    const worked = metrics.find(({ name }) => name === "TaskDuration");
    if (worked === undefined) throw new Error("Chromium reports no TaskDuration.");
    return worked.value;
  };

  const before = await workedS();
  await tab.reload();
  await tab.getByRole("button", { name: "Dial" }).waitFor();
  const after = await workedS();

  // The count starts anew with a page in a new process.
  expect(after > before ? after - before : after).toBeLessThan(1);
  expect(after).toBeGreaterThan(0);
});
