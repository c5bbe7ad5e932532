import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import { ORDERS } from "../data/orders.ts";
import { orderNumberIn } from "./order-number.ts";

export default defineTool({
  name: "lookup_order",
  description:
    "Looks up an existing order by its number: status, items, expected arrival and carrier. Call it as soon as the caller has said the number, in the same turn. An order placed in this call is not in it yet.",
  input: z.object({
    orderNumber: z.string().min(1).max(80).describe('The order number, as digits if possible: "1042".'),
  }),
  run: ({ orderNumber: spoken }) => {
    const orderNumber = orderNumberIn(spoken);
    const order = ORDERS.get(orderNumber);
    return order ? { found: true as const, orderNumber, ...order } : { found: false as const, orderNumber };
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
});
