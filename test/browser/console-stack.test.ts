import type { Page as Tab } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { newConsoleLink, variablesFor } from "../../local/operator/worker-api.ts";
import { shakeHands } from "../workerd/outside/line.ts";
import { picture } from "./phone-browser.ts";
import { openStackPage, type StackPage } from "./stack-page.ts";

/** The console as `npm start` has it: real calls by the phone page, seen and acted on by whoever is signed in. */

let app: StackPage;

beforeAll(async () => {
  app = await openStackPage({ agents: "test/fixtures/agents/recorded-shop.ts" });
});
afterEach(() => app.clear());
afterAll(() => app?.close());

async function say(tab: Tab, text: string): Promise<void> {
  await tab.getByLabel("What you say").fill(text);
  await tab.keyboard.press("Enter");
}

/** The console in a tab of its own, signed in by the link that `npm run console` prints. */
async function signedIn(role: "operator" | "reader"): Promise<{ tab: Tab; complaints: readonly string[] }> {
  const { worker } = app.stack.urls;
  const link = await newConsoleLink(variablesFor({}, worker), worker, role, 1);
  const tab = await app.browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
  tab.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  tab.on("console", (m) => m.type() === "error" && complaints.push(m.text()));
  tab.on("pageerror", (e) => complaints.push(e.message));
  await tab.addInitScript(noteWaits);
  await tab.goto(link);
  await tab.getByRole("heading", { level: 1, name: "Live" }).waitFor();
  await tab.getByText("Connected", { exact: true }).waitFor();
  return { tab, complaints };
}

/** Runs in the page: how long there was nothing to see but that something comes, each time, milliseconds. */
function noteWaits(): void {
  const waits: number[] = [];
  Object.assign(window, { waits });
  let sinceMs: number | undefined;
  new MutationObserver(() => {
    const isWaiting = document.querySelector(".skeleton") !== null;
    if (isWaiting) sinceMs ??= performance.now();
    else if (sinceMs !== undefined) {
      waits.push(performance.now() - sinceMs);
      sinceMs = undefined;
    }
  }).observe(document, { childList: true, subtree: true });
}

/** The longest wait of a tab so far. */
const longestWait = (tab: Tab): Promise<number> =>
  tab.evaluate(() => Math.max(0, ...(window as unknown as { waits: number[] }).waits)); // as `noteWaits` puts it there

const bar = (tab: Tab, name: RegExp) => tab.getByRole("option", { name }).first().waitFor();

test("a call is seen as it goes on, handed over from the console, and found again with all that happened", {
  timeout: 120_000,
}, async () => {
  const { tab: phone } = await app.open();
  const { tab, complaints } = await signedIn("operator");
  const startedAt = performance.now();

  await phone.getByRole("button", { name: "Dial" }).click();
  const row = tab.locator("a.live-row");
  await row.waitFor();
  await row.getByText("The agent speaks.").waitFor({ state: "attached" });
  await row.getByText("Rec", { exact: true }).waitFor();
  await phone.locator(".agent:not(.speaking)", { hasText: "How can I help you today?" }).waitFor();
  await say(phone, "Where is my order 1042?");
  await row.getByText("The caller speaks.").waitFor({ state: "attached" });
  await phone.locator(".agent.speaking", { hasText: "shipped" }).waitFor();
  await row.getByText(/shipped/).waitFor();
  await say(phone, "And do you have the City Perch in size nine?");
  await phone.getByText("cut off here").waitFor();

  await row.click();
  await tab.getByLabel("Words to say").fill("Let me get you a colleague.");
  await tab.keyboard.press("Enter");
  const heard = phone.getByLabel("Conversation");
  await heard.getByText("Let me get you a colleague.").waitFor();
  await tab.getByRole("button", { name: "Hand over" }).click();
  await tab.getByRole("button", { name: "Hand over now" }).click();
  const desk = phone.getByRole("region", { name: "Agent desk" });
  await desk.getByRole("button", { name: "Accept" }).click();
  await tab.locator(".call-title").getByText("Handed over").waitFor();
  await phone.getByRole("button", { name: "Complete" }).click();

  await tab.keyboard.press("g");
  await tab.keyboard.press("h");
  await tab.getByLabel("Search what was said").fill("perch");
  await tab.locator("mark").first().waitFor();
  await tab.locator("a.row").first().click();
  await tab.getByRole("heading", { name: "Timeline" }).waitFor();
  await bar(tab, /^Heard, /);
  await bar(tab, /^Sent, not heard, /);
  await bar(tab, /^The caller spoke over it/);
  await bar(tab, /^Model request/);
  await tab.locator(".bar.lane-tools").first().waitFor();
  await bar(tab, /^Hand over/);
  await bar(tab, /^Sent to the queue/);
  await tab.getByText("An operator who watched the call handed it over.").waitFor();
  const tookMs = performance.now() - startedAt;
  await tab.getByRole("button", { name: "Play the recording" }).click();
  await tab.getByRole("button", { name: "Pause the recording" }).waitFor();
  await tab.locator(".playhead").waitFor();
  await expect.poll(() => tab.locator(".player-time").innerText(), { timeout: 15_000 }).not.toMatch(/^0:00/);
  await picture(tab, "console-stack-call");

  const waited = (await longestWait(tab)).toFixed(0);
  console.log(
    `the journey took ${(tookMs / 1_000).toFixed(1)} s, and the longest wait for something to see ${waited} ms`,
  );
  expect(tookMs).toBeLessThan(60_000);
  expect(complaints).toEqual([]);
  await phone.close();
  await tab.close();
});

