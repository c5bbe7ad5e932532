import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page as Tab,
} from "playwright-core";
import { type Mount, startPage } from "../../local/page/server.ts";
import { createFakeStack, type FakeStack, type FakeStackOptions } from "./fake-stack.ts";

/** Debian's and most distributions' Chromium; another with CHROMIUM_PATH. */
const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: QUIET });

/** For eyes, and for the pictures in `docs/images`, when `SCREENSHOTS` names a directory. */
export async function picture(tab: Tab, name: string): Promise<void> {
  if (!process.env.SCREENSHOTS) return;
  mkdirSync(process.env.SCREENSHOTS, { recursive: true });
  await tab.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png` });
}

const axe = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong, as "rule: element". */
export async function violations(tab: Tab): Promise<readonly string[]> {
  // Evaluated by the driver, which the page's content security policy does not bind.
  await tab.evaluate(await axe);
  return tab.evaluate(async () => {
    // axe puts itself on window.
    const { run } = (
      window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe;
    return (await run()).violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`),
    );
  });
}

export interface OpenPhone {
  readonly tab: Tab;
  readonly stack: FakeStack;
  readonly url: string;
  /** Errors and warnings of the console, exceptions and failed requests, as they came. */
  readonly complaints: readonly string[];
  /** Ends the page's server, as when `npm start` is stopped. */
  stopServer(): Promise<void>;
  /** Starts it again on the same port, with the same stack or with a new one. */
  startServer(stack?: FakeStack): Promise<void>;
  close(): Promise<void>;
}

export interface OpenPhoneOptions {
  readonly stack?: FakeStackOptions;
  readonly context?: BrowserContextOptions;
  /** Shown as the Flex tab beside the simple desk. */
  readonly flexUrl?: string;
  /** Served beside the page. */
  readonly mounts?: readonly Mount[];
  /** Runs in the tab before the page does. */
  readonly before?: () => void;
}

const NUMBERS = [
  {
    number: "+15550100010",
    agent: "owl-shoes",
    language: "en-US",
    suggestions: [
      "Where is my order 1042?",
      "When are you open?",
      "Text me the link",
      "I want to talk to a person",
    ],
  },
  { number: "+15550100011", agent: "front-desk", language: "de-DE", suggestions: ["Hello?"] },
] as const;

/** The phone page in a tab of its own, over a stack of its own. */
export async function openPhone(browser: Browser, options: OpenPhoneOptions = {}): Promise<OpenPhone> {
  const stack = createFakeStack(options.stack);
  const settings = {
    mounts: options.mounts ?? [],
    numbers: NUMBERS,
    otherwise: { ...NUMBERS[1], number: "" },
    defaultCaller: "+15550100001",
    ...(options.flexUrl === undefined ? {} : { flexUrl: options.flexUrl }),
  };
  let server = await startPage({ ...settings, feed: stack, port: 0 });
  const port = Number(new URL(server.url).port);

  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options.context });
  if (options.before !== undefined) await context.addInitScript(options.before);
  const tab = await context.newPage();
  const complaints: string[] = [];
  tab.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  tab.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  tab.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  await tab.goto(server.url);
  await tab.getByRole("button", { name: "Dial" }).waitFor();

  return {
    tab,
    stack,
    url: server.url,
    complaints,
    stopServer: () => server.close(),
    startServer: async (other = stack) => {
      server = await startPage({ ...settings, feed: other, port });
    },
    close: async () => {
      stack.close();
      await context.close();
      await server.close();
    },
  };
}

/** Dials, and waits for the end of the greeting. */
export async function dialled({ tab, stack }: OpenPhone): Promise<void> {
  await tab.getByRole("button", { name: "Dial" }).click();
  await stack.seen(
    ({ kind, ...event }) => kind === "agent_speech" && "state" in event && event.state === "finished",
  );
  await tab.getByText("Listening", { exact: true }).waitFor();
}

/** Types a line and says it. */
export async function says({ tab }: OpenPhone, text: string): Promise<void> {
  await tab.getByLabel("What you say").fill(text);
  await tab.keyboard.press("Enter");
}

/** Waits until the conversation shows a text. */
export const hears = ({ tab }: OpenPhone, text: string): Promise<void> =>
  tab.getByLabel("Conversation").getByText(text).waitFor();

/** What an element says, trimmed. */
export const textOf = async (element: Locator): Promise<string> =>
  ((await element.textContent()) ?? "").trim();
