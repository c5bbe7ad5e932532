import { termsOf as searchTermsOf } from "../../../worker/agent/knowledge/terms.ts";
import { answerOf, speaksOfCallback } from "../../../worker/language/hearing/consent.ts";
import { isAngry, moodOf } from "../../../worker/language/hearing/mood.ts";
import { asksForPerson } from "../../../worker/language/hearing/person-request.ts";
import { admitsMisunderstanding } from "../../../worker/language/hearing/understanding.ts";
import { lately } from "../../../worker/language/hearing/words.ts";
import { ALL_PACKS } from "../../../worker/language/packs.ts";
import type { Answer } from "../model-call.ts";
import { isLook, OPENS, wanted } from "./choose.ts";
import { fold, termsOf, words } from "./concepts.ts";
import { type Dialogue, dialogueOf, missing } from "./dialogue.ts";
import { entitiesIn } from "./entities.ts";
import type { Value } from "./fill.ts";
import { handOffArguments } from "./hand-off.ts";
import { answerFrom, conditionFor, knowledgeOf } from "./knowledge.ts";
import { LANGUAGES, languageOf } from "./languages/languages.ts";
import { list, noun, question } from "./questions.ts";
import { argumentsOf, pathsOf, type ToolForm } from "./schema.ts";
import { describe } from "./tell.ts";
import { hasFailed, isMissing, needsYes, type View } from "./view.ts";

/** What to answer to the caller's words. Each move looks whether it is its turn; the first that is answers. */

type Calls = NonNullable<Answer["toolCalls"]>;
const YES_NO_OPEN = /\?\s*$/;
/** A field that is asked for so often and not understood needs a person. */
const MOST_ASKED = 2;

export interface Situation {
  readonly view: View;
  readonly dialogue: Dialogue;
  readonly said: string;
  readonly forms: readonly ToolForm[];
  readonly verdict: "yes" | "no" | "unclear";
}

export function situationOf(view: View): Situation {
  const { list: items } = knowledgeOf(view.instructions);
  const isDesk = view.forms.length === 0 && items.length > 1;
  const forms = isDesk
    ? [{ name: "take_message", label: "message", description: "", fields: items }]
    : view.forms;
  return {
    view,
    forms,
    dialogue: dialogueOf(view, forms),
    said: fold(view.said),
    verdict: answerOf(view.said, view.tongue.pack, view.lastAgent),
  };
}

const MOVES: readonly ((s: Situation) => Answer | undefined)[] = [
  nothingSaid,
  person,
  callback,
  pending,
  retry,
  otherLanguage,
  smallTalk,
  keypad,
  recall,
  lookUp,
  beyond,
  task,
  fact,
  lookUpAnything,
  anger,
  courtesies,
  notUnderstood,
];

export function reply(s: Situation): Answer {
  for (const move of MOVES) {
    const answer = move(s);
    if (answer) return answer;
  }
  return { text: s.view.tongue.lines.help };
}

const say = (text: string): Answer => ({ text });
const call = (name: string, args: Readonly<Record<string, unknown>> = {}): Answer => ({
  toolCalls: [{ name, arguments: args }],
});

export const handOff = (
  { view, dialogue, said }: Pick<Situation, "view" | "dialogue" | "said">,
  code: string,
): Answer => {
  if (!view.offers("hand_off")) return say(view.tongue.lines.unknown);
  const codes = view.choices("hand_off", "reasonCode");
  const known = codes.length === 0 || codes.includes(code) ? code : "out_of_scope";
  const place = placeIn({ view, said });
  return call("hand_off", { ...handOffArguments(view, dialogue, known), ...(place && { place }) });
};

/** The place that the caller names, by its name or by what it is. */
function placeIn({ view, said }: Pick<Situation, "view" | "said">): string | undefined {
  const [found] =
    [...view.places].find(([name, says]) =>
      [words(name), says.replace(/^the /i, "")].some((known) => ` ${said} `.includes(` ${fold(known)} `)),
    ) ?? [];
  return found;
}

function nothingSaid({ said, view }: Situation): Answer | undefined {
  return said === "" ? say(view.tongue.lines.help) : undefined;
}

function person(s: Situation): Answer | undefined {
  const { view, said, verdict } = s;
  const offered = view.lastAgent.includes(view.tongue.lines.offerPerson) && verdict === "yes";
  if (placeIn(s) !== undefined && !isQuestion(s)) return handOff(s, "caller_requested");
  return offered ||
    ((asksForPerson(view.said, view.tongue.pack) || view.tongue.hears.person.test(said)) &&
      !view.tongue.hears.bot.test(said))
    ? handOff(s, "caller_requested")
    : undefined;
}

