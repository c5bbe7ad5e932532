import type { Answer } from "../model-call.ts";
import { handOffArguments } from "./hand-off.ts";
import * as say from "./lexicon.ts";
import { LINES, offeredAgain, offeredCallback, offeredPerson } from "./lines.ts";
import { plain } from "./numbers.ts";
import type { Made, View } from "./view.ts";

type Call = NonNullable<Answer["toolCalls"]>[number];

/** The answer to what the caller has just said. */
export function reply(view: View): Answer {
  const said = plain(view.said);
  const lines = LINES[view.language];
  if (said.trim() === "") return { text: lines.howCanIHelp };
  return (
    askedForCallback(view, said) ??
    askedForPerson(view, said) ??
    answerToOffer(view, said) ??
    beyondUs(view, said) ??
    tasks(view, said) ??
    smallTalk(view, said) ??
    notUnderstood(view, said)
  );
}

function handOff(view: View, code?: Parameters<typeof handOffArguments>[1]): Answer {
  if (!view.offers("hand_off")) return { text: LINES[view.language].outOfReach };
  return { toolCalls: [{ name: "hand_off", arguments: handOffArguments(view, code) }] };
}

/** A callback that the caller wants, or agrees to when it was offered. A call has one. */
function askedForCallback(view: View, said: string): Answer | undefined {
  const agrees = say.YES.test(said) && offeredCallback(view.lastAnswer);
  if (!view.offers("request_callback") || say.NO.test(said) || !(agrees || say.CALLBACK.test(said)))
    return undefined;
  const arranged = view.calls.some(
    ({ name, result }) => name === "request_callback" && result && result.error === undefined,
  );
  if (arranged) return { text: LINES[view.language].callbackArranged };
  return { toolCalls: [{ name: "request_callback", arguments: {} }] };
}

function askedForPerson(view: View, said: string): Answer | undefined {
  return say.PERSON.test(said) && !say.ARE_YOU_A_BOT.test(said)
    ? handOff(view, "caller_requested")
    : undefined;
}

/** Yes or no to what was asked last: an order to place, a call to try again, a person. */
function answerToOffer(view: View, said: string): Answer | undefined {
  const no = say.NO.test(said);
  const yes = say.YES.test(said) && !no;
  const lines = LINES[view.language];
  const last = view.calls.at(-1);
  const { size, color, product, quantity } = view.heard;
  const changes = [size, color, product, quantity].some((detail) => detail !== undefined);

  if (last?.name === "place_order" && last.result?.status === "needs_confirmation" && !changes) {
    if (yes && view.offers("place_order")) return { toolCalls: [{ name: last.name, arguments: last.args }] };
    if (no) return { text: lines.notConfirmed };
  }
  if (offeredAgain(view.lastAnswer) && yes) {
    const failed = lastRound(view.calls).filter(
      (call) => call.result?.error !== undefined && view.offers(call.name),
    );
    if (failed.length > 0) return { toolCalls: failed.map(({ name, args }) => ({ name, arguments: args })) };
  }
  if (offeredPerson(view.lastAnswer) && yes) return handOff(view);
  return undefined;
}

const lastRound = (calls: readonly Made[]): readonly Made[] =>
  calls.slice(calls.findLastIndex((call) => call.result?.error === undefined) + 1);

function beyondUs(view: View, said: string): Answer | undefined {
  const lines = LINES[view.language];
  if (/\breturn policy\b|\bhow (?:long|many days)\b.*\breturn\b|\bcan i return\b/.test(said))
    return { text: `${lines.policy.returns} ${lines.anythingElse}` };
  if (/\bhow long\b.*\b(?:deliver\w*|shipping)\b|\b(?:delivery|shipping) (?:cost|time|fee)s?\b/.test(said))
    return { text: `${lines.policy.delivery} ${lines.anythingElse}` };
  if (/\bhow (?:do|can) i pay\b|\bpay(?:ment)? (?:by|with|method)\b/.test(said))
    return { text: `${lines.policy.payment} ${lines.anythingElse}` };
  const shopping = view.before.topic === "buy" || view.before.topic === "stock";
  const beyond =
    say.BEYOND_US.some(({ words }) => words.test(said)) && !(shopping && view.heard.size !== undefined);
  if (beyond) return handOff(view, say.COMPLAINT.test(said) ? "caller_frustrated" : "out_of_scope");
  return say.COMPLAINT.test(said) ? handOff(view, "caller_frustrated") : undefined;
}

