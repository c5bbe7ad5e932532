import type { Browser, Page as Tab } from "playwright-core";
import { createDesk, DEFAULT_CACHE_DIR, type Desk } from "../../local/desk/desk.ts";
import { readPhoneBook } from "../../local/page/phone-book.ts";
import { type Page, startPage } from "../../local/page/server.ts";
import { CALLED_NUMBER, type LocalStack, startStack } from "../../local/stack/stack.ts";
import type { StackOptions } from "../../local/stack/stack-options.ts";
import { NO_FAULTS } from "../../local/twilio/faults.ts";
import { launch } from "./phone-browser.ts";

/** What `npm start` starts, and a browser before it. */
export interface StackPage {
  readonly stack: LocalStack;
  readonly page: Page;
  readonly desk: Desk;
  readonly browser: Browser;
  /** The page in a tab, with what it complained about in the console. */
  open(size?: { readonly width: number; readonly height: number }): Promise<OpenTab>;
  /** Hangs up every call, ends every task and undoes every change of people and faults. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenTab {
  readonly tab: Tab;
  readonly complaints: readonly string[];
}

/** One step of the page, on a machine that others keep busy. */
const STEP_MS = 30_000;
const PEOPLE = 2;

/** The real Functions, Worker and practice model behind the phone page. */
export async function openStackPage(options: StackOptions = {}): Promise<StackPage> {
  const stack = await startStack({
    record: true,
    ...options,
    settings: { workers: PEOPLE, ...options.settings },
  });
  const { twilio } = stack;
  const desk = createDesk({ cacheDir: DEFAULT_CACHE_DIR });
  const page = await startPage({
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
    ...(await readPhoneBook(options.agents ?? "agents/index.ts", CALLED_NUMBER)),
  });
  const browser = await launch();

  /** Settles when no call is left: the end of one is told as an event. */
  const silence = (): Promise<void> =>
    new Promise((resolve) => {
      const check = () => {
        if (twilio.calls.length > 0) return;
        stop();
        resolve();
      };
      // A call leaves the list just after its last event.
      const stop = twilio.on(() => setImmediate(check));
      check();
    });

  return {
    stack,
    page,
    desk,
    browser,
    async open(size = { width: 1440, height: 900 }) {
      const tab = await browser.newPage({ viewport: size, colorScheme: "light" });
      tab.setDefaultTimeout(STEP_MS);
      const complaints: string[] = [];
      tab.on("console", (m) => m.type() === "error" && complaints.push(m.text()));
      tab.on("pageerror", (e) => complaints.push(e.message));
      await tab.goto(page.url);
      return { tab, complaints };
    },
    async clear() {
      for (const callSid of twilio.calls) await twilio.command({ do: "hang_up", callSid });
      await silence();
      for (const { sid: taskSid, status } of twilio.tasks) {
        if (status === "pending" || status === "reserved")
          await twilio.command({ do: "task", taskSid, action: "cancel" });
        if (status === "assigned" || status === "wrapping")
          await twilio.command({ do: "task", taskSid, action: "complete" });
      }
      await twilio.command({ do: "workers", available: PEOPLE });
      await twilio.command({ do: "set_faults", faults: NO_FAULTS });
    },
    async close() {
      await browser.close();
      await page.close();
      await stack.close();
    },
  };
}
