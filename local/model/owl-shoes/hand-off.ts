import { BEYOND_US, COMPLAINT, NEGATIVE, POSITIVE } from "./lexicon.ts";
import { plain } from "./numbers.ts";
import type { Made, View } from "./view.ts";

type Reason =
  | "caller_requested"
  | "caller_frustrated"
  | "out_of_scope"
  | "repeated_misunderstanding"
  | "tool_failed";

/** The arguments of `hand_off`: everything that was learned, so that the caller says nothing twice. */
export function handOffArguments(view: View, code?: Reason): Record<string, unknown> {
  const everything = view.utterances.join(" ");
  const beyond = BEYOND_US.find(({ words }) => words.test(plain(everything)));
  const complains = COMPLAINT.test(plain(everything));
  const reasonCode = code ?? (beyond ? "out_of_scope" : complains ? "caller_frustrated" : "caller_requested");
  const intent = intentOf(view, beyond?.wish);
  const entities = entitiesOf(view);
  return {
    reason: reasonOf(reasonCode, intent, beyond?.wish),
    callSummary: summaryOf(view, intent, reasonCode),
    sentiment: sentimentOf(view.utterances),
    reasonCode,
    ...(intent && { intent }),
    desiredOutcome: beyond ? outcomeOf(withNumber(view, beyond.wish)) : "To speak with a person.",
    nextBestAction: beyond ? `${beyond.action}.` : `Ask what is still open${about(view)}.`,
    ...(Object.keys(entities).length > 0 && { entities }),
  };
}

const outcomeOf = (wish: string): string =>
  wish.startsWith("to ") ? `T${wish.slice(1)}.` : `To get ${wish}.`;

/** "a refund for order 1077", "to return order 1042" */
const withNumber = (view: View, wish: string): string => {
  const numbers = view.memory.orderNumbers.join(" and ");
  if (!numbers) return wish;
  return wish.includes("an order")
    ? wish.replace("an order", `order ${numbers}`)
    : `${wish} for order ${numbers}`;
};

const about = ({ memory }: View): string =>
  memory.orderNumbers.length > 0 ? ` for order ${memory.orderNumbers.join(" and ")}` : "";

function intentOf(view: View, wish: string | undefined): string | undefined {
  if (wish) return `wants ${withNumber(view, wish)}`;
  const { topic, product } = view.memory;
  if (topic === "buy") return `wants to buy ${product ?? "shoes"}`;
  if (topic === "stock") return `asks about ${product ?? "shoes"}`;
  if (topic === "order")
    return `asks about ${view.memory.orderNumbers.length > 0 ? `order ${view.memory.orderNumbers.join(" and ")}` : "an order"}`;
  return undefined;
}

function reasonOf(code: Reason, intent: string | undefined, wish: string | undefined): string {
  switch (code) {
    case "caller_requested":
      return "The caller asked to speak with a person.";
    case "caller_frustrated":
      return `The caller is unhappy and ${intent ?? "wants a person"}.`;
    case "out_of_scope":
      return `The caller ${intent ?? `wants ${wish ?? "something"}`}, which the assistant cannot do.`;
    case "repeated_misunderstanding":
      return "The assistant did not understand the caller several times.";
    case "tool_failed":
      return `The shop's system did not answer, and the caller ${intent ?? "still needs help"}.`;
  }
}

function summaryOf(view: View, intent: string | undefined, code: Reason): string {
  const first = view.utterances.find((text) => text.trim().split(/\s+/).length > 2) ?? view.utterances[0];
  const wanted = intent
    ? `The caller ${intent}.`
    : first
      ? `The caller said: "${shortened(first)}".`
      : "The caller has said little so far.";
  const done = view.calls.flatMap(didWhat);
  const open =
    code === "caller_requested"
      ? "The caller then asked for a person."
      : code === "tool_failed"
        ? "The request is still open."
        : "This needs a person.";
  return [wanted, ...new Set(done), open].join(" ");
}

const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 117)}...` : text);

/** What a call found or did, in a sentence. */
function didWhat({ name, args, result }: Made): string[] {
  if (!result) return [];
  if (typeof result.error === "string") return [`${name.replaceAll("_", " ")} failed.`];
  if (name === "lookup_order") {
    if (result.found !== true) return [`Order ${String(args.orderNumber)} was not found.`];
    const items =
      Array.isArray(result.items) && result.items.length > 0 ? ` (${result.items.join("; ")})` : "";
    const eta = typeof result.eta === "string" ? `, expected ${result.eta}` : "";
    return [`Order ${String(result.orderNumber)}${items} is ${String(result.status)}${eta}.`];
  }
  if (name === "check_stock" && result.found === true) {
    const size =
      result.size === undefined
        ? ""
        : `, size ${String(result.size)} ${result.inStock === true ? "in stock" : "not in stock"}`;
    return [`Looked up ${String(result.product)}${size}.`];
  }
  if (name === "place_order" && typeof result.orderNumber === "string") {
    return [`Placed order ${result.orderNumber}: ${String(result.line ?? args.product)}.`];
  }
  return [];
}

function entitiesOf({ memory }: View): Record<string, string> {
  return {
    ...(memory.orderNumbers.length > 0 && { orderNumber: memory.orderNumbers.join(", ") }),
    ...(memory.product !== undefined && { product: memory.product }),
    ...(memory.size !== undefined && { size: String(memory.size) }),
    ...(memory.color !== undefined && { color: memory.color }),
  };
}

/** The latest mood counts. */
function sentimentOf(utterances: readonly string[]): "positive" | "neutral" | "negative" {
  for (const text of utterances.slice(-4).reverse()) {
    if (NEGATIVE.test(plain(text))) return "negative";
    if (POSITIVE.test(plain(text))) return "positive";
  }
  return "neutral";
}
