import * as z from "zod";
import { defineTool } from "#baton";
import { CATALOGUE, CURRENCY, usSize } from "../data/catalogue.ts";
import { findColor, findShoe } from "../data/search.ts";

export default defineTool({
  name: "check_stock",
  description:
    "Tells price, colours and sizes in stock of a shoe. Call it before you say anything about price or availability, and again when the caller changes shoe, size or colour. Sizes are US; a European size is converted. `found: false` comes with the names it could be.",
  input: z.object({
    product: z.string().min(1).max(80).describe("The shoe, as the caller calls it."),
    size: z.number().min(1).max(60).optional().describe("US or European size, if the caller said one."),
    color: z.string().max(40).optional().describe("Colour in English, if the caller said one."),
  }),
  run: ({ product, size, color }) => {
    const match = findShoe(product);
    if (match.kind !== "one") {
      const suggestions = (match.kind === "several" ? match.shoes : CATALOGUE).map((shoe) => shoe.name);
      return { found: false as const, product, suggestions };
    }
    const { shoe } = match;
    const wanted = color ? findColor(color, shoe) : undefined;
    const shelves = color ? [wanted ? (shoe.stock[wanted] ?? []) : []] : Object.values(shoe.stock);
    const sizesInStock = [...new Set(shelves.flat())].sort((a, b) => a - b);
    return {
      found: true as const,
      product: shoe.name,
      price: shoe.price,
      currency: CURRENCY,
      ...(wanted && { color: wanted }),
      sizesInStock,
      ...(size !== undefined && { size: usSize(size), inStock: sizesInStock.includes(usSize(size)) }),
      colors: Object.keys(shoe.stock),
    };
  },
  title: ({ product }, output) => `Checked the stock of ${output?.product ?? product}`,
  facts: (_, output) => {
    if (!output.found) return [];
    const size =
      output.size === undefined
        ? ""
        : `, size ${output.size} ${output.inStock ? "in stock" : "not in stock"}`;
    const color = output.color ? `, ${output.color}` : "";
    return [
      { name: "asked about", value: `${output.product}${color}${size}`, from: "tool", confirmed: true },
    ];
  },
});
