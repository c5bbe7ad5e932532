import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { dialled, hears, launch, type OpenPhone, openPhone, says } from "./phone-browser.ts";

/**
 * Headless Chromium has neither a voice nor a recognition service, so a synthesiser and a recogniser that behave
 * take their place in the tab: what is spoken, and what was heard, can be seen there.
 */
interface SpeechInTab {
  readonly spoken: string[];
  readonly hushed: number;
  /** Recognises a text; false when nothing listens. */
  recognise(text: string, isFinal: boolean): boolean;
  /** Fails as a browser does that may not use the microphone. */
  refuse(): void;
}

declare global {
  interface Window {
    speech: SpeechInTab;
  }
}

function installSpeech(): void {
  const spoken: string[] = [];
  let hushed = 0;
  const synthesis = {
    speak: (utterance: SpeechSynthesisUtterance) => spoken.push(utterance.text),
    cancel: () => {
      hushed += 1;
    },
  };
  Object.defineProperty(window, "speechSynthesis", { value: synthesis });

  let listening: Recogniser | undefined;
  class Recogniser {
    onresult: ((event: unknown) => void) | null = null;
    onend: (() => void) | null = null;
    onerror: ((event: { error: string }) => void) | null = null;
    start(): void {
      listening = this;
    }
    abort(): void {
      listening = undefined;
      this.onerror?.({ error: "aborted" });
      this.onend?.();
    }
  }
  for (const name of ["SpeechRecognition", "webkitSpeechRecognition"]) {
    Object.defineProperty(window, name, { value: Recogniser });
  }
  window.speech = {
    spoken,
    get hushed() {
      return hushed;
    },
    recognise: (text, isFinal) => {
      listening?.onresult?.({
        resultIndex: 0,
        results: [Object.assign([{ transcript: text }], { isFinal })],
      });
      return listening !== undefined;
    },
    refuse: () => {
      const failed = listening;
      listening = undefined;
      failed?.onerror?.({ error: "not-allowed" });
      failed?.onend?.();
    },
  };
}

let browser: Browser;
let phone: OpenPhone;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(() => phone.close());

test("a call that is dialled here is heard; one that is replayed is not", async () => {
  phone = await openPhone(browser, { before: installSpeech });
  const { tab } = phone;

  await dialled(phone);
  expect(await tab.evaluate(() => window.speech.spoken)).toEqual([
    "Owl Shoes, good morning. How can I help you today?",
  ]);

  await tab.reload();
  await tab.getByText("Listening", { exact: true }).waitFor();
  expect(await tab.evaluate(() => window.speech.spoken)).toEqual([]);
});

test("the voice stops when the caller talks over it", async () => {
  phone = await openPhone(browser, { before: installSpeech, stack: { msPerChar: 60 } });
  const { tab, stack } = phone;
  await tab.getByRole("button", { name: "Dial" }).click();
  await tab.locator(".agent.speaking").waitFor();

  await says(phone, "Stop");
  await stack.seen((e) => e.kind === "agent_speech" && e.state === "cut");
  await tab.getByText("cut off here").waitFor();

  expect(await tab.evaluate(() => window.speech.hushed)).toBeGreaterThan(0);
});

test("a voice that was switched off stays off in the next call", async () => {
  phone = await openPhone(browser, { before: installSpeech });
  const { tab } = phone;
  await dialled(phone);
  await tab.getByRole("button", { name: "Voice", exact: true }).click();
  await tab.getByRole("button", { name: "Hang up" }).click();
  const before = await tab.evaluate(() => window.speech.spoken.length);

  await tab.getByRole("button", { name: "Dial again" }).click();
  await tab.getByText("Agent speaks").waitFor();
  await tab.getByText("Listening", { exact: true }).waitFor();

  expect(await tab.evaluate(() => window.speech.spoken.length)).toBe(before);
});

test("what the microphone hears is said in the call, and the agent's own voice is not", async () => {
  phone = await openPhone(browser, { before: installSpeech, stack: { msPerChar: 60 } });
  const { tab, stack } = phone;
  await tab.getByRole("button", { name: "Dial" }).click();
  await tab.getByRole("button", { name: "Microphone" }).click();
  await tab.locator(".agent.speaking", { hasText: "good morning" }).waitFor();

  expect(await tab.evaluate(() => window.speech.recognise("owl shoes good morning", false))).toBe(true);
  await tab.evaluate(() => window.speech.recognise("wait when are", false));
  await tab.locator(".caller.partial", { hasText: "wait when are" }).waitFor();
  await tab.evaluate(() => window.speech.recognise("wait when are you open", true));

  const said = await stack.seen((e) => e.kind === "caller_speech" && e.final);
  expect(said).toMatchObject({ text: "wait when are you open" });
  expect(stack.events.filter((e) => e.kind === "caller_speech" && e.text.includes("owl"))).toEqual([]);
});

test("a microphone that is not allowed is explained, and the call goes on by typing", async () => {
  phone = await openPhone(browser, { before: installSpeech });
  const { tab } = phone;
  await dialled(phone);
  await tab.getByRole("button", { name: "Microphone" }).click();
  await tab.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
  await tab.evaluate(() => window.speech.refuse());

  await tab.getByText("The browser does not allow the microphone.").waitFor();

  expect(await tab.getByRole("button", { name: "Microphone" }).getAttribute("aria-pressed")).toBe("false");
  await says(phone, "When are you open?");
  await hears(phone, "We are open from nine to six");
});
