import type { ModelCall } from "../../../local/model/model-call.ts";
import { callsTool, fails, type Step, says, saysAndCalls } from "../../support/model-steps.ts";
import type { ReceivedRequest } from "../../support/scripted-model.ts";

/** The model of the escalation's calls: a few sentences lead to tools, and what it says proves what it remembers. */

/** What it writes when it hands over; the summary has what the caller has said of an order. */
const handOff = (call: ModelCall) => ({
  reason: "The caller needs a person.",
  callSummary: `The caller asks about order ${orderIn(call) ?? "unknown"}.`,
  sentiment: "neutral",
  entities: { orderNumber: orderIn(call) ?? "unknown" },
});

/** The order number the caller has named, whenever that was. */
function orderIn({ messages }: ModelCall): string | undefined {
  const said = messages.flatMap((m) => (m.role === "user" ? [m.text] : []));
  return said.map((text) => /\b\d{4}\b/.exec(text)?.[0]).findLast((number) => number !== undefined);
}

/** One answer to whatever is asked; calls of several tests may come in any order. */
export function deskModel({ model, call }: ReceivedRequest): Step {
  if (model === "dead") return fails(500);
  if (typeof call.toolChoice === "object") return callsTool("hand_off", handOff(call));
  const last = call.messages.at(-1);
  if (last?.role === "tool")
    return says(last.text.includes("arranged") ? "You will be called back." : "Done.");
  const said = call.messages.findLast((m) => m.role === "user")?.text ?? "";
  if (/too much for you|demasiado/i.test(said)) return callsTool("hand_off", handOff(call));
  const [, place] = /the shop in (\w+)/i.exec(said) ?? [];
  if (place !== undefined) return callsTool("hand_off", { ...handOff(call), place });
  if (/call me back|llámeme/i.test(said)) return callsTool("request_callback");
  if (/goodbye/i.test(said)) return saysAndCalls("Goodbye.", "end_call");
  return says(`I have order ${orderIn(call) ?? "none"} here.`);
}