/** Everything the caller wants done, in one go; what is missing is asked for. */
function tasks(view: View, said: string): Answer | undefined {
  const calls: Call[] = [];
  const questions: string[] = [];
  const wish = say.languageWish(view.said, view.language);
  if (wish && view.offers("change_language"))
    calls.push({ name: "change_language", arguments: { language: languageTag(view, wish) } });

  const order = orderTask(view, said);
  const shoe = shoeTask(view);
  for (const task of [order, shoe]) {
    if (typeof task === "string") questions.push(task);
    else if (task) calls.push(...task);
  }
  if (calls.length > 0) return { toolCalls: calls, ...(questions[0] && { text: questions[0] }) };
  return questions[0] ? { text: questions[0] } : undefined;
}

const languageTag = (view: View, wish: say.Language): string => {
  const usual = { en: "en-US", es: "es-US", fr: "fr-FR", de: "de-DE", pt: "pt-BR" }[wish];
  const offered = view.choices("change_language", "language");
  return offered.includes(usual) ? usual : (offered.find((tag) => tag.startsWith(wish)) ?? usual);
};

function orderTask(view: View, said: string): Call[] | string | undefined {
  const { heard, memory } = view;
  const lines = LINES[view.language];
  const waitingForNumber =
    memory.topic === "order" && view.before.topic === "order" && view.before.orderNumbers.length === 0;
  if (say.KEYPAD.test(said) && view.offers("collect_digits"))
    return [{ name: "collect_digits", arguments: { purpose: "order_number" } }];
  if (!heard.wantsOrder && !(waitingForNumber && heard.orderNumbers.length > 0)) return undefined;
  if (!view.offers("lookup_order")) return lines.outOfReach;
  const wanted = heard.orderNumbers.length > 0 ? heard.orderNumbers : memory.orderNumbers;
  if (wanted.length === 0) return lines.askOrderNumber;
  // A ZIP code proves the order it was said for, and not the next one.
  const zip = heard.zip ?? (view.before.orderNumbers.length === 0 ? memory.zip : undefined);
  return wanted.map((orderNumber) => ({
    name: "lookup_order",
    arguments: { orderNumber, ...(zip !== undefined && { zip }) },
  }));
}

function shoeTask(view: View): Call[] | string | undefined {
  const { heard, memory, before } = view;
  const lines = LINES[view.language];
  const shopping = memory.topic === "buy" || memory.topic === "stock";
  const detail = heard.size !== undefined || heard.color !== undefined || heard.quantity !== undefined;
  const asksNow =
    heard.wantsStock || heard.wantsToBuy || (detail && (before.topic === "buy" || before.topic === "stock"));
  if (!shopping || !asksNow) return undefined;
  if (!view.offers("check_stock")) return lines.outOfReach;
  if (memory.product === undefined) return lines.askProduct;
  return [
    {
      name: "check_stock",
      arguments: {
        product: memory.product,
        ...(memory.size !== undefined && { size: memory.size }),
        ...(memory.color !== undefined && { color: memory.color }),
      },
    },
  ];
}

function smallTalk(view: View, said: string): Answer | undefined {
  const lines = LINES[view.language];
  if (say.REPEAT.test(said.replace(/[?!.]/g, "").trim()))
    return { text: view.lastAnswer || lines.howCanIHelp };
  if (say.NEGATIVE.test(said)) return handOff(view, "caller_frustrated");
  if (say.GOODBYE.test(said) || (say.NO.test(said) && /\?\s*$/.test(view.lastAnswer) && asksForMore(view))) {
    return {
      text: lines.goodbye,
      ...(view.offers("end_call") && { toolCalls: [{ name: "end_call", arguments: {} }] }),
    };
  }
  if (say.ARE_YOU_A_BOT.test(said)) return { text: lines.bot };
  if (say.WHAT_CAN_YOU_DO.test(said)) return { text: lines.abilities };
  if (say.HOW_ARE_YOU.test(said)) return { text: lines.fine };
  if (say.THANKS.test(said)) return { text: lines.thanks };
  if (say.HELLO.test(said)) return { text: lines.hello };
  if (say.YES.test(said))
    return {
      text:
        view.memory.topic === "order" && view.memory.orderNumbers.length === 0
          ? lines.askOrderNumber
          : lines.howCanIHelp,
    };
  if (say.NO.test(said)) return { text: lines.howCanIHelp };
  return undefined;
}

const asksForMore = (view: View): boolean =>
  view.lastAnswer.endsWith(LINES[view.language].anythingElse) ||
  view.lastAnswer.endsWith(LINES[view.language].thanks);

/** The first time a question, the second time a person. */
function notUnderstood(view: View, said: string): Answer {
  const lines = LINES[view.language];
  const again = view.lastAnswer.includes(lines.notUnderstood);
  return again && said !== "" ? handOff(view, "repeated_misunderstanding") : { text: lines.notUnderstood };
}
