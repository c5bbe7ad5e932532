import { expect, test } from "vitest";
import { tableOf } from "../../../local/operator/shown/list.ts";
import { callOf } from "../../../local/operator/shown/one-call.ts";
import { plain, wrapped } from "../../../local/operator/shown/text.ts";
import { Detail, Row } from "../../../local/operator/shown/wire.ts";

/** What `npm run calls` and `npm run call:show` print. */

const at = Date.UTC(2026, 10, 27, 9, 14, 3);
const ESC = "\u001b";
const CALL = {
  callSid: `CA${"a".repeat(32)}`,
  agent: "owl-shoes-with-a-long-name",
  from: "+155501000019999",
  startedAt: at,
  endedAt: at + 61_000,
  phase: "ended",
  outcome: "handed_off",
  language: "en-US",
  turns: 3,
};
const row = Row.parse({ ...CALL, found: `said \u0002refund\u0003 ${ESC}[31mred\n${"long ".repeat(40)}` });

test("calls are a table that fits a hundred columns, and what was found is marked", () => {
  const lines = tableOf([row, Row.parse({ callSid: "CA1", startedAt: at })], at + 5_000);

  expect(lines).toHaveLength(4);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  expect(lines[1]).toContain(CALL.callSid);
  expect(lines[1]).toMatch(/handed_off +1:01$/);
  expect(lines[2]).toMatch(/^ {4}said \[refund\] red long/);
  // It goes on.
  expect(lines[3]).toMatch(/0:05$/);
});

test("a call is as long here as the console's page says, and its zone is said", () => {
  const lines = tableOf([Row.parse({ ...CALL, endedAt: at + 49_900 })], at);

  expect(lines[0]).toMatch(/^began \(UTC\)/);
  expect(lines[1]).toMatch(/^11-27 09:14:03 .* 0:49$/);
});

test("a call is shown to scale, and nothing that was said moves the cursor", () => {
  const detail = Detail.parse({
    call: CALL,
    timeline: {
      startedAt: at,
      endedAt: at + 61_000,
      bars: [
        { lane: "caller", what: "speaking", from: at, to: at + 30_000 },
        {
          lane: "model",
          what: "answer",
          from: at + 30_500,
          to: at + 31_000,
          firstAt: at + 30_700,
          outcome: "lost",
        },
        { lane: "handoff", what: "sent", from: at + 61_000, label: `${ESC}]0;title\u0007to a person` },
      ],
    },
    transcript: [
      { at: at + 1_000, who: "caller", text: `${ESC}[2Jhello\r\n${"word ".repeat(60)}`, interrupted: true },
    ],
    actions: [{ at: at + 2_000, by: "ops@example.com", do: "say", text: "One moment." }],
  });

  const lines = callOf(detail, at + 99_000);
  const text = lines.join("\n");

  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  expect([...text].filter((c) => c !== "\n" && /\p{Cc}/u.test(c))).toEqual([]);
  const bars = lines.filter((line) => line.includes("|"));
  expect(bars[0]).toMatch(/^ {4}\+0\.00 {4}30000 ms {2}caller +speaking +\|={14} +\|$/);
  expect(bars[1]).toMatch(/\+30\.50 +500 ms {2}model +answer .*\| first 200 ms, lost$/);
  // An instant, at the very end of the scale.
  expect(bars[2]).toMatch(/ \.\| to a person$/);
  expect(text).toContain("ops@example.com: say: One moment.");
  expect(text).toContain("[interrupted]");
});

test("words longer than a line are broken, and nothing is lost", () => {
  const long = "x".repeat(250);

  expect(wrapped(`a ${long} b`, 40).every((line) => line.length <= 40)).toBe(true);
  expect(wrapped(`a ${long} b`, 40).join("").replaceAll(" ", "")).toBe(`a${long}b`);
  expect(wrapped("", 40)).toEqual([]);
  expect(plain("right\u202eleft\u2028line")).toBe("right left line");
});
