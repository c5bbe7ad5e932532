import { expect, test } from "vitest";
import { maskCards } from "../../../worker/session/account/card-numbers.ts";

test.each([
  ["4111 1111 1111 1111", "•••• 1111"],
  ["4111-1111-1111-1111", "•••• 1111"],
  ["my card 5555555555554444, please", "my card •••• 4444, please"],
  ["378282246310005.", "•••• 0005."],
  ["4222222222222", "•••• 2222"],
  ["4111.1111.1111.1111 or 6011 1111 1111 1117", "•••• 1111 or •••• 1117"],
])("the card number in %j is masked to its last four digits", (text, masked) => {
  expect(maskCards(text)).toBe(masked);
});

test.each([
  "+4915112345678",
  "Order 4111 1111 1111 1112",
  "at 1700000000000",
  "415 555 0142",
  "2026-11-22, 10:30",
  "12345678901234567890123",
  "",
])("%j holds no card number and stays as it is", (text) => {
  expect(maskCards(text)).toBe(text);
});
