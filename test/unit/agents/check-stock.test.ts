import { expect, test } from "vitest";
import { CATALOGUE } from "../../../agents/owl-shoes/data/catalogue.ts";
import checkStock from "../../../agents/owl-shoes/tools/check-stock.ts";
import { use } from "./tool-context.ts";

test.each([
  ["Owl Night Runner", "Owl Night Runner"],
  ["night runner", "Owl Night Runner"],
  ["NIGHT RUNNERS", "Owl Night Runner"],
  ["the owl night runner shoes", "Owl Night Runner"],
  ["knight runner", "Owl Night Runner"],
  ["trial runner", "Owl Trail Runner"],
  ["trail", "Owl Trail Runner"],
  ["sumit hikers", "Owl Summit Hiker"],
  ["hiking boots", "Owl Summit Hiker"],
  ["snow boots", "Owl Snowy Boot"],
  ["a pair of loafers", "Owl Feather Loafer"],
  ["óxford", "Owl Tawny Oxford"],
  ["owl's barn boot", "Owl Barn Boot"],
  ["slippers for my house", "Owl Burrow Slipper"],
])("a caller who says %j means the %s", async (product, name) => {
  expect((await use(checkStock, { product })).output).toMatchObject({ found: true, product: name });
});

test("every shoe is found by its full name", async () => {
  for (const { name } of CATALOGUE) {
    expect((await use(checkStock, { product: name })).output).toMatchObject({ found: true, product: name });
  }
});

test("price, sizes and colours are told", async () => {
  const { output } = await use(checkStock, { product: "night runner" });

  expect(output).toEqual({
    found: true,
    product: "Owl Night Runner",
    price: 119,
    currency: "USD",
    sizesInStock: [7, 8, 8.5, 9, 9.5, 10, 11, 12],
    colors: ["black", "midnight blue"],
  });
});

test.each([
  [{ size: 9 }, { size: 9, inStock: true }],
  [{ size: 6 }, { size: 6, inStock: false }],
  [{ size: 42 }, { size: 9, inStock: true }],
  [{ size: 42.5 }, { size: 9.5, inStock: true }],
  [
    { size: 9, color: "Blue" },
    { size: 9, inStock: true, color: "midnight blue" },
  ],
  [
    { size: 10, color: "blue" },
    { size: 10, inStock: false, sizesInStock: [8, 9, 9.5, 12] },
  ],
  [
    { size: 9, color: "pink" },
    { size: 9, inStock: false, sizesInStock: [], colors: ["black", "midnight blue"] },
  ],
  [{ color: "black" }, { color: "black", sizesInStock: [7, 8, 8.5, 9, 10, 11] }],
  [
    { size: 9, color: "" },
    { size: 9, inStock: true },
  ],
])("asked for %j it answers %j", async (wish, answer) => {
  expect((await use(checkStock, { product: "night runner", ...wish })).output).toMatchObject(answer);
});

test("a name that fits several comes back as candidates", async () => {
  const { output, facts } = await use(checkStock, { product: "runners" });

  expect(output).toEqual({
    found: false,
    product: "runners",
    suggestions: ["Owl Night Runner", "Owl Trail Runner"],
  });
  expect(facts).toEqual([]);
});

test.each(["umbrella", "shoes", "!?", "🦉", "constructor"])(
  "a name that fits none (%s) comes back with everything there is",
  async (product) => {
    const { output } = await use(checkStock, { product });

    expect(output).toEqual({ found: false, product, suggestions: CATALOGUE.map((shoe) => shoe.name) });
  },
);

test("a shoe that is sold out is found, without sizes", async () => {
  const { output, facts } = await use(checkStock, { product: "moonlight pump", size: 7, color: "silver" });

  expect(output).toMatchObject({ found: true, sizesInStock: [], inStock: false });
  expect(facts).toEqual([
    {
      name: "asked about",
      value: "Owl Moonlight Pump, silver, size 7 not in stock",
      from: "tool",
      confirmed: true,
    },
  ]);
});