test("mute, words typed for the agent, unmute, whisper and end do to a real call what they say", {
  timeout: 120_000,
}, async () => {
  const { tab: phone } = await app.open();
  const { tab, complaints } = await signedIn("operator");
  const heard = phone.getByLabel("Conversation");

  await phone.getByRole("button", { name: "Dial" }).click();
  await tab.locator("a.live-row").click();
  await phone.locator(".agent:not(.speaking)", { hasText: "How can I help you today?" }).waitFor();
  await tab.getByRole("button", { name: "Mute", exact: true }).click();
  await tab.getByText("You type for the agent: the caller hears it.").waitFor();
  await tab.locator(".call-title").getByText("Muted").waitFor();
  await say(phone, "Where is my order 1042?");
  await tab.locator(".line", { hasText: "Where is my order 1042?" }).waitFor();
  await tab.getByLabel("Words to say").fill("It is on its way to you.");
  await tab.keyboard.press("Enter");
  await heard.getByText("It is on its way to you.").waitFor();
  await tab.getByRole("button", { name: "Unmute" }).click();
  await tab.getByText("The agent says it to the caller, word for word.").waitFor();

  await tab.getByRole("button", { name: "Whisper" }).click();
  await tab.getByLabel("Words to whisper to the agent").fill("Be brief from now on.");
  await tab.keyboard.press("Enter");
  await tab.locator(".line.by-operator", { hasText: "whispered: Be brief from now on." }).waitFor();
  expect(await heard.getByText("Be brief").count()).toBe(0);
  await tab.getByRole("button", { name: "End" }).click();
  await tab.getByRole("button", { name: "End the call" }).click();
  await tab.getByRole("button", { name: "Delete" }).waitFor();
  expect(await tab.getByLabel("Words to say").count()).toBe(0);
  await expect.poll(() => app.stack.twilio.calls, { timeout: 10_000 }).toEqual([]);

  const { tab: reader } = await signedIn("reader");
  await reader.goto(tab.url());
  await reader.getByRole("heading", { name: "Transcript" }).waitFor();
  await reader.getByText("Reader").waitFor();
  await reader.getByRole("heading", { level: 1, name: "…0001" }).waitFor();
  expect(await reader.getByRole("button", { name: /Delete|Hand over|^Say/ }).count()).toBe(0);

  await tab.getByRole("button", { name: "Delete" }).click();
  await tab.getByRole("button", { name: "Delete the call" }).click();
  await tab.getByText(/^Deleted: state, transcript, record/).waitFor();
  await tab.getByRole("button", { name: "Close" }).click();
  await tab.getByRole("link", { name: "Audit" }).click();
  for (const what of ["Muted the agent", "Ended the call", "Deleted"])
    await tab.getByText(what, { exact: true }).first().waitFor();
  await tab.getByRole("button", { name: "Sign out" }).click();
  await tab.getByRole("heading", { name: "You are not signed in" }).waitFor();
  // A browser tells of each 401, which the door says, and 404: a deleted call may be asked for once more.
  expect(complaints.filter((one) => !/40[14]/.test(one))).toEqual([]);
  await phone.close();
  await tab.close();
  await reader.close();
});

test("handshakes that are refused are an alert on the page, by itself; markup that a caller says is text", {
  timeout: 120_000,
}, async () => {
  const { tab: phone } = await app.open();
  const { tab, complaints } = await signedIn("operator");
  let dialogs = 0;
  tab.on("dialog", (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });

  const { host } = new URL(app.stack.urls.worker);
  const knocks = Array.from({ length: 25 }, (_, n) =>
    shakeHands(`ws://${host}/relay/CA${String(n).padStart(32, "0")}`, { "X-Twilio-Signature": "forged" }),
  );
  expect(new Set(await Promise.all(knocks))).toEqual(new Set([403]));
  await tab
    .getByLabel("Alerts")
    .getByText(/2\d handshakes were refused/)
    .waitFor();
  await picture(tab, "console-stack-alert");

  const markup = `My name is <img src=x onerror=alert(1)> and <script>alert(2)</script>.`;
  await phone.getByRole("button", { name: "Dial" }).click();
  await phone.locator(".agent:not(.speaking)", { hasText: "How can I help you today?" }).waitFor();
  await say(phone, markup);
  await tab.locator("a.live-row").click();
  await tab.locator(".line", { hasText: markup }).waitFor();
  await tab.getByRole("button", { name: "End" }).click();
  await tab.getByRole("button", { name: "End the call" }).click();
  await tab.getByRole("button", { name: "Delete" }).waitFor();
  await tab.keyboard.press("g");
  await tab.keyboard.press("h");
  await tab.getByLabel("Search what was said").fill("onerror");
  await tab.locator("mark").first().waitFor();

  expect(await tab.locator("img, main script").count()).toBe(0);
  expect(dialogs).toBe(0);
  expect(complaints).toEqual([]);
  await phone.close();
  await tab.close();
});
