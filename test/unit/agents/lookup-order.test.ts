import { expect, test } from "vitest";
import lookupOrder from "../../../agents/owl-shoes/tools/lookup-order.ts";
import { orderNumberIn } from "../../../agents/owl-shoes/tools/order-number.ts";
import { account, use } from "./tool-context.ts";

test.each([
  ["1042", "1042"],
  ["#1042", "1042"],
  ["ORD-1042", "1042"],
  ["10 42", "1042"],
  ["1 0 4 2.", "1042"],
  ["1,042", "1042"],
  ["1O42", "1042"],
  ["o número é 1042", "1042"],
  ["it's order number 1042, please", "1042"],
  ["ten forty-two", "1042"],
  ["Ten Forty Two", "1042"],
  ["ten four two", "1042"],
  ["one zero four two", "1042"],
  ["one oh four two", "1042"],
  ["oh, that is one oh four two", "1042"],
  ["one thousand forty two", "1042"],
  ["one thousand and forty-two", "1042"],
  ["one thousand seventy seven", "1077"],
  ["ten seventy seven", "1077"],
  ["eleven hundred and three", "1103"],
  ["eleven oh three", "1103"],
  ["one thousand one hundred and sixty", "1160"],
  ["eleven sixty", "1160"],
  ["fifty eight two thirty one", "58231"],
  ["twenty twenty", "2020"],
  ["hundred", ""],
  ["I don't know", ""],
  ["", ""],
])("the order number in %j is %j", (spoken, digits) => {
  expect(orderNumberIn(spoken)).toBe(digits);
});

test("a known order is found, with everything a caller may ask", async () => {
  const { output, facts } = await use(lookupOrder, { orderNumber: "ORD-1042" });

  expect(output).toEqual({
    found: true,
    orderNumber: "1042",
    status: "shipped",
    items: ["Owl Night Runner, size 9, black"],
    eta: "in two working days",
    carrier: "UPS",
  });
  expect(facts).toEqual([
    { name: "order number", value: "1042", from: "caller", confirmed: true },
    { name: "order status", value: "shipped", from: "tool", confirmed: true },
  ]);
});

test("an unknown order is not found, and what was understood is told", async () => {
  expect(await use(lookupOrder, { orderNumber: "99 99" })).toEqual({
    output: { found: false, orderNumber: "9999" },
    facts: [{ name: "order number", value: "9999", from: "caller", confirmed: false }],
  });
});

test("words without a number find nothing", async () => {
  const { output, facts } = await use(lookupOrder, { orderNumber: "constructor" });

  expect(output).toEqual({ found: false, orderNumber: "" });
  expect(facts).toMatchObject([{ value: "not understood" }]);
});

test("the name on an order is told to nobody who does not know its ZIP code", async () => {
  const { output: wrong } = await use(lookupOrder, { orderNumber: "1042", zip: "10115" });
  const { output: right } = await use(lookupOrder, { orderNumber: "1042", zip: "9-7-2-0-1" });

  expect(wrong).toMatchObject({ found: true, zipMatches: false });
  expect(JSON.stringify(wrong)).not.toMatch(/Lindqvist|97201/);
  expect(right).toMatchObject({ zipMatches: true, customer: "Maya Lindqvist" });
  expect(JSON.stringify(right)).not.toContain("97201");
});

test.each([
  [
    "the right ZIP code verifies the caller",
    "97201",
    { status: "verified", method: "order 1042 and its ZIP code", name: "Maya Lindqvist" },
  ],
  ["a wrong one fails them", "10115", { status: "failed", method: "order 1042 and its ZIP code" }],
  ["without one nothing is said of who they are", "", undefined],
])("%s", async (_, zip, identity) => {
  expect((await account(lookupOrder, { orderNumber: "1042", zip })).identity).toEqual(identity);
});

test("the step says which order was looked up, and that there was none", async () => {
  expect((await account(lookupOrder, { orderNumber: "ten forty-two" })).title).toBe("Looked up order 1042");
  expect((await account(lookupOrder, { orderNumber: "9999" })).title).toBe("Looked up order 9999: not found");
  expect((await account(lookupOrder, { orderNumber: "hm" })).title).toBe("Looked up an order");
});
