import * as z from "zod";
import { defineTool } from "#baton";
import { ORDERS } from "../data/orders.ts";
import { orderNumberIn } from "./order-number.ts";

export default defineTool({
  name: "lookup_order",
  description:
    "Looks up an existing order by its number: status, items, expected arrival and carrier. Call it as soon as the caller has said the number, in the same turn. With the ZIP code it also checks that the order is the caller's. An order placed in this call is not in it yet.",
  input: z.object({
    orderNumber: z.string().min(1).max(80).describe('The order number, as digits if possible: "1042".'),
    zip: z
      .string()
      .max(40)
      .optional()
      .describe("ZIP code of the delivery address, as digits, if the caller has said it."),
  }),
  run: ({ orderNumber: spoken, zip }) => {
    const orderNumber = orderNumberIn(spoken);
    const known = ORDERS.get(orderNumber);
    if (!known) return { found: false as const, orderNumber };
    const { customer, ...order } = known;
    const found = { found: true as const, orderNumber, ...order };
    if (!zip?.trim()) return found;
    return zip.replace(/\D/g, "") === customer.zip
      ? { ...found, zipMatches: true as const, customer: customer.name }
      : { ...found, zipMatches: false as const };
  },
  title: (_, output) => {
    if (!output?.orderNumber) return "Looked up an order";
    return `Looked up order ${output.orderNumber}${output.found ? "" : ": not found"}`;
  },
  facts: (_, output) => [
    {
      name: "order number",
      value: output.orderNumber || "not understood",
      from: "caller",
      confirmed: output.found,
    },
    ...(output.found
      ? [{ name: "order status", value: output.status, from: "tool" as const, confirmed: true }]
      : []),
  ],
  identity: (_, output) => {
    if (!output.found || !("zipMatches" in output)) return undefined;
    const method = `order ${output.orderNumber} and its ZIP code`;
    return output.zipMatches
      ? { status: "verified", method, name: output.customer }
      : { status: "failed", method };
  },
});