/** One that the caller wants, or agrees to when it was offered. A call has one. */
function callback({ view, said, verdict, dialogue }: Situation): Answer | undefined {
  const { pack, lines } = view.tongue;
  const offers =
    ALL_PACKS.some((p) => speaksOfCallback(view.lastAgent, p)) &&
    YES_NO_OPEN.test(view.lastAgent) &&
    dialogue.asked === undefined;
  const wants =
    speaksOfCallback(said, pack) &&
    verdict !== "no" &&
    !view.tongue.hears.sameNumber.test(said) &&
    !/\b(?:don't|not|no|ne|nicht)\b/.test(said);
  const gives = dialogue.form?.fields.some((f) => f.kind === "phone" && dialogue.brought.has(f.name));
  if (gives || !view.offers("request_callback") || !(wants || (offers && verdict === "yes")))
    return undefined;
  const arranged = view.made.some((m) => m.name === "request_callback" && !hasFailed(m));
  return arranged ? say(lines.callback) : call("request_callback");
}

/** Yes, no or something else to what was read back. */
function pending(s: Situation): Answer | undefined {
  const { view, dialogue, verdict } = s;
  const last = view.made.at(-1);
  const message =
    dialogue.form?.label === "message" &&
    missing(dialogue) === undefined &&
    view.lastAgent.includes(readBack(s));
  if (!needsYes(last) && !message) return undefined;
  if (dialogue.brought.size > 0 && changed(s, last?.args ?? {})) return undefined;
  if (verdict === "yes")
    return message ? handOff(s, codeOfMessage(view)) : call(last?.name ?? "", last?.args);
  const isOther = dialogue.choices[0] !== undefined && dialogue.choices[0].form.name !== last?.name;
  if (verdict === "no" && !isOther) return say(view.tongue.lines.notDone);
  return undefined;
}

const changed = ({ dialogue }: Situation, args: Readonly<Record<string, unknown>>): boolean =>
  [...dialogue.brought].some(
    (field) =>
      JSON.stringify(new Map(pathsOf(args)).get(field)) !== JSON.stringify(dialogue.values.get(field)),
  );

/** After a yes to the message: as the instructions say. */
const codeOfMessage = ({ instructions }: View): string =>
  /\byes\b[^.]*`hand_off`[^.]*`([a-z_]+)`/s.exec(instructions)?.[1] ?? "out_of_scope";

function retry({ view, verdict }: Situation): Answer | undefined {
  if (!view.lastAgent.includes(view.tongue.lines.failed) || verdict !== "yes") return undefined;
  const last = view.made.findLast(hasFailed);
  return last && view.offers(last.name) ? call(last.name, last.args) : undefined;
}

const languageNames = new Map<string, readonly string[]>();

/** "Spanish", "español", "espagnol", … */
function namesOf(code: string): readonly string[] {
  const known = languageNames.get(code);
  if (known) return known;
  const names = Object.keys(LANGUAGES).map((c) =>
    fold(new Intl.DisplayNames([c], { type: "language" }).of(code) ?? ""),
  );
  languageNames.set(code, names);
  return names;
}

/** The caller asks for another language, or speaks it. */
function otherLanguage(s: Situation): Answer | undefined {
  const { view, said } = s;
  const offered = view
    .choices("change_language", "language")
    .filter((tag) => tag.slice(0, 2) !== view.tongue.code);
  if (!view.offers("change_language") || offered.length === 0) return undefined;
  const spoken =
    languageOf(view.said) ??
    Object.keys(LANGUAGES).find(
      (code) =>
        new RegExp(`^${LANGUAGES[code]?.hears.hello}\\b`, "u").test(said) &&
        !new RegExp(`^${LANGUAGES[view.tongue.code]?.hears.hello}\\b`, "u").test(said),
    );
  const named = offered.find((tag) =>
    namesOf(tag.slice(0, 2)).some((name) => ` ${said} `.includes(` ${name} `)),
  );
  const tag = named ?? offered.find((t) => t.slice(0, 2) === spoken);
  if (!tag) return undefined;
  return call("change_language", { language: tag });
}

function smallTalk({ view, said, dialogue, verdict }: Situation): Answer | undefined {
  const { hears, lines } = view.tongue;
  if (hears.repeat.test(said)) return say(view.lastAgent || lines.help);
  if (hears.bot.test(said)) return say(`${lines.bot} ${lines.help}`);
  if (hears.abilities.test(said)) return say(abilities(view));
  const open = dialogue.form !== undefined && !dialogue.done && dialogue.asked !== undefined;
  const isNo =
    verdict === "no" &&
    termsOf(said).length === 0 &&
    (view.lastAgent.endsWith(lines.anythingElse) || view.lastAgent.endsWith(lines.thanks));
  const more = termsOf(said).filter((t) => !termsOf(lines.goodbye).includes(t)).length;
  if (
    !complains(view) &&
    ((hears.bye.test(said) && (more <= 2 || dialogue.brought.size === 0) && !(open && more > 2)) || isNo)
  )
    return {
      text: lines.goodbye,
      ...(view.offers("end_call") && { toolCalls: [{ name: "end_call", arguments: {} }] }),
    };
  if (new RegExp(`^(?:${hears.hello.source})$`, "u").test(said))
    return say(
      open || (YES_NO_OPEN.test(view.lastAgent) && view.turns.length > 1)
        ? view.lastAgent
        : `${lines.hello} ${lines.help}`,
    );
  return undefined;
}

/** The tools as what they are for: their descriptions begin with it. */
function abilities({ forms, tongue }: View): string {
  if (forms.length === 0) return tongue.lines.noAbilities;
  const named = forms.map((f) =>
    (languageOf(f.description, 1) ?? tongue.code) === tongue.code
      ? does(f.description, tongue.code)
      : f.label,
  );
  return `${tongue.lines.abilities(list(named, tongue, tongue.lines.or))} ${tongue.lines.help}`;
}

/** "Looks up an order by its number: status, …" is "look up an order by its number". */
function does(description: string, code: string): string {
  const first = (description.split(/[.:;(]|, (?:with|such)/)[0] ?? "").trim();
  const [verb = "", ...others] = first.split(" ");
  const plain =
    code === "en" ? verb.replace(/(?<=[sxz]|ch|sh)es$|(?<=[^s])s$/, "").replace(/ie$/, "y") : verb;
  return [plain.toLowerCase(), ...others].join(" ");
}

function keypad({ view, said, dialogue }: Situation): Answer | undefined {
  if (!view.tongue.hears.keypad.test(said) || !view.offers("collect_digits")) return undefined;
  const field =
    dialogue.asked ?? missing(dialogue) ?? view.forms.flatMap((f) => f.fields).find((f) => f.kind === "code");
  return call("collect_digits", { purpose: field?.label.replaceAll(" ", "_") ?? "number" });
}

/** "Until when are they open?": the last result says it. */
function recall({ view, forms, dialogue, said }: Situation): Answer | undefined {
  const last = view.made.at(-1);
  const form = forms.find((f) => f.name === last?.name);
  if (!last || !form || !isLook(form) || hasFailed(last) || isMissing(last) || dialogue.brought.size > 0)
    return undefined;
  const keys = new Set(Object.keys(last.result).flatMap((key) => termsOf(words(key))));
  const terms = termsOf(said);
  const isTold = terms.length > 0 && terms.filter((t) => keys.has(t)).length * 2 >= terms.length;
  return isTold && wanted(said, view.tongue) === "looks"
    ? say(`${describe(last, view)} ${view.tongue.lines.anythingElse}`)
    : undefined;
}

/** What the instructions give to a person, unless a tool is clearly meant. */
function beyond(s: Situation): Answer | undefined {
  const { view, dialogue, said } = s;
  const terms = termsOf(said);
  const isDesk = dialogue.form?.label === "message";
  const met = conditionFor(
    knowledgeOf(view.instructions),
    terms,
    isDesk ? new Set() : new Set([...toolTerms(s), ...(dialogue.choices[0]?.explained ?? [])]),
    isDesk ? new Set() : toolWords(s),
  );
  if (!met || (dialogue.asked && dialogue.brought.has(dialogue.asked.name) && !met.code)) return undefined;
  // What the instructions tell of it, where they tell more than that it is for a person.
  const told = !isDesk && wanted(said, view.tongue) === "looks" ? factFor(s) : undefined;
  const shared = met.terms.filter((t) => terms.includes(t));
  const isMet = shared.length === met.terms.length && !shared.every((t) => told?.terms.includes(t));
  if (told && told.terms.length >= shared.length && !isMet) return undefined;
  return handOff(
    s,
    met.code ??
      (isAngry([view.said], view.tongue.pack) || /angr|upset|complain/.test(met.text)
        ? "caller_frustrated"
        : "out_of_scope"),
  );
}

/** Words that the agent's tools are about; by them alone nothing else is recognised. */
const toolTerms = ({ forms }: Situation): ReadonlySet<string> =>
  new Set(forms.flatMap((f) => [...termsOf(f.label), ...f.fields.flatMap((x) => x.terms)]));
const toolWords = ({ forms }: Situation): ReadonlySet<string> =>
  new Set(forms.flatMap((f) => termsOf(f.description)));

/** Fills, asks, and calls. */
function task(s: Situation): Answer | undefined {
  const { view, dialogue, verdict, said } = s;
  const { form, brought, asked, choices } = dialogue;
  if (!form) return undefined;
  const isMessage = form.label === "message";
  const isNamed = choices.some((c) => c.form.name === form.name);
  const open = missing(dialogue);
  const isQuestion = wanted(said, view.tongue) === "looks";
  // A question that the instructions know more of than the tool does.
  const isWhole = open === undefined || brought.size > 0 || (choices[0]?.isNamed && !OPENS.test(said));
  const known = new Set(choices[0]?.explained);
  for (const e of brought.size > 0 ? entitiesIn(view.said, view.tongue.code, view.now) : [])
    for (const term of termsOf(view.said.slice(e.from, e.to))) known.add(term);
  const fact =
    !isMessage && isQuestion && (isNamed || asked) ? factFor(s, isWhole ? known : undefined) : undefined;
  if (fact && fact.terms.length >= [...known].filter((t) => termsOf(said).includes(t)).length)
    return say(
      asked && open && !dialogue.done ? `${fact.text} ${question(open, view.tongue, false)}` : fact.text,
    );
  const corrects = view.tongue.hears.corrects.test(said);
  const moves = isMessage
    ? brought.size > 0 || asked !== undefined
    : (isNamed && !dialogue.done) || brought.size > 0 || (isNamed && missing(dialogue) !== undefined);
  const again = isNamed && dialogue.done && wanted(said, view.tongue) === "looks";
  if (!moves && !again) return asked && !dialogue.done ? askMore(s) : undefined;
  if (dialogue.done && !isNamed && !corrects && brought.size > 0 && !isLook(form)) return undefined;
  if (open) {
    if (open.kind === "unfillable" && asked === open) return handOff(s, "out_of_scope");
    if (asked === open && verdict === "no" && !isMessage) return say(view.tongue.lines.notDone);
    return asked?.name === open.name && brought.size === 0
      ? askMore(s)
      : say(question(open, view.tongue, false));
  }
  if (isMessage) return say(readBack(s));
  if (!view.offers(form.name)) return say(view.tongue.lines.unknown);
  const calls: Calls = [undefined, ...dialogue.others].map((other) => ({
    name: form.name,
    arguments: argumentsOf([...dialogue.values, ...(other ? [other] : [])]),
  }));
  return { toolCalls: [...calls, ...beside(s)] };
}

/** "… and do you have the sandal in eight?": another matter in the same breath, where it is whole. */
function beside(s: Situation): Calls {
  const { view, dialogue, forms } = s;
  const parts = view.said.split(/[?.!]\s+|,?\s+(?:and|y|et|und|e)\s+(?=\S+\s+\S+)/i);
  if (parts.length < 2) return [];
  return parts.flatMap((said) => {
    const other = dialogueOf(
      { ...view, turns: [...view.turns.slice(0, -1), { agent: "", said, made: [] }] },
      forms,
    );
    const { form, choices } = other;
    const isWhole =
      form &&
      form.name !== dialogue.form?.name &&
      (choices[0]?.score ?? 0) >= 3 &&
      choices[0]?.form === form &&
      missing(other) === undefined &&
      other.brought.size > 0;
    return isWhole && isLook(form) ? [{ name: form.name, arguments: argumentsOf(other.values) }] : [];
  });
}

/** The same once more, in other words; then a person. */
function askMore(s: Situation): Answer | undefined {
  const { view, dialogue } = s;
  const open = missing(dialogue);
  if (!open) return undefined;
  const asked = view.turns.filter(
    (t) =>
      t.agent.includes(question(open, view.tongue, false)) ||
      t.agent.includes(question(open, view.tongue, true)),
  ).length;
  if (open.kind === "unfillable" && asked > 0) return handOff(s, "out_of_scope");
  if (asked >= MOST_ASKED) return handOff(s, "repeated_misunderstanding");
  return say(question(open, view.tongue, asked > 0));
}

function readBack({ view, dialogue }: Situation): string {
  const { lines } = view.tongue;
  const part = (value: Value, field: ToolForm["fields"][number]) =>
    lines.is(
      field.kind === "text"
        ? (view.tongue.nouns.message ?? "the message")
        : field.kind === "name"
          ? noun("name", ["name"], view.tongue).replace(/^name$/, "your name")
          : noun(field.label, field.terms, view.tongue),
      String(value),
      false,
    );
  const parts = (dialogue.form?.fields ?? []).flatMap((f) => {
    const value = dialogue.values.get(f.name);
    return value === undefined ? [] : [part(value, f)];
  });
  return lines.confirm(lines.message(list(parts, { ...view.tongue }, lines.and)));
}

/** @param explained - what a tool knows as well: a line has to know more. */
const factFor = (s: Situation, explained?: ReadonlySet<string>): ReturnType<typeof answerFrom> =>
  answerFrom(
    knowledgeOf(s.view.instructions),
    termsOf(s.said),
    new Set([...(explained ?? toolTerms(s)), ...termsOf(s.view.greeting)]),
    explained !== undefined,
  );

function fact(s: Situation): Answer | undefined {
  const found = factFor(s);
  return found && say(`${found.text} ${s.view.tongue.lines.anythingElse}`);
}

/** What the headings of the knowledge are about, by the search's own terms. */
const topicsOf = lately((description) => new Set(searchTermsOf(description)), 20);

/** "What is your return policy?" is about returns. */
const SAYS_NO_TOPIC: ReadonlySet<string> = new Set(
  searchTermsOf(
    "policy policies rule rules terms conditions information details Regeln Bedingungen política políticas condiciones reglas politique règles regras condições",
  ),
);

/** A question about what the headings say, in the caller's words: the search knows what they mean. */
function lookUp(s: Situation): Answer | undefined {
  const { view } = s;
  // A number is an order's, or a size: that is a tool's.
  if (view.searches === undefined || !isQuestion(s) || /\d/.test(view.said)) return undefined;
  const asked = [...new Set(searchTermsOf(view.said))].filter((term) => !SAYS_NO_TOPIC.has(term));
  const shared = asked.filter((term) => topicsOf(view.searches ?? "").has(term)).length;
  return shared >= 2 || (shared > 0 && shared === asked.length) ? search(view) : undefined;
}

/** A question that nothing else answers. */
function lookUpAnything(s: Situation): Answer | undefined {
  return s.view.searches !== undefined && isQuestion(s) && termsOf(s.said).length > 0
    ? search(s.view)
    : undefined;
}

const isQuestion = ({ view, said }: Situation): boolean =>
  wanted(said, view.tongue) === "looks" || view.said.includes("?");

const search = (view: View): Answer => call("search_knowledge", { query: view.said.slice(0, 300) });

function anger(s: Situation): Answer | undefined {
  return complains(s.view) ? handOff(s, "caller_frustrated") : undefined;
}

/** As the engine hears it. */
const complains = ({ said, tongue }: View): boolean => moodOf([said], tongue.pack).sentiment === "negative";

function courtesies({ view, said, verdict, dialogue }: Situation): Answer | undefined {
  const { hears, lines } = view.tongue;
  if (hears.howAreYou.test(said)) return say(`${lines.fine} ${lines.help}`);
  if (new RegExp(`^(?:${hears.thanks.source})$`, "u").test(said))
    return say(`${lines.thanks} ${lines.anythingElse}`);
  if (new RegExp(`^${hears.hello.source}\\b`, "u").test(said) && termsOf(said).length <= 2)
    return say(`${lines.hello} ${lines.help}`);
  const open = missing(dialogue);
  if ((verdict === "yes" || verdict === "no") && dialogue.form && !dialogue.done && open)
    return say(question(open, view.tongue, true));
  if (verdict === "yes" || verdict === "no") return say(lines.help);
  return undefined;
}

/** The first time it says what it is, the second time a person comes. */
function notUnderstood(s: Situation): Answer {
  const { view } = s;
  const { lines, pack } = view.tongue;
  if (admitsMisunderstanding(view.lastAgent, pack)) return handOff(s, "repeated_misunderstanding");
  const before = view.turns.some((t) => t.agent.includes(lines.practice));
  return say(before ? lines.notUnderstood : `${lines.practice} ${abilities(view)}`);
}
