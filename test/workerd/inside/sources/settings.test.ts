import { expect, test } from "vitest";
import { type Env, readConfig } from "../../../../worker/config.ts";

const SET = {
  CALLS: {},
  OPENAI_API_KEY: "key",
  TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "token",
};
const AIRTABLE = {
  AGENTS_SOURCE: "airtable",
  AIRTABLE_TOKEN: "pat.geheim",
  AIRTABLE_BASE: "appAbcdefGhijkl12",
};
const read = (more: Readonly<Record<string, unknown>>) =>
  // The binding is not looked into.
  readConfig({ ...SET, ...more } as unknown as Env);
const faultsOf = (more: Readonly<Record<string, unknown>>) => {
  const found = read(more);
  return found.ok ? [] : found.faults;
};

test("without a source none is set, whatever else is", () => {
  const found = read({ AIRTABLE_TOKEN: "pat.geheim", AGENTS_SOURCE: "" });

  expect(found.ok && found.config.AGENTS_SOURCE).toBeUndefined();
});

test("a source has its usual interval, table and columns", () => {
  expect(read(AIRTABLE)).toMatchObject({
    ok: true,
    config: {
      AGENTS_REFRESH_S: 60,
      AIRTABLE_TABLE: "builder",
      AIRTABLE_COLUMNS: { instructions: "Prompt", greeting: "Greeting" },
    },
  });
  expect(read({ ...AIRTABLE, AGENTS_REFRESH_S: 3_600, AIRTABLE_COLUMNS: "greeting=Hello" })).toMatchObject({
    ok: true,
    config: { AGENTS_REFRESH_S: 3_600, AIRTABLE_COLUMNS: { instructions: "Prompt", greeting: "Hello" } },
  });
});

test("what a source needs and has not is named", () => {
  expect(faultsOf({ AGENTS_SOURCE: "airtable" })).toEqual([
    "AIRTABLE_TOKEN is missing: AGENTS_SOURCE airtable is read with it",
    "AIRTABLE_BASE is missing: AGENTS_SOURCE airtable is read with it",
  ]);
  expect(faultsOf({ AGENTS_SOURCE: "sync", TWILIO_API_KEY: "SK1" })).toEqual([
    "SYNC_SERVICE_SID is missing: AGENTS_SOURCE sync is read with it",
    "TWILIO_API_SECRET is missing: AGENTS_SOURCE sync is read with it",
  ]);
});

test.each<readonly [Readonly<Record<string, unknown>>, RegExp]>([
  [{ AGENTS_SOURCE: "google" }, /^AGENTS_SOURCE must be airtable or sync$/],
  ...["9", "3601", "1e2", "-60", "a minute"].map(
    (every) => [{ AGENTS_REFRESH_S: every }, /^AGENTS_REFRESH_S must be .* from 10 to 3600$/] as const,
  ),
  [{ AIRTABLE_BASE: "https://airtable.com/appX" }, /^AIRTABLE_BASE must be app and 14/],
  [{ AIRTABLE_COLUMNS: "tools=Tools" }, /^AIRTABLE_COLUMNS must be field=column pairs/],
  [{ AIRTABLE_API_URL: "https://user:geheim@x.example" }, /^AIRTABLE_API_URL must look like/],
  [{ SYNC_SERVICE_SID: "IS123" }, /^SYNC_SERVICE_SID must be IS and 32/],
])("%j is refused by name, without its value", (more, words) => {
  const [fault, ...others] = faultsOf({ ...AIRTABLE, ...more });

  expect(fault).toMatch(words);
  expect(others).toEqual([]);
  expect(fault).not.toContain("geheim");
});
