import { describe, expect, test } from "vitest";
import { callsIn } from "../../../worker/call-place.ts";
import { buildOf, type Env, readConfig, retentionMs } from "../../../worker/config.ts";
import { JURISDICTIONS, LOCATIONS } from "../../../worker/protocol/sids.ts";

/** A namespace that tells how an object of it was asked for. */
class Namespace {
  readonly asked: unknown[][] = [];
  readonly #jurisdiction: string | undefined;
  constructor(jurisdiction?: string, asked: unknown[][] = []) {
    this.#jurisdiction = jurisdiction;
    this.asked = asked;
  }
  getByName(name: string, options: unknown): unknown {
    this.asked.push([this.#jurisdiction, name, options]);
    return {};
  }
  jurisdiction = (name: string): Namespace => new Namespace(name, this.asked);
}

const envWith = (variables: Readonly<Record<string, unknown>>): Env => ({
  OPENAI_API_KEY: "sk-test",
  TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "token",
  // Only that it is there is looked at.
  CALLS: new Namespace() as unknown as Env["CALLS"],
  ...variables,
});

const faultsOf = (variables: Readonly<Record<string, unknown>>) => {
  const read = readConfig(envWith(variables));
  return read.ok ? [] : read.faults;
};

describe("what all calls together may take", () => {
  const NAMES = ["MAX_CALLS_AT_ONCE", "MAX_CALLS_AT_ONCE_PER_CALLER", "MAX_SPEND_USD_A_DAY"] as const;

  test("is not bounded where nothing is set", () => {
    const read = readConfig(envWith({ MAX_CALLS_AT_ONCE: "" }));

    expect(read.ok && NAMES.map((name) => read.config[name])).toEqual([undefined, undefined, undefined]);
  });

  test.each([
    ["MAX_CALLS_AT_ONCE", "1", 1],
    ["MAX_CALLS_AT_ONCE", 100_000, 100_000],
    ["MAX_CALLS_AT_ONCE_PER_CALLER", "5", 5],
    ["MAX_SPEND_USD_A_DAY", "0.01", 0.01],
    ["MAX_SPEND_USD_A_DAY", 12.5, 12.5],
    ["MAX_SPEND_USD_A_DAY", "1000000", 1_000_000],
  ])("%s %j is %d", (name, value, read) => {
    expect(readConfig(envWith({ [name]: value }))).toMatchObject({ ok: true, config: { [name]: read } });
  });

  test.each(
    NAMES.flatMap((name) => ["0", "-1", "many", "1e3", "1000001", true].map((value) => [name, value])),
  )("%s %j is refused by name", (name, value) => {
    const words = String(name).includes("SPEND")
      ? "must be US dollars from 0.01 to 1000000, such as 50 or 12.50"
      : "must be a whole number of calls from 1 to 100000";

    expect(faultsOf({ [String(name)]: value })).toEqual([`${name} ${words}`]);
  });
});

describe("how long a call is kept", () => {
  test.each([
    [undefined, 24],
    ["", 24],
    ["0", 0],
    [0, 0],
    ["1", 1],
    [48, 48],
    ["8760", 8_760],
  ])("RETENTION_HOURS %j is %i hours", (RETENTION_HOURS, hours) => {
    const env = envWith(RETENTION_HOURS === undefined ? {} : { RETENTION_HOURS });

    expect(readConfig(env)).toMatchObject({ ok: true, config: { RETENTION_HOURS: hours } });
    expect(retentionMs(env)).toBe(hours * 3_600_000);
  });

  test.each(["8761", "-1", "1.5", "24h", "a day", "1e3", true])(
    "%j is refused in words",
    (RETENTION_HOURS) => {
      expect(faultsOf({ RETENTION_HOURS })).toEqual([
        "RETENTION_HOURS must be a whole number of hours from 0 (deleted as the call is over) to 8760",
      ]);
    },
  );

  test("what cannot be read deletes nothing sooner than usual", () => {
    expect(retentionMs(envWith({ RETENTION_HOURS: "0.1" }))).toBe(24 * 3_600_000);
  });
});

describe("where a call is kept", () => {
  test.each<readonly [object, unknown[]]>([
    [{}, [undefined, "CA1", { locationHint: "enam" }]],
    [{ CALL_LOCATION: "weur" }, [undefined, "CA1", { locationHint: "weur" }]],
    // Within a jurisdiction Cloudflare chooses, as the usual place is not in it.
    [{ CALL_JURISDICTION: "eu" }, ["eu", "CA1", {}]],
    [{ CALL_JURISDICTION: "eu", CALL_LOCATION: "eeur" }, ["eu", "CA1", { locationHint: "eeur" }]],
    [{ CALL_JURISDICTION: "fedramp" }, ["fedramp", "CA1", {}]],
  ])("%j asks for it there", (variables, asked) => {
    const read = readConfig(envWith(variables as Record<string, string>));
    const namespace = new Namespace();
    if (!read.ok) throw new Error(read.faults.join());

    callsIn(namespace as unknown as Env["CALLS"], read.config)("CA1");

    expect(namespace.asked).toEqual([asked]);
  });

  test.each([
    ["CALL_LOCATION", "europe", LOCATIONS],
    ["CALL_LOCATION", "ENAM", LOCATIONS],
    ["CALL_JURISDICTION", "de", JURISDICTIONS],
  ])("%s %s is refused, and the choices are named", (name, value, choices) => {
    expect(faultsOf({ [name]: value })).toEqual([`${name} must be one of ${choices.join(", ")}`]);
  });
});

test("a Worker without its objects is not configured, and says what to do", () => {
  expect(faultsOf({ CALLS: undefined })).toEqual([
    expect.stringMatching(/^CALLS is not bound: .*wrangler\.toml/),
  ]);
});

test.each<readonly [object, object]>([
  [{}, { version: "dev", release: "dev" }],
  [{ VERSION: { id: "v1", tag: "", timestamp: "" } }, { version: "v1", release: "dev" }],
  [{ VERSION: { id: "v1", tag: "abc123", timestamp: "" } }, { version: "v1", release: "abc123" }],
  [
    { VERSION: { id: "v1", tag: "abc", timestamp: "" }, BATON_RELEASE: "1.2.0" },
    { version: "v1", release: "1.2.0" },
  ],
])("what answers: %j is %j", (variables, build) => {
  expect(buildOf(envWith(variables as Record<string, unknown>))).toEqual(build);
});
