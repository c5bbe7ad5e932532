import type { Answer, Brain, ModelCall } from "./model-call.ts";
import { handOffArguments } from "./owl-shoes/hand-off.ts";
import { LINES } from "./owl-shoes/lines.ts";
import { reply } from "./owl-shoes/replies.ts";
import { tell } from "./owl-shoes/tellings.ts";
import { type View, viewOf } from "./owl-shoes/view.ts";

/**
 * Plays the assistant of Owl Shoes by rules. It knows nothing but the request: what was said, what the tools
 * returned and which are offered, so the same request always gets the same answer.
 */
export const owlShoes: Brain = (call) => {
  const broken = brokenOff(call);
  if (broken) return broken;

  const view = viewOf(call);
  if (typeof call.toolChoice === "object") return forced(view, call.toolChoice.name);
  const answer = view.resultsLast
    ? tell(view)
    : view.calls.some((made) => made.fresh)
      ? both(view)
      : reply(view);
  const calls = answer.toolCalls?.filter((made) => view.offers(made.name)) ?? [];
  if (calls.length > 0) return { ...answer, toolCalls: calls };
  if (call.toolChoice === "required")
    return forced(view, view.offers("hand_off") ? "hand_off" : (call.tools[0]?.name ?? ""));
  return { text: answer.text || LINES[view.language].outOfReach };
};

/** The caller has gone on before a result was told: it is told together with the answer. */
function both(view: View): Answer {
  const answer = reply(view);
  if (answer.toolCalls && answer.toolCalls.length > 0) return answer;
  const told = tell(view);
  const { notUnderstood } = LINES[view.language];
  return answer.text === undefined || answer.text === notUnderstood
    ? told
    : { ...told, text: [told.text, answer.text].join(" ") };
}

/** A call that the request insists on, as well as it can be filled from the conversation. */
function forced(view: View, name: string): Answer {
  const { orderNumbers, product, size, color, quantity } = view.memory;
  const shoe = {
    ...(product !== undefined && { product }),
    ...(size !== undefined && { size }),
    ...(color !== undefined && { color }),
  };
  const known: Readonly<Record<string, () => Readonly<Record<string, unknown>>>> = {
    hand_off: () => handOffArguments(view),
    lookup_order: () => ({ orderNumber: orderNumbers[0] ?? "" }),
    check_stock: () => shoe,
    place_order: () => ({ ...shoe, ...(quantity !== undefined && { quantity }) }),
    collect_digits: () => ({ purpose: "order_number" }),
    change_language: () => ({ language: view.choices(name, "language")[0] ?? "en-US" }),
  };
  return { toolCalls: [{ name, arguments: known[name]?.() ?? {} }] };
}

/** Asked to go on with a reply that broke off: what it would have said, without what was said already. */
function brokenOff(call: ModelCall): Answer | undefined {
  const trailer = call.messages.at(-1);
  const partial = call.messages.at(-2);
  if (
    trailer?.role !== "system" ||
    !/\bbroke off\b.*\bcontinue\b/is.test(trailer.text) ||
    partial?.role !== "assistant"
  )
    return undefined;
  const whole = owlShoes({ ...call, messages: call.messages.slice(0, -2), toolChoice: "auto" }).text ?? "";
  const said = partial.text.trimEnd();
  const rest = whole.startsWith(said) ? whole.slice(said.length) : "";
  return { text: rest.trim() ? rest : ` ${LINES[viewOf(call).language].anythingElse}` };
}
