import * as z from "zod";
import { defineTool } from "#baton";
import { CURRENCY, type Shoe, usSize } from "../data/catalogue.ts";
import { findColor, findShoe } from "../data/search.ts";
import { orderMessage } from "./order-message.ts";

/** An order stands without its text message, so the caller does not wait for one longer than this. */
const TEXT_MS = 4_000;

const input = z.object({
  product: z.string().min(1).max(80).describe("The shoe's name as check_stock gave it."),
  size: z.number().min(1).max(60).describe("US or European size."),
  color: z
    .string()
    .max(40)
    .optional()
    .describe("Colour in English. Required when the shoe comes in several."),
  quantity: z.number().int().min(1).max(10).default(1).describe("Pairs."),
});

export default defineTool({
  name: "place_order",
  description:
    "Orders shoes for the caller; they pay on delivery. Call it once shoe, size and colour are agreed and check_stock has shown them in stock. The order is read back to the caller before it is placed. A text message with the order goes to the number they call from.",
  sideEffect: true,
  deadlineMs: 10_000,
  input,
  confirm: ({ product, size, color, quantity }) => {
    const match = findShoe(product);
    const shoe = match.kind === "one" ? match.shoe : undefined;
    const look = [shoe?.name ?? product, `size ${usSize(size)}`, ...(color ? [color] : [])].join(", ");
    const price = shoe ? `, for ${shoe.price * quantity} dollars` : "";
    return `That is ${quantity === 1 ? "one pair" : `${quantity} pairs`} of ${look}${price}. Shall I order that?`;
  },
  // "Black" and "black ", "the runner" and its whole name, 9 and its European size are one order.
  sameRun: ({ product, size, color, quantity }) => {
    const match = findShoe(product);
    if (match.kind !== "one") return [product, size, color ?? null, quantity];
    const { shoe } = match;
    return [shoe.name, usSize(size), color ? (findColor(color, shoe) ?? color) : null, quantity];
  },
  run: async ({ product, size, color, quantity }, { idempotencyKey, language, textCaller }) => {
    const { shoe, color: chosen } = choose(product, usSize(size), color);
    const orderNumber = orderNumberFor(idempotencyKey);
    const total = shoe.price * quantity;
    const line = `${quantity} x ${shoe.name}, ${usSize(size)}, ${chosen}`;
    const text = orderMessage(language, { orderNumber, line, total: `${total.toFixed(2)} ${CURRENCY}` });
    const smsSent = await succeedsWithin(TEXT_MS, () => textCaller(text));
    return { orderNumber, line, total, currency: CURRENCY, eta: "in 3 to 5 working days", smsSent };
  },
  title: ({ product }, output) =>
    output ? `Placed order ${output.orderNumber}` : `Tried to order ${product}`,
  promises: (_, { orderNumber, eta, smsSent }) => [
    `Order ${orderNumber} arrives ${eta}`,
    ...(smsSent ? [`A text message with order ${orderNumber}`] : []),
  ],
  facts: (_, { orderNumber, line, total, currency }) => [
    {
      name: "order placed",
      value: `${orderNumber}: ${line}, ${total} ${currency}`,
      from: "tool",
      confirmed: true,
    },
  ],
});

/**
 * The shoe and the colour to send.
 *
 * @throws Error, for the model: what is wrong with the choice and what there is instead. It is a failure and not an
 * answer, so that nobody is told of an order that was never placed.
 */
function choose(
  product: string,
  size: number,
  spokenColor: string | undefined,
): { shoe: Shoe; color: string } {
  const match = findShoe(product);
  if (match.kind === "none") throw notPlaced(`there is no shoe called "${product}"`);
  if (match.kind === "several")
    throw notPlaced(
      "several shoes fit",
      match.shoes.map((s) => s.name),
    );

  const { shoe } = match;
  const inSize = Object.keys(shoe.stock).filter((color) => shoe.stock[color]?.includes(size));
  if (!spokenColor) {
    const [only, ...others] = inSize;
    if (!only) throw notPlaced(`${shoe.name} is not in stock in size ${size}`, sizesOf(shoe));
    if (others.length > 0) throw notPlaced("the colour is missing", inSize);
    return { shoe, color: only };
  }
  const color = findColor(spokenColor, shoe);
  if (!color) throw notPlaced(`${shoe.name} does not come in ${spokenColor}`, Object.keys(shoe.stock));
  if (inSize.includes(color)) return { shoe, color };
  throw notPlaced(`${shoe.name} in ${color} is not in stock in size ${size}`, shoe.stock[color]);
}

const notPlaced = (why: string, instead: readonly (string | number)[] = []): Error =>
  new Error(`Not ordered: ${why}.${instead.length > 0 ? ` There is: ${instead.join(", ")}.` : ""}`);

const sizesOf = (shoe: Shoe) => [...new Set(Object.values(shoe.stock).flat())].sort((a, b) => a - b);

/** Five digits from the key of this try, so that a second try is the same order (32-bit FNV-1a). */
function orderNumberFor(idempotencyKey: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < idempotencyKey.length; i++) {
    hash = Math.imul(hash ^ idempotencyKey.charCodeAt(i), 0x01000193);
  }
  return String(10_000 + ((hash >>> 0) % 90_000));
}

/** False for a landline, an anonymous caller or a gateway that hangs; the order stands, and the caller is told. */
const succeedsWithin = (ms: number, send: () => Promise<unknown>): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    const settle = (sent: boolean) => {
      clearTimeout(timer);
      resolve(sent);
    };
    Promise.resolve()
      .then(send)
      .then(
        () => settle(true),
        () => settle(false),
      );
  });
