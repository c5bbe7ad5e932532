import * as z from "zod";
import { type Agent, defineTool } from "../../worker/agent/define.ts";
import { rulesOf } from "../../worker/agent/judge.ts";
import { reportBody } from "../../worker/protocol/outgoing/call-report.ts";
import { tracesBody } from "../../worker/protocol/outgoing/traces.ts";
import { insightsAttributes } from "../../worker/protocol/task/insights-attributes.ts";
import { fitTaskAttributes } from "../../worker/protocol/task/task-attributes.ts";
import { accountOfCall } from "../../worker/session/account/console/call-account.ts";
import { composeCallback } from "../../worker/session/account/handoff-payload.ts";
import { recordOf } from "../../worker/session/account/record.ts";
import { TestCall } from "../support/conversation.ts";
import { callsTool, callsTools, type Part, says } from "../support/played-model.ts";

/** One call for each planted secret, and all that is left of it anywhere. */

export interface PlantedSecret {
  readonly kind: string;
  readonly way: "said" | "pressed" | "asked" | "keyed" | "found" | "written";
  readonly language: string;
  /** What the agent asks before. */
  readonly question: string;
  /** Without the marks. */
  readonly turns: readonly string[];
  readonly secrets: readonly string[];
}

export const secretsIn = (list: string): readonly PlantedSecret[] =>
  list
    .split("\n")
    .filter((row) => row !== "")
    .map((row) => {
      const [kind = "", way = "", language = "", what = ""] = row.split(" | ");
      const [said = "", question = ""] = what.split(" ?? ").reverse();
      return {
        kind,
        way: way as PlantedSecret["way"], // the list's own words
        language,
        question,
        turns: said.split(" // ").map((turn) => turn.replace(/[⟦⟧]/g, "")),
        secrets: [...said.matchAll(/⟦([^⟧]*)⟧/g)].map(([, secret = ""]) => secret),
      };
    });

/** Every place that something of a call comes to, but the tool that was meant to have it. */
export const SINKS = [
  "requests",
  "logs",
  "disk during the call",
  "disk after the call",
  "record",
  "handoffData",
  "task",
  "callback",
  "insights",
  "sms",
  "report",
  "traces",
] as const;

export type Sinks = Readonly<Record<(typeof SINKS)[number], string>>;

/** What a way in allows, as nothing works without it. */
const ALLOWED: Readonly<Record<PlantedSecret["way"], readonly (keyof Sinks)[]>> = {
  said: [],
  asked: [],
  pressed: ["disk during the call"],
  // A crash must not lose what a caller has keyed.
  keyed: ["disk during the call"],
  found: [],
  // The model has it from nobody but itself.
  written: ["requests", "disk during the call"],
};

const TAGS: Readonly<Record<string, string>> = {
  en: "en-US",
  es: "es-ES",
  de: "de-DE",
  fr: "fr-FR",
  pt: "pt-BR",
};

const input = z.object({ text: z.string() });

/** Tools that tell whatever they are given, or what they `find`, in each way that a tool can. */
const toolsThat = (find?: string) => {
  const told = ({ text }: { readonly text: string }): string => find ?? text;
  return [
    defineTool({
      name: "note",
      description: "Notes.",
      input,
      run: told,
      title: (args) => `Noted ${told(args)}`,
      facts: (args) => [{ name: "note", value: told(args), from: "tool", confirmed: true }],
      promises: (args) => [told(args)],
    }),
    defineTool({
      name: "note_in_field",
      description: "Notes.",
      input,
      run: (args) => ({ text: told(args), list: [told(args)] }),
    }),
    defineTool({
      name: "fails",
      description: "Fails.",
      input,
      run: (args) => {
        // In every part that an author may fill.
        const said = told(args);
        const code = Number(said.replace(/\D/g, "").slice(0, 15)) || said;
        throw Object.assign(new Error(`Not found: ${said}`, { cause: said }), {
          name: said,
          code,
          status: code,
        });
      },
    }),
    defineTool({
      name: "text_me",
      description: "Texts.",
      input,
      run: (args, { textCaller }) => textCaller(`Noted: ${told(args)}`),
    }),
  ];
};

/** All that is text in a value, joined by what no number goes on over. */
const textsOf = (value: unknown): string =>
  typeof value === "string"
    ? value
    : typeof value === "object" && value !== null
      ? Object.entries(value).flat().map(textsOf).join(" ¦ ")
      : "";

