import type { Answer, Brain, ModelCall } from "./model-call.ts";
import { handOffArguments } from "./stand-in/hand-off.ts";
import { handOff, reply, type Situation, situationOf } from "./stand-in/reply.ts";
import { filledIn } from "./stand-in/report.ts";
import { tellings } from "./stand-in/tell.ts";
import { ENGINE, hasFailed, isRunning, needsYes, type View, viewOf } from "./stand-in/view.ts";

/**
 * Plays any agent by rules. It knows nothing but the request: the instructions, the tools with their descriptions and
 * schemas, and what was said; so the same request gets the same answer on the same day.
 *
 * @param now - what "tomorrow" is counted from.
 */
export function standIn(now: () => Date = () => new Date()): Brain {
  const brain: Brain = (call) => {
    const broken = brokenOff(call, brain);
    if (broken) return broken;
    const situation = situationOf(viewOf(call, now()));
    const { view } = situation;
    if (typeof call.toolChoice === "object") return forced(situation, call.toolChoice.name);
    const answer = view.resultsLast
      ? tell(situation)
      : view.fresh.length > 0
        ? both(situation)
        : reply(situation);
    const calls = answer.toolCalls?.filter((made) => view.offers(made.name)) ?? [];
    if (calls.length > 0) return { ...answer, toolCalls: calls };
    if (call.toolChoice === "required")
      return forced(situation, view.offers("hand_off") ? "hand_off" : (call.tools[0]?.name ?? ""));
    return { text: answer.text || view.tongue.lines.unknown };
  };
  return brain;
}

/** After these the caller is expected to do something, or nothing more. */
const WAITS: ReadonlySet<string> = new Set(["collect_digits", "hand_off", "end_call"]);

/** What follows from results: words, or a person where tools fail again. */
function tell(s: Situation): Answer {
  const { view } = s;
  const { lines } = view.tongue;
  const own = view.made.filter((m) => !ENGINE.has(m.name) && !isRunning(m));
  const failures = own.length - 1 - own.findLastIndex((m) => !hasFailed(m));
  if (failures >= 2 && view.fresh.some(hasFailed) && view.offers("hand_off"))
    return handOff(s, "tool_failed");
  if (view.fresh.every((m) => m.name === "change_language" && !hasFailed(m))) {
    // What was said in the new language, or beside the wish for it, is answered now.
    const answer = reply(situationOf({ ...view, said: view.turns.at(-1)?.said ?? "" }));
    const isAnswer =
      answer.toolCalls !== undefined || (answer.text !== undefined && !isEmpty(answer.text, view));
    return isAnswer ? answer : { text: lines.languageChanged };
  }
  const text = [...new Set(tellings(view, view.fresh))].join(" ");
  if (!text) return { text: lines.anythingElse };
  const open =
    /\?/.test(text) ||
    view.fresh.some((m) => hasFailed(m) || WAITS.has(m.name) || needsYes(m) || isRunning(m));
  return { text: open ? text : `${text} ${lines.anythingElse}` };
}

/** The caller has gone on before a result was told: it is told together with the answer. */
function both(s: Situation): Answer {
  const answer = reply(s);
  const told = tellings(s.view, s.view.fresh).join(" ");
  if (answer.toolCalls && answer.toolCalls.length > 0) return answer;
  const { lines } = s.view.tongue;
  return { text: `${told} ${isEmpty(answer.text ?? "", s.view) ? lines.anythingElse : answer.text}` };
}

/** It says only that it is there, or that it has not understood. */
const isEmpty = (text: string, { tongue: { lines } }: View): boolean =>
  [lines.practice, lines.notUnderstood, lines.help, lines.hello].some((line) => text.startsWith(line));

/** A call that the request insists on, as well as it can be filled from the conversation. */
function forced({ view, dialogue, forms }: Situation, name: string): Answer {
  if (name === "hand_off")
    return { toolCalls: [{ name, arguments: handOffArguments(view, dialogue, "caller_requested") }] };
  const form = forms.find((f) => f.name === name);
  const said = view.turns.map((turn) => turn.said).join("\n");
  return {
    toolCalls: [
      {
        name,
        arguments:
          name === "change_language"
            ? { language: view.choices(name, "language")[0] ?? "en-US" }
            : name === "collect_digits"
              ? { purpose: "number" }
              : form
                ? filledIn(form, dialogue.values, said)
                : {},
      },
    ],
  };
}

/** Asked to go on with a reply that broke off: what it would have said, without what was said already. */
function brokenOff(call: ModelCall, brain: Brain): Answer | undefined {
  const trailer = call.messages.at(-1);
  const partial = call.messages.at(-2);
  if (
    trailer?.role !== "system" ||
    !/\bbroke off\b.*\bcontinue\b/is.test(trailer.text) ||
    partial?.role !== "assistant"
  )
    return undefined;
  const answer = brain({ ...call, messages: call.messages.slice(0, -2) });
  const said = partial.text.trimEnd();
  const whole = answer.text ?? "";
  const rest = whole.startsWith(said) ? whole.slice(said.length) : "";
  return {
    ...answer,
    text: rest.trim() || answer.toolCalls ? rest : ` ${viewOf(call, new Date()).tongue.lines.anythingElse}`,
  };
}
