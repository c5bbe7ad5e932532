import { afterEach, describe, expect, test, vi } from "vitest";
import placeOrder from "../../../agents/owl-shoes/tools/place-order.ts";
import { account, readBack, toolContext, use } from "./tool-context.ts";

const order = { product: "night runner", size: 9, color: "black", quantity: 2 };

afterEach(() => vi.useRealTimers());

test("an order is placed, told to the caller by text, and known to the person who takes over", async () => {
  const context = toolContext();

  const { output, facts } = await use(placeOrder, order, context);

  expect(output).toMatchObject({
    total: 238,
    currency: "USD",
    eta: "in 3 to 5 working days",
    smsSent: true,
  });
  expect(output.orderNumber).toMatch(/^[1-9]\d{4}$/);
  expect(context.texts).toEqual([
    `Owl Shoes: thank you for order ${output.orderNumber}. 2 x Owl Night Runner, 9, black. Total 238.00 USD. It arrives in 3 to 5 working days.`,
  ]);
  expect(facts).toEqual([
    {
      name: "order placed",
      value: `${output.orderNumber}: 2 x Owl Night Runner, 9, black, 238 USD`,
      from: "tool",
      confirmed: true,
    },
  ]);
});

test.each([
  ["with a text message", toolContext(), true],
  [
    "without one, where it cannot be sent",
    toolContext({ textCaller: () => Promise.reject(new Error("21614")) }),
    false,
  ],
])("the person is told what was placed and what the caller may count on, %s", async (_, context, texted) => {
  const { title, promises } = await account(placeOrder, order, context);

  expect(title).toMatch(/^Placed order [1-9]\d{4}$/);
  const number = title.slice(-5);
  expect(promises).toEqual([
    `Order ${number} arrives in 3 to 5 working days`,
    ...(texted ? [`A text message with order ${number}`] : []),
  ]);
});

test("a second try of the same call is the same order, and another call is another", async () => {
  const numberFor = async (idempotencyKey: string) =>
    (await use(placeOrder, order, toolContext({ idempotencyKey }))).output.orderNumber;

  expect(await numberFor("a")).toBe(await numberFor("a"));
  const numbers = await Promise.all(Array.from({ length: 200 }, (_, i) => numberFor(`CA1:place_order:${i}`)));
  expect(new Set(numbers).size).toBeGreaterThan(195);
});

test("the English text message fits into one SMS, for the longest order there can be", async () => {
  const context = toolContext();

  await use(placeOrder, { product: "night runner", size: 9.5, color: "blue", quantity: 10 }, context);

  expect(context.texts[0]).toMatch(/^[\w .,:]{1,160}$/);
});

test.each([
  ["es-US", "gracias"],
  ["fr-FR", "merci"],
  ["de-DE", "danke"],
  ["pt-BR", "obrigado"],
  ["ja-JP", "thank you"],
])("the text message is in the language of the call (%s)", async (language, word) => {
  const context = toolContext({ language });

  await use(placeOrder, order, context);

  expect(context.texts[0]).toContain(word);
});

describe("the order stands when no text message can be sent", () => {
  test.each([
    ["to a landline", () => Promise.reject(new Error("refused, error 21614"))],
    [
      "to an anonymous caller",
      () => {
        throw new Error("The caller has no number.");
      },
    ],
  ])("%s", async (_what, textCaller) => {
    const { output } = await use(placeOrder, order, toolContext({ textCaller }));

    expect(output).toMatchObject({ smsSent: false });
  });

  test("because the gateway hangs", async () => {
    vi.useFakeTimers();
    const placed = use(placeOrder, order, toolContext({ textCaller: () => new Promise(() => {}) }));
    await vi.advanceTimersByTimeAsync(4_000);

    expect((await placed).output).toMatchObject({ smsSent: false });
  });
});

describe("an order that cannot be placed is a failure that says why, and sends nothing", () => {
  test.each([
    [{ product: "umbrella" }, 'there is no shoe called "umbrella".'],
    [{ product: "runner" }, "several shoes fit. There is: Owl Night Runner, Owl Trail Runner."],
    [{ color: undefined }, "the colour is missing. There is: black, midnight blue."],
    [{ color: "pink" }, "Owl Night Runner does not come in pink. There is: black, midnight blue."],
    [
      { size: 10, color: "blue" },
      "Owl Night Runner in midnight blue is not in stock in size 10. There is: 8, 9, 9.5, 12.",
    ],
    [
      { size: 6, color: undefined },
      "Owl Night Runner is not in stock in size 6. There is: 7, 8, 8.5, 9, 9.5, 10, 11, 12.",
    ],
    [
      { product: "moonlight pump", color: "silver" },
      "Owl Moonlight Pump in silver is not in stock in size 9.",
    ],
  ])("%j", async (change, problem) => {
    const context = toolContext();

    await expect(use(placeOrder, { ...order, ...change }, context)).rejects.toThrow(
      `Not ordered: ${problem}`,
    );
    expect(context.texts).toEqual([]);
  });

  test.each([{ size: 0 }, { quantity: 0 }, { quantity: 1.5 }, { quantity: 11 }, { product: "" }])(
    "%j is no order at all",
    (change) => {
      expect(placeOrder.check({ ...order, ...change }).ok).toBe(false);
    },
  );
});

test("the one colour that is there in a size needs no asking", async () => {
  const { output } = await use(placeOrder, { product: "night runner", size: 12 });

  expect(output).toMatchObject({ line: "1 x Owl Night Runner, 12, midnight blue", total: 119 });
});

test("the order is read back before it is placed", () => {
  expect(placeOrder.sideEffect).toBe(true);
  expect(readBack(placeOrder, order)).toBe(
    "That is 2 pairs of Owl Night Runner, size 9, black, for 238 dollars. Shall I order that?",
  );
  expect(readBack(placeOrder, { product: "City Perch", size: 42 })).toBe(
    "That is one pair of Owl City Perch, size 9, for 89 dollars. Shall I order that?",
  );
  expect(readBack(placeOrder, { product: "umbrella", size: 9 })).toBe(
    "That is one pair of umbrella, size 9. Shall I order that?",
  );
});
