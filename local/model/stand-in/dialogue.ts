import { questionIn } from "../../../worker/language/hearing/consent.ts";
import { type Choice, choose, isLook, wanted } from "./choose.ts";
import { fold, termsOf } from "./concepts.ts";
import { entitiesIn } from "./entities.ts";
import { fill, nameIn, type Saying, type Value } from "./fill.ts";
import { question } from "./questions.ts";
import { type Field, pathsOf, type ToolForm } from "./schema.ts";
import { hasFailed, isMissing, isRunning, type Made, needsYes, type Turn, type View } from "./view.ts";

/** What the conversation has come to: the form that is being filled, and what is known for it. */

export interface Dialogue {
  readonly form: ToolForm | undefined;
  readonly values: ReadonlyMap<string, Value>;
  /** More values of a field: "orders 1042 and 1077". */
  readonly others: readonly (readonly [string, Value])[];
  /** What the agent asked for before the caller spoke. */
  readonly asked: Field | undefined;
  /** Fields that the last utterance filled. */
  readonly brought: ReadonlySet<string>;
  /** The last utterance named the form's matter, with these other matters beside it. */
  readonly choices: readonly Choice[];
  /** The last call of it failed, or found nothing. */
  readonly troubled: boolean;
  /** It was read back, and waits for a yes. */
  readonly awaits: boolean;
  /** What there was nothing for, and is to be said again. */
  readonly lacking: Field | undefined;
  /** The form was sent, and it worked. */
  readonly done: boolean;
  /** What callers are known by, and what tools have returned. */
  readonly identity: ReadonlyMap<string, Value>;
}

const NOTHING: Dialogue = {
  form: undefined,
  values: new Map(),
  others: [],
  asked: undefined,
  brought: new Set(),
  choices: [],
  troubled: false,
  awaits: false,
  lacking: undefined,
  done: false,
  identity: new Map(),
};

export function dialogueOf(view: View, forms: readonly ToolForm[]): Dialogue {
  let dialogue = NOTHING;
  for (const turn of view.turns) dialogue = settle(hear(dialogue, turn, view, forms), turn.made, forms);
  return dialogue;
}

function hear(before: Dialogue, turn: Turn, { tongue, now }: View, forms: readonly ToolForm[]): Dialogue {
  const { said } = turn;
  const folded = fold(said);
  const entities = entitiesIn(said, tongue.code, now);
  const asked = askedFor(before, turn.agent, tongue);
  const only = forms.length === 1 && forms[0]?.label === "message" ? forms[0] : undefined;
  const choices = only
    ? [{ form: only, score: 5, isNamed: true, explained: new Set<string>() }]
    : orByValues(
        choose(forms, folded, entities, tongue, before.form?.name),
        before,
        { said, entities, tongue },
        forms,
      );
  const chosen = stays(before, choices, asked, wanted(folded, tongue) === "looks")
    ? before.form
    : choices[0]?.form;
  const form = chosen ?? before.form;
  const identity = new Map(before.identity);
  const name = nameIn({ said, tongue, entities }, false);
  const isFor = /(?:\b|^)(?:for|f[uü]r|para|pour) $/iu.test(said.slice(0, name?.from ?? 0));
  if (name && !isFor && (!identity.has("name") || tongue.hears.named.test(folded)))
    identity.set("name", name.value);
  for (const e of entities) if (e.kind === "email") identity.set("email", e.value);
  if (!form) return { ...before, asked, choices, identity, brought: new Set(), others: [] };

  const isNew =
    form.name !== before.form?.name ||
    (before.done && chosen !== undefined && asked === undefined && startsAnew(form, choices));
  const known = isNew ? carried(form, before, identity) : new Map(before.values);
  const isNamed = choices.some((c) => c.form.name === form.name);
  const goesOn = before.done && choices.length === 0 && isLook(form) && tongue.hears.corrects.test(folded);
  const isAbout = isNew || goesOn || (isNamed && asked === undefined);
  const { values, others } = fill(form, { said, entities, tongue, asked, known, isAbout });
  // Two values for one field where the first is taken back: "not 1042 but 1043".
  const all = new Map([...known, ...values]);
  for (const [field, value] of values)
    if (["name", "phone", "email"].includes(kindOf(form, field))) identity.set(kindOf(form, field), value);
  return {
    form,
    values: all,
    others,
    asked,
    choices,
    identity,
    brought: new Set(values.keys()),
    troubled: false,
    awaits: false,
    lacking: undefined,
    done: isNew ? false : before.done,
  };
}

