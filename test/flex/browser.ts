import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";

/** A Chromium of this machine, or undefined; `CHROMIUM_PATH` names one elsewhere. */
export const chromiumPath = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
].find((path) => path !== undefined && existsSync(path));

/** Why the tests that need one are skipped. */
export const NO_CHROMIUM = "no Chromium found: install one, or set CHROMIUM_PATH";

export const launchChromium = (): Promise<Browser> =>
  // Containers rarely have what Chromium's sandbox needs; every page here is ours.
  chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }), args: ["--no-sandbox"] });

/** A test that opens a desk: Flex is 18 MB of script, and two busy cores have taken 12 s over it. */
export const PATIENT = { timeout: 60_000 };
/** Before the first test of a fresh clone, Flex UI is fetched and bundled. */
export const PREPARE_MS = 300_000;

/** The plugin's two regions, by the names a screen reader gives them. */
export const BANNER = '[aria-label="From the voice assistant"]';
export const PANEL = '[aria-label="Handoff"]';

export interface DeskPage {
  readonly page: Page;
  /** Errors that reached the window. */
  readonly errors: readonly string[];
  /** axe-core's violations under that selector, by rule and element. */
  axe(selector: string): Promise<readonly string[]>;
  /** Written to `FLEX_SHOTS` when that is set, for eyes. */
  shot(name: string): Promise<void>;
}

interface DeskOptions {
  readonly origin: string;
  readonly theme?: "light" | "dark";
  readonly locale?: string;
  readonly size?: { readonly width: number; readonly height: number };
}

/** For one step on a page that stands. */
const DEADLINE_MS = 5_000;

const axeScript = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const shots = process.env.FLEX_SHOTS;

/** Opens the desk with nothing but this machine in reach, and waits until Flex stands. */
export async function openDesk(browser: Browser, options: DeskOptions): Promise<DeskPage> {
  const { origin, theme = "light", locale = "en-US", size = { width: 1280, height: 860 } } = options;
  const page = await browser.newPage({ viewport: size });
  page.setDefaultTimeout(DEADLINE_MS);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.route(
    (url) => url.hostname !== "127.0.0.1",
    (route) => route.abort(),
  );
  await page.goto(`${origin}/agent-desktop?theme=${theme}&locale=${locale}`, PATIENT);
  await page.waitForFunction(() => "desk" in window, null, PATIENT);
  return {
    page,
    errors,
    async axe(selector) {
      await page.addScriptTag({ path: axeScript });
      await page.locator(selector).locator("visible=true").first().waitFor();
      await settled(page);
      return page.evaluate(async (within) => {
        // The script above has just put it there.
        const { axe } = window as unknown as { axe: typeof import("axe-core") };
        const { violations } = await axe.run(within);
        return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
      }, selector);
    },
    async shot(name) {
      if (!shots) return;
      mkdirSync(shots, { recursive: true });
      await settled(page);
      await page.screenshot({ path: `${shots}/${name}.png` });
    },
  };
}

/** Flex fades its tabs in; what is seen or measured on the way is nobody's. */
const settled = (page: Page): Promise<unknown> =>
  page.evaluate(() => {
    const fading = document
      .getAnimations()
      .filter((each) => each.effect?.getTiming().iterations !== Infinity);
    return Promise.allSettled(fading.map((each) => each.finished)).then(() => undefined);
  });
