import { type Next, ON, type Scope } from "../../call-context.ts";
import type { Element } from "../twiml.ts";
import { pauseVerb, play, say } from "./speech.ts";
import { follow, integer } from "./target.ts";

const PROMPTS = new Map([
  ["Say", say],
  ["Play", play],
  ["Pause", pauseVerb],
]);

type Gathered =
  | { readonly by: "keys"; readonly digits: string; readonly finishedOnKey: string }
  | { readonly by: "speech"; readonly text: string }
  | { readonly by: "nothing" };

/** Recognition is never sure here, so a likely figure stands for it. */
const CONFIDENCE = "0.9";

/**
 * Collects keys, or speech, while its prompts play and for `timeout` seconds of silence after. Input stops the
 * prompts. Without input the next verb runs, unless `actionOnEmptyResult` asks otherwise. Source: `<Gather>` page.
 */
export async function gather(element: Element, scope: Scope): Promise<Next> {
  const { attributes } = element;
  const { speech } = scope.call.stack;
  const takes = (attributes.input ?? "dtmf").split(/\s+/);
  const timeoutMs = integer(attributes.timeout, 5) * 1000;
  const finishOnKey = attributes.finishOnKey ?? "#";
  const most = integer(attributes.numDigits, Number.POSITIVE_INFINITY, 1);

  const done = Promise.withResolvers<Gathered>();
  const prompting = new AbortController();
  let digits = "";
  let cancel = () => {};

  function restart(): void {
    cancel();
    cancel = speech.after(timeoutMs, () =>
      done.resolve(digits ? { by: "keys", digits, finishedOnKey: "" } : { by: "nothing" }),
    );
  }

  const unlisten = scope.call.listen({
    pressed(digit) {
      if (!takes.includes("dtmf")) return;
      prompting.abort();
      if (digit === finishOnKey) return done.resolve({ by: "keys", digits, finishedOnKey: digit });
      digits += digit;
      if (digits.length >= most) return done.resolve({ by: "keys", digits, finishedOnKey: "" });
      restart();
    },
    recognised(heard) {
      if (!takes.includes("speech")) return;
      prompting.abort();
      if (heard.kind === "final") return done.resolve({ by: "speech", text: heard.text });
      restart();
    },
  });

  const over = () => done.resolve({ by: "nothing" });
  scope.signal.addEventListener("abort", over, { once: true });
  const signal = AbortSignal.any([scope.signal, prompting.signal]);
  for (const child of element.children) await PROMPTS.get(child.name)?.(child, { ...scope, signal });
  if (!prompting.signal.aborted) restart();

  const gathered = await done.promise;
  cancel();
  unlisten();
  scope.signal.removeEventListener("abort", over);
  if (scope.signal.aborted) return ON;
  return finish(gathered, attributes, scope);
}

function finish(gathered: Gathered, attributes: Element["attributes"], scope: Scope): Next {
  const act = (params: Readonly<Record<string, string>>) =>
    follow(scope, attributes.action ?? "", attributes.method, params);
  if (gathered.by === "keys" && (gathered.digits || attributes.actionOnEmptyResult === "true")) {
    return act({ Digits: gathered.digits, FinishedOnKey: gathered.finishedOnKey });
  }
  if (gathered.by === "speech" && gathered.text)
    return act({ SpeechResult: gathered.text, Confidence: CONFIDENCE });
  return attributes.actionOnEmptyResult === "true" ? act({ Digits: "" }) : ON;
}
