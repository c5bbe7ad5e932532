import type { Answer } from "../model-call.ts";
import { handOffArguments } from "./hand-off.ts";
import { LINES } from "./lines.ts";
import type { Made, View } from "./view.ts";

/** After these the caller is expected to do something, or nothing more. */
const WAITS: ReadonlySet<string> = new Set(["collect_digits", "hand_off", "end_call"]);

/** What follows from the results of tools: words, or the next call. */
export function tell(view: View): Answer {
  const fresh = view.calls.filter((call) => call.fresh);
  const lines = LINES[view.language];
  if (failuresInRow(view.calls) >= 2 && view.offers("hand_off")) {
    return { toolCalls: [{ name: "hand_off", arguments: handOffArguments(view, "tool_failed") }] };
  }
  const next = nextStepOfOrder(view, fresh);
  // On the way to an order the look into the stock is no news.
  const ordering = next !== undefined || fresh.some((call) => call.name === "place_order");
  const texts = fresh.flatMap((call) => (ordering && call.name === "check_stock" ? [] : telling(view, call)));
  const text = [...new Set(texts)].join(" ");
  if (next) return { ...next, ...(text && { text }) };
  if (!text) return { text: lines.anythingElse };
  const open = /\?\s*$/.test(text) || view.language !== "en" || fresh.some((call) => WAITS.has(call.name));
  return { text: open ? text : `${text} ${lines.anythingElse}` };
}

function failuresInRow(calls: readonly Made[]): number {
  const done = calls.filter((call) => call.result?.status !== "running");
  const lastGood = done.findLastIndex((call) => call.result?.error === undefined);
  return done.length - 1 - lastGood;
}

function telling(view: View, call: Made): string[] {
  const lines = LINES[view.language];
  const { result } = call;
  if (!result || result.error !== undefined) return [lines.toolFailed];
  if (result.status === "running" || result.status === "started" || result.status === "no result yet")
    return [lines.toolRunning];
  switch (call.name) {
    case "change_language":
      return view.calls.some((other) => other.fresh && other.name !== call.name)
        ? []
        : [lines.languageChanged];
    case "collect_digits":
      return [lines.keyIn];
    case "hand_off":
      return [lines.handingOff];
    case "request_callback":
      return [lines.callbackArranged];
    case "end_call":
      return [lines.goodbye];
    case "lookup_order":
      return [tellOrder(view, call)];
    case "check_stock":
      return [tellStock(view, call)];
    case "place_order":
      return [tellPlaced(view, call)];
    default:
      return [];
  }
}

function tellOrder(view: View, { args, result = {} }: Made): string {
  const lines = LINES[view.language];
  const orderNumber = String(result.orderNumber || args.orderNumber || "");
  if (result.found !== true) {
    const misses = view.calls.filter((call) => call.name === "lookup_order" && call.result?.found === false);
    return misses.length > 1 ? lines.orderNotFoundAgain : lines.orderNotFound(orderNumber);
  }
  const state = lines.order({
    orderNumber,
    status: text(result.status) ?? "known to us",
    items: words(result.items),
    eta: text(result.eta),
    carrier: text(result.carrier),
    note: text(result.note),
  });
  if (typeof result.zipMatches !== "boolean") return state;
  const checked = result.zipMatches ? lines.zipMatches : lines.zipDiffers;
  const told = view.calls.some(
    (call) => !call.fresh && call.result?.found === true && call.result.orderNumber === result.orderNumber,
  );
  return told ? checked : `${checked} ${state}`;
}

function tellStock(view: View, { args, result = {} }: Made): string {
  const lines = LINES[view.language];
  const product = text(result.product) ?? String(args.product ?? "");
  if (result.found !== true) return lines.stockNotFound(product, words(result.suggestions));
  const colors = words(result.colors);
  const asked = text(args.color);
  if (asked && result.color === undefined && colors.length > 0) return `${lines.askColor(colors)}`;
  const sizes = Array.isArray(result.sizesInStock)
    ? result.sizesInStock.filter((size) => typeof size === "number")
    : [];
  const said = lines.stock({
    product,
    price: number(result.price),
    size: number(result.size) ?? number(args.size),
    inStock: result.inStock === undefined ? undefined : result.inStock === true,
    sizes,
    color: text(result.color),
    colors,
  });
  if (view.memory.topic !== "buy" || sizes.length === 0) return said;
  if (view.memory.size === undefined) return `${said} ${lines.askSize(product)}`;
  return view.memory.color === undefined && colors.length > 1 && result.inStock === true
    ? `${said} ${lines.askColor(colors)}`
    : said;
}

function tellPlaced(view: View, { args, result = {} }: Made): string {
  const lines = LINES[view.language];
  if (result.status === "needs_confirmation") {
    const pairs = number(args.quantity) ?? 1;
    const own = [`${pairs} × ${String(args.product)}`, String(args.size), text(args.color)]
      .filter((part) => part !== undefined)
      .join(", ");
    // The shop's line is English; elsewhere the names and numbers have to do.
    return lines.confirm(view.language === "en" ? (text(result.say) ?? own) : own);
  }
  const orderNumber = text(result.orderNumber);
  if (orderNumber === undefined) return lines.notPlaced(text(result.problem) ?? "", words(result.options));
  return lines.placed({
    orderNumber,
    total: number(result.total),
    eta: text(result.eta),
    smsSent: result.smsSent === true,
  });
}

/** The shoe is there in the size and colour that the caller wants to buy: on with the order. */
function nextStepOfOrder(view: View, fresh: readonly Made[]): Answer | undefined {
  const { memory } = view;
  const checked = fresh.find((call) => call.name === "check_stock");
  if (fresh.some((call) => call.name === "place_order")) return undefined;
  if (memory.topic !== "buy" || !checked?.result || checked.result.inStock !== true) return undefined;
  const colors = words(checked.result.colors);
  const color = text(checked.result.color) ?? (colors.length === 1 ? colors[0] : undefined);
  if (memory.size === undefined || !view.offers("place_order") || (color === undefined && colors.length > 0))
    return undefined;
  const args = {
    product: text(checked.result.product) ?? String(checked.args.product),
    size: memory.size,
    ...(color !== undefined && { color }),
    ...(memory.quantity !== undefined && { quantity: memory.quantity }),
  };
  return { toolCalls: [{ name: "place_order", arguments: args }] };
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const words = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((v) => typeof v === "string" || typeof v === "number").map(String) : [];
