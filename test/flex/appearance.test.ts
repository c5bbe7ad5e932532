import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  BANNER,
  chromiumPath,
  launchChromium,
  NO_CHROMIUM,
  openDesk,
  PANEL,
  PATIENT,
  PREPARE_MS,
} from "./browser.ts";
import { type StackStandIn, startStack } from "./stack-stand-in.ts";
import { ATTRIBUTES, handoffTask } from "./tasks.ts";

/** Dark, from right to left, and small: each with axe over both regions. */

const ARABIC = {
  ...ATTRIBUTES,
  name: "ليلى حداد",
  language: "ar-SA",
  reason: "استرداد مبلغ يزيد على ٥٠ جنيهًا يحتاج إلى موافقة.",
  callSummary: "خُصم المبلغ مرتين عن الطلب 88213، وتريد ليلى استرداد الخصم الثاني إلى بطاقتها.",
  handoff: {
    ...ATTRIBUTES.handoff,
    language: "ar-SA",
    sentimentWords: ["أنتظر منذ يوم الاثنين"],
    intent: "استرداد خصم مكرر",
    desiredOutcome: "إعادة 84.00 جنيهًا إلى البطاقة هذا الأسبوع",
    nextBestAction: "الموافقة على استرداد 84.00 جنيهًا للطلب 88213",
    promises: ["سيراجع موظف الأمر في هذه المكالمة"],
  },
};

describe.skipIf(!chromiumPath)(
  `the plugin's looks${chromiumPath ? "" : ` (${NO_CHROMIUM})`}`,
  PATIENT,
  () => {
    let stack: StackStandIn;
    let browser: Browser;

    beforeAll(async () => {
      stack = await startStack();
      browser = await launchChromium();
    }, PREPARE_MS);
    afterAll(async () => {
      await browser?.close();
      await stack?.close();
    });
    beforeEach(() => stack.clear());

    test.each([
      ["in dark", { theme: "dark" }, ATTRIBUTES, "From the voice assistant", "Handoff", "Show all"],
      [
        "for an agent who reads Arabic",
        { locale: "ar-SA" },
        ARABIC,
        "من المساعد الصوتي",
        "التحويل",
        "عرض الكل",
      ],
      [
        "on a small screen",
        { size: { width: 1280, height: 640 } },
        ATTRIBUTES,
        "From the voice assistant",
        "Handoff",
        "Show all",
      ],
    ] as const)("axe finds nothing %s", async (name, options, attributes, bannerName, panelName, details) => {
      const { page, axe, errors, shot } = await openDesk(browser, { origin: stack.origin, ...options });
      stack.put(handoffTask({ status: "assigned", attributes }));
      const banner = BANNER.replace("From the voice assistant", bannerName);
      const panel = PANEL.replace("Handoff", panelName);

      await page.locator(`${banner}:visible`).waitFor();
      expect(await axe(banner)).toEqual([]);
      await shot(`${name} banner`);
      await page.getByRole("button", { name: details }).click();
      await page.locator(`${panel}:visible`).waitFor();
      expect(await axe(panel)).toEqual([]);
      await shot(`${name} tab`);
      expect(errors).toEqual([]);

      await page.close();
    });

    test("text of another direction keeps its own inside an agent's language", async () => {
      const { page } = await openDesk(browser, { origin: stack.origin });
      stack.put(handoffTask({ status: "assigned", attributes: ARABIC }));
      await page.locator(`${BANNER}:visible`).waitFor();

      const direction = await page
        .getByText("خُصم المبلغ", { exact: false })
        .first()
        .evaluate((element) => getComputedStyle(element).direction);

      expect(direction).toBe("rtl");
      await page.close();
    });
  },
);
