import type { Browser, BrowserContextOptions, Page as Tab } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { createInstallation } from "../support/console/installation.ts";
import { type ConsoleServer, startConsole } from "../support/console/server.ts";
import { launch } from "./phone-browser.ts";

/** The console of an installation whose calls move only as a test moves them, anew for each test, in a browser. */
export interface ConsoleTabs {
  readonly server: ConsoleServer;
  /** What the browser has complained of: errors, warnings, dialogs. */
  readonly complaints: string[];
  /** A tab of a browser that knows nothing yet, at a path. */
  readonly open: (path: string, options?: BrowserContextOptions) => Promise<Tab>;
}

/** Called once, at the top of a file. */
export function consoleTabs(): ConsoleTabs {
  let browser: Browser;
  let server: ConsoleServer;
  let complaints: string[] = [];
  const opened: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    complaints = [];
    server = await startConsole(createInstallation(0));
  });
  afterEach(async () => {
    for (const context of opened.splice(0)) await context.close();
    await server.close();
  });

  return {
    get server() {
      return server;
    },
    get complaints() {
      return complaints;
    },
    async open(path, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      opened.push(context);
      const tab = await context.newPage();
      tab.setDefaultTimeout(20_000);
      tab.on("console", (m) => ["error", "warning"].includes(m.type()) && complaints.push(m.text()));
      tab.on("pageerror", (error) => complaints.push(error.message));
      tab.on("dialog", (dialog) => {
        // Only a test that waits for it leaves a page with something unsaved.
        if (dialog.type() === "beforeunload") return;
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      await tab.goto(server.url + path);
      return tab;
    },
  };
}
