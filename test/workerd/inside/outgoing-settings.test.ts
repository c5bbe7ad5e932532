import { expect, test } from "vitest";
import { type Env, readConfig } from "../../../worker/config.ts";

const SET = {
  CALLS: {},
  OPENAI_API_KEY: "key",
  TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "token",
};
const KEY = { TWILIO_API_KEY: "SK1", TWILIO_API_SECRET: "s" };
const read = (more: Readonly<Record<string, string>>) =>
  // The binding is not looked into.
  readConfig({ ...SET, ...more } as unknown as Env);
const faultsOf = (more: Readonly<Record<string, string>>) => {
  const { ok, ...rest } = read(more);
  return "faults" in rest ? rest.faults : [];
};

test("without these variables nothing leaves", () => {
  const found = read({});

  expect(found.ok && found.config).toMatchObject({
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: false,
  });
  expect(
    found.ok && Object.keys(found.config).filter((name) => /^(REPORT|ALERT|OTEL_EXP)/.test(name)),
  ).toEqual([]);
});

test("what is set is read", () => {
  const found = read({
    ...KEY,
    REPORT_WEBHOOK: "https://example.com/r",
    REPORT_SECRET: "s",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318",
    OTEL_EXPORTER_OTLP_HEADERS: "Authorization=Basic%20abc%3D, x-tenant = 1,",
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "true",
    ALERT_WEBHOOK: "https://hooks.slack.com/services/T/B/x",
    ALERT_SMS_TO: "+15550100001, +15550100002",
    ALERT_SMS_FROM: "+15550100009",
  });

  expect(found.ok && found.config).toMatchObject({
    OTEL_EXPORTER_OTLP_HEADERS: { Authorization: "Basic abc=", "x-tenant": "1" },
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: true,
    ALERT_SMS_TO: ["+15550100001", "+15550100002"],
  });
});

test.each<readonly [Readonly<Record<string, string>>, RegExp]>([
  [{ REPORT_WEBHOOK: "example.com", REPORT_SECRET: "s" }, /^REPORT_WEBHOOK must be an http address/],
  [{ REPORT_WEBHOOK: "ftp://example.com", REPORT_SECRET: "s" }, /^REPORT_WEBHOOK must be an http address/],
  [{ ALERT_WEBHOOK: "https://user:geheim@example.com" }, /^ALERT_WEBHOOK must be .*no user in it/],
  [{ REPORT_WEBHOOK: "https://example.com" }, /^REPORT_SECRET is missing: .*REPORT_WEBHOOK/],
  [{ OTEL_EXPORTER_OTLP_HEADERS: "geheim" }, /^OTEL_EXPORTER_OTLP_HEADERS .*entry 1 has no "="/],
  [{ OTEL_EXPORTER_OTLP_HEADERS: "a=1,=geheim" }, /^OTEL_EXPORTER_OTLP_HEADERS .*entry 2 has no name/],
  [{ OTEL_EXPORTER_OTLP_HEADERS: "a b=geheim" }, /^OTEL_EXPORTER_OTLP_HEADERS .*entry 1 has no name/],
  [
    { OTEL_EXPORTER_OTLP_HEADERS: "a=geheim%zz" },
    /^OTEL_EXPORTER_OTLP_HEADERS .*that of a cannot be decoded/,
  ],
  [
    { OTEL_EXPORTER_OTLP_HEADERS: "a=geheim%0d%0ax" },
    /^OTEL_EXPORTER_OTLP_HEADERS .*no header may have: that of a/,
  ],
  [
    { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "yes" },
    /^OTEL_INSTRUMENTATION.* must be true or false/,
  ],
  [{ ...KEY, ALERT_SMS_TO: "5550100001", ALERT_SMS_FROM: "+15550100009" }, /^ALERT_SMS_TO must be E\.164/],
  [{ ...KEY, ALERT_SMS_TO: "+15550100001" }, /^ALERT_SMS_FROM is missing/],
  [{ ALERT_SMS_TO: "+15550100001", ALERT_SMS_FROM: "+15550100009" }, /^TWILIO_API_KEY is missing/],
])("%j is refused by name, and no value is quoted", (variables, words) => {
  const faults = faultsOf(variables);

  expect(faults[0]).toMatch(words);
  expect(faults.join()).not.toContain("geheim");
});