export async function sinksOf(planted: PlantedSecret, conceal: Agent["conceal"]): Promise<Sinks> {
  const { kind, way, language, question, turns, secrets } = planted;
  let next: Part[] = [];
  const sms: string[] = [];
  const saves: string[] = [];
  const text = turns.join(" ");
  const tools = toolsThat(way === "found" ? text : undefined);
  const definition = { conceal, tools, relay: { language: TAGS[language] ?? "en-US" } };
  const call = new TestCall([], definition, () => next.shift() ?? says("Go on."));
  call.texts = async (body) => {
    sms.push(body);
    return { sid: "SM1" };
  };
  const stores = call.stores;
  call.stores = (saved, soon) => {
    stores(saved, soon);
    saves.push(textsOf(call.saved));
  };
  const settles = async () => {
    await call.passes(6_000);
    await call.hearsOut();
  };
  const hears = async (words: string, ...parts: Part[]) => {
    next = parts;
    await call.says(words);
    await settles();
  };
  const all = (args: { text: string }): Part =>
    callsTools(...tools.map(({ name }): [string, unknown] => [name, args]));

  await call.answered();
  /** A secret that is told over several turns is one with the last of them: nobody could know before. */
  let before = { asked: 0, saves: 0 };
  if (way === "said" || way === "asked" || way === "pressed") {
    if (question) await hears("I have a question for you.", says(question));
    for (const turn of turns) {
      if (way === "pressed") await call.presses(turn);
      else {
        const words = turn.split(" ");
        await call.partly(words.slice(0, Math.ceil(words.length / 2)).join(" "));
        await call.passes(400);
        await call.partly(turn);
        await call.passes(900);
        // What else is saved meanwhile must not keep the words.
        await call.event({ type: "text_sent" });
        if (turns.length > 1) before = { asked: call.model.asked.length, saves: saves.length };
        await call.says(turn);
      }
      await settles();
    }
  } else if (way === "keyed") {
    const [keys = ""] = secrets;
    const asks = callsTool("collect_digits", { purpose: kind, length: keys.length, secure: true });
    await hears("I want to pay.", asks, says("Please key it in."));
    next = [all({ text: `{{secure:${kind}}}` }), says("Thank you.")];
    for (const key of keys) {
      await call.presses(key);
      await call.passes(100);
    }
    await settles();
  } else if (way === "found") await hears("Look it up, please.", all({ text: "it" }), says("I found it."));
  else await hears("Look it up, please.", all({ text }), says(text));

  const account = way === "written" ? text : "The caller wants a person.";
  const callback = composeCallback(call.state, rulesOf(call.agent), call.clock.now());
  await hears(
    "I want to talk to a person now.",
    callsTool("hand_off", {
      reason: account,
      callSummary: account,
      intent: account,
      desiredOutcome: account,
      nextBestAction: account,
      sentiment: "neutral",
      entities: { note: account },
    }),
  );
  const handoff = call.ends[0]?.handoff;
  if (!handoff) throw new Error("not handed over");
  await call.event({ type: "socket_closed", how: "hung_up" });
  const told = accountOfCall(
    { state: call.state, timeline: call.timeline, actions: [] },
    recordOf(call.state, rulesOf(call.agent).secrets),
    rulesOf(call.agent),
    call.clock.now(),
    0,
  );
  const task = fitTaskAttributes(handoff, { callSid: "CA1", from: "+15550100001" });
  return {
    requests: textsOf(
      call.model.asked.slice(before.asked).map(({ request }) => [request.items, request.trailer]),
    ),
    // Figures too: a number of the caller's may stand where a code is expected.
    logs: JSON.stringify(call.logs),
    "disk during the call": saves.slice(before.saves).join(" ¦ "),
    "disk after the call": textsOf(call.saved),
    record: textsOf(recordOf(call.state, rulesOf(call.agent).secrets)),
    handoffData: textsOf(handoff),
    task: textsOf(task),
    callback: textsOf(callback),
    insights: textsOf(
      insightsAttributes({
        callSid: "CA1",
        outcome: "escalated",
        reason: handoff.reasonCode,
        botSeconds: 60,
        language: handoff.language,
        quality: handoff.quality,
      }),
    ),
    sms: sms.join(" ¦ "),
    report: textsOf(JSON.parse(reportBody(told))),
    traces: textsOf(JSON.parse(await tracesBody(told, true))),
  };
}

/** Letters and figures in a row of a secret that are too many to be seen; of a short one all. */
const WINDOW = 8;

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{Nd}¦]/gu, "");

/** @returns the sinks in which something of it is seen, and may not be. */
export function leaksOf(planted: PlantedSecret, sinks: Sinks): readonly string[] {
  return Object.entries(sinks).flatMap(([sink, shown]) => {
    const isAllowed = ALLOWED[planted.way].some((allowed) => allowed === sink);
    return !isAllowed && planted.secrets.some((secret) => isSeen(secret, shown)) ? [sink] : [];
  });
}

function isSeen(secret: string, shown: string): boolean {
  const compact = bare(secret);
  if (compact.length < WINDOW)
    return ` ${shown.toLowerCase().replace(/[^\p{L}\p{Nd}/]/gu, " ")} `.includes(` ${secret.toLowerCase()} `);
  const all = bare(shown);
  // In words a digit takes four letters.
  const size = /\p{L}{3}/u.test(secret) && !secret.includes("@") ? 2 * WINDOW : WINDOW;
  const window = Math.min(size, compact.length);
  return Array.from({ length: compact.length - window + 1 }, (_, i) => compact.slice(i, i + window)).some(
    (part) => all.includes(part),
  );
}
