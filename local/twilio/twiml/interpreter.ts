import { type CallContext, type Next, ON, type Outcome, type Place, type Scope } from "../call-context.ts";
import { sound } from "../sound.ts";
import { fetchDocument, fetchFallback, type WebhookRequest } from "../webhook.ts";
import type { Element } from "./twiml.ts";
import { connect } from "./verbs/connect.ts";
import { dial } from "./verbs/dial.ts";
import { enqueue } from "./verbs/enqueue.ts";
import { gather } from "./verbs/gather.ts";
import { pauseVerb, play, say } from "./verbs/speech.ts";
import { follow, target } from "./verbs/target.ts";

type Verb = (element: Element, scope: Scope) => Next | Promise<Next>;

const VERBS: Readonly<Record<string, Verb>> = {
  Connect: connect,
  Dial: dial,
  Enqueue: enqueue,
  Gather: gather,
  Hangup: () => ({ go: "hang_up" }),
  Leave: (_element, scope) => (scope.inQueue ? { go: "leave" } : ON),
  Pause: pauseVerb,
  Play: play,
  Redirect: (element, scope) => follow(scope, element.text, element.attributes.method),
  Reject: (element) => ({ go: "hang_up", as: element.attributes.reason === "busy" ? "busy" : "no-answer" }),
  Say: say,
};

/**
 * Everything else answers the call before it runs. A relay's socket opens first; see the facts sheet, 2.1. A pause at the
 * beginning delays the answer. Source: TwiML `<Pause>`, "Delayed pickup".
 */
const BEFORE_ANSWER = new Set(["Connect", "Pause", "Redirect", "Reject"]);
const IN_QUEUE = new Set(["Play", "Say", "Pause", "Hangup", "Redirect", "Leave", "Gather"]);

const APOLOGY = "We are sorry, an application error has occurred. Goodbye.";

/** Requests a document, runs its verbs, and goes where they lead until they lead nowhere. */
export async function runDocuments(call: CallContext, first: WebhookRequest, place: Place): Promise<Outcome> {
  const { stack, identity } = call;
  let fetched = fetchDocument(stack, first, identity.callSid);
  while (!place.signal.aborted) {
    const document = await fetched;
    if (place.signal.aborted) break;
    if (!document) return apologise(call, place.signal);
    const scope = { ...place, call, document };
    const next = await runVerbs(scope);
    if (next.go === "to") fetched = fetchDocument(stack, next.request, identity.callSid);
    else if (next.go === "fail")
      fetched = fetchFallback(stack, next.code, target(scope, document.url, "POST"), identity.callSid);
    else return next;
  }
  return { go: "on" };
}

async function runVerbs(scope: Scope): Promise<Next> {
  const { callSid } = scope.call.identity;
  for (const element of scope.document.verbs) {
    if (scope.signal.aborted) return ON;
    const run = Object.entries(VERBS).find(([name]) => name === element.name)?.[1];
    if (!run) continue; // reported by the lint
    if (scope.inQueue && !IN_QUEUE.has(element.name)) {
      scope.call.stack.alert(
        { code: "lint", message: `<${element.name}> cannot be used in waitUrl and is passed over` },
        callSid,
      );
      continue;
    }
    if (!BEFORE_ANSWER.has(element.name)) scope.call.answer();
    if (element.name !== "Connect") {
      scope.call.stack.emit({ kind: "verb", verb: element.name, detail: detailOf(element) }, callSid);
    }
    const next = await run(element, scope);
    if (next.go !== "on") return next;
  }
  return ON;
}

const detailOf = ({ attributes, text }: Element) => (text ? { ...attributes, text } : attributes);

/** What Twilio says when neither the URL nor its fallback gave anything to run. */
async function apologise(call: CallContext, signal: AbortSignal): Promise<Outcome> {
  call.answer();
  const voice = { lang: "en-US", interruptible: "none", preemptible: false } as const;
  await sound(
    call.stack,
    call.identity.callSid,
    { kind: "speech", source: "say", text: APOLOGY, ...voice },
    signal,
  );
  return { go: "hang_up" };
}
