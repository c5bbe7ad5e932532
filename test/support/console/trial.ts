import type { WebSocket } from "ws";
import type { TrialNews, TrialSaid } from "../../../worker/protocol/console/trial.ts";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import type { Handoff } from "../../../worker/protocol/handoff.ts";
import { MARKUP } from "./calls.ts";

/** An agent that is tried: its greeting is the edit's, and it answers a few things by rule. */
export function playTrial(socket: WebSocket, agent: string, edit: AgentEdit | undefined): void {
  const tell = (news: TrialNews): void => socket.send(JSON.stringify(news));
  const say = (...pieces: readonly string[]): void => {
    for (const [index, text] of pieces.entries())
      tell({ type: "agent", text, last: index === pieces.length - 1 });
    tell({ type: "listening" });
  };
  const end = (news: Extract<TrialNews, { type: "ended" | "refused" }>): void => {
    tell(news);
    socket.close();
  };
  if (edit === undefined)
    return end({
      type: "refused",
      error: "There is no such draft.",
      hint: "It was saved again, or published.",
    });
  tell({ type: "ready", agent, version: 0, language: edit.voice?.language ?? "en-US" });
  say(edit.greeting ?? "");
  socket.on("message", (raw) => {
    const heard = JSON.parse(String(raw)) as TrialSaid; // the page's, of the same types
    if (heard.type === "hang_up") return end({ type: "ended", how: "hung_up" });
    if (heard.type === "press" && heard.digit !== "0") return say(`You pressed ${heard.digit}.`);
    if (heard.type === "press" || /person/.test(heard.text)) {
      say("I'll put you through ", "to a colleague now.");
      return end({ type: "ended", how: "handed_off", handoff: HANDOFF });
    }
    if (/order/.test(heard.text)) {
      tell({
        type: "tool",
        name: "lookup_order",
        arguments: { orderNumber: "1042", note: MARKUP },
        ok: true,
        output: '{"status":"shipped"}',
      });
      return say("Order ten, forty-two is on its way.");
    }
    if (/text me/.test(heard.text)) {
      tell({ type: "text_message", body: "Your order 1042: https://owl.example/1042" });
      return say("I've sent you the link.");
    }
    return say(`You said: ${heard.text}`);
  });
}

const HANDOFF: Handoff = {
  v: 1,
  reasonCode: "caller_requested",
  reason: "The caller asked for a person.",
  callSummary: "They asked where order 1042 is, and were told that it is on its way.",
  sentiment: "neutral",
  triggeredBy: "caller",
  language: "en-US",
  intent: "Late delivery",
  facts: [{ name: "order_number", value: "1042", from: "caller", confirmed: true }],
};