/** No word of a tool was said: "K D four one seven", "what's on tonight", "two for Paper Moons on Saturday". The one whose fields it fills is meant. */
function orByValues(
  choices: readonly Choice[],
  before: Dialogue,
  saying: Omit<Saying, "asked" | "known" | "isAbout">,
  forms: readonly ToolForm[],
): readonly Choice[] {
  const { said, entities, tongue } = saying;
  if (choices.length > 0 || (before.form && !before.done)) return choices;
  const folded = fold(said);
  if (tongue.hears.corrects.test(folded)) return choices;
  const deed = wanted(folded, tongue);
  const [code] = entities;
  const isBare =
    code !== undefined &&
    entities.length === 1 &&
    termsOf(said.slice(0, code.from) + said.slice(code.to)).length === 0;
  const filled = forms.map((form) => {
    const { values } = fill(form, { ...saying, asked: undefined, known: new Map(), isAbout: true });
    const required = form.fields.filter((f) => f.required);
    const isWhole = required.length > 0 && required.every((f) => values.has(f.name));
    const fits = isLook(form)
      ? isWhole && (deed === "looks" || (isBare && code?.letters !== ""))
      : deed !== "looks" && deed !== "cancels" && values.size >= 2 && entities.length > 0;
    return { form, count: fits ? values.size : 0 };
  });
  const [best, next] = filled.sort((a, b) => b.count - a.count);
  return best && best.count > (next?.count ?? 0)
    ? [{ form: best.form, score: 3, isNamed: false, explained: new Set() }]
    : choices;
}

const kindOf = (form: ToolForm, name: string): string => form.fields.find((f) => f.name === name)?.kind ?? "";

/** An answer to a question is no new matter, unless something else is named very clearly. */
function stays(
  before: Dialogue,
  choices: readonly Choice[],
  asked: Field | undefined,
  isQuestion: boolean,
): boolean {
  if (!before.form) return false;
  const [best] = choices;
  if (!best) return !before.done || asked !== undefined;
  const own = choices.find((c) => c.form === before.form || c.form.name === before.form?.name);
  const asksElsewhere = isQuestion && isLook(best.form) && !own;
  if (own && (before.awaits || best.score - own.score < 1)) return true;
  return asked !== undefined && !before.done && best.score < (asksElsewhere ? 2.5 : 4);
}

/** It is asked for again, and not only spoken of: "book another one". */
const startsAnew = (form: ToolForm, choices: readonly Choice[]): boolean =>
  choices.some((c) => c.form.name === form.name && c.score >= 3);

/** What another form has in common with the one before, and what is known of the caller. */
function carried(form: ToolForm, before: Dialogue, identity: ReadonlyMap<string, Value>): Map<string, Value> {
  const values = new Map<string, Value>();
  const same = before.form?.name === form.name;
  for (const field of form.fields) {
    const old = before.form?.fields.find(
      (f) => f.name === field.name || (f.kind === field.kind && f.terms.join() === field.terms.join()),
    );
    const value = old && before.values.get(old.name);
    const byResult =
      field.kind === "code" || field.kind === "thing" ? identity.get(field.terms.join(" ")) : undefined;
    const personal = ["name", "phone", "email"].includes(field.kind) ? identity.get(field.kind) : undefined;
    // The same question about something else keeps what it needs; another booking begins anew.
    const keeps =
      value !== undefined &&
      (!same || field.kind === "code" || (isLook(form) && field.required && field.kind !== "thing"));
    const kept = keeps ? value : (byResult ?? personal);
    if (kept !== undefined) values.set(field.name, kept);
  }
  return values;
}

function settle(dialogue: Dialogue, made: readonly Made[], forms: readonly ToolForm[]): Dialogue {
  let next = dialogue;
  for (const call of made) {
    const form = forms.find((f) => f.name === call.name);
    if (!form) continue;
    const given = pathsOf(call.args).filter(
      (e): e is [string, Value] =>
        ["string", "number", "boolean"].includes(typeof e[1]) || Array.isArray(e[1]),
    );
    const worked = !hasFailed(call) && !isMissing(call) && !needsYes(call) && !isRunning(call);
    const identity = new Map(next.identity);
    if (worked)
      for (const [key, value] of Object.entries({ ...call.args, ...call.result }))
        if (typeof value === "string" || typeof value === "number")
          identity.set(
            termsOf(key.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, " ").replaceAll("_", " ")).join(" "),
            value,
          );
    const values = new Map([...(form === next.form ? next.values : []), ...given]);
    const lacking = isMissing(call) ? form.fields.find((f) => f.required && f.name in call.args) : undefined;
    next = {
      ...next,
      form,
      lacking,
      troubled: hasFailed(call) || isMissing(call),
      awaits: needsYes(call),
      values,
      identity,
      done: worked,
      others: [],
    };
  }
  return next;
}

/** The field that the agent's last question is about. */
function askedFor(
  { form, values, troubled, lacking }: Dialogue,
  agent: string,
  tongue: View["tongue"],
): Field | undefined {
  if (!form) return undefined;
  const exact = form.fields.findLast(
    (f) => agent.includes(question(f, tongue, false)) || agent.includes(question(f, tongue, true)),
  );
  if (exact) return exact;
  // A tool's words, or a model's: "There is: black, white. Which colour?"
  const open = agent.replace(tongue.lines.anythingElse, "");
  const terms = new Set(termsOf(open.includes("?") ? questionIn(open) : troubled ? open : ""));
  return (
    form.fields.find((f) => !values.has(f.name) && f.terms.some((t) => t !== "number" && terms.has(t))) ??
    lacking
  );
}

/** What is still to be asked. */
export const missing = ({ form, values }: Dialogue): Field | undefined =>
  form?.fields.find((f) => f.required && !values.has(f.name));
