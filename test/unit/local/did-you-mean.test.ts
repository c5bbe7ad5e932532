import { expect, test } from "vitest";
import { didYouMean } from "../../../local/did-you-mean.ts";

test.each([
  ["--agnets", ["--agents", "--env"], "--agents"],
  ["--dryrun", ["--url", "--dry-run"], "--dry-run"],
  ["OPENAI_API_KYE", ["OPENAI_API", "OPENAI_API_KEY"], "OPENAI_API_KEY"],
  ["opening_hour", ["opening_hours"], "opening_hours"],
  ["dya", ["day", "month"], "day"],
  ["Owl-Shoes", ["owl-shoes"], "owl-shoes"],
  ["work", ["--x", "workflow"], "workflow"],
] as const)("for %s among %j it is %s", (written, known, meant) => {
  expect(didYouMean(written, known)).toBe(` Did you mean ${meant}?`);
});

test.each([
  ["--nope", ["--agents", "--env"]],
  ["x", ["day", "month"]],
  ["SHOP_KEYS", []],
  ["AWS_SECRET_ACCESS_KEY", ["OPENAI_API_KEY", "TWILIO_API_SECRET"]],
] as const)("for %s among %j it is nothing", (written, known) => {
  expect(didYouMean(written, known)).toBe("");
});
