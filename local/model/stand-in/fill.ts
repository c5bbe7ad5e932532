import { answerOf } from "../../../worker/language/hearing/consent.ts";
import { COLORS, fold, termsOf, words } from "./concepts.ts";
import type { Entity } from "./entities.ts";
import type { Tongue } from "./languages/languages.ts";
import type { Field, ToolForm } from "./schema.ts";

/** Fills a form from what was said: each value goes to the field of its kind that is named beside it, or was asked for. */

export type Value = string | number | boolean | readonly (string | number)[];

export interface Saying {
  readonly said: string;
  readonly entities: readonly Entity[];
  readonly tongue: Tongue;
  /** The field that the agent asked for last. */
  readonly asked: Field | undefined;
  /** What is known already. */
  readonly known: ReadonlyMap<string, Value>;
  /** The utterance is about this form, and not only an answer within it. */
  readonly isAbout: boolean;
}

export interface Filled {
  readonly values: ReadonlyMap<string, Value>;
  /** "Orders 1042 and 1077": the same field once more. */
  readonly others: readonly (readonly [field: string, value: Value])[];
}

interface Token {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly term: string | undefined;
}

const tokensIn = (text: string): readonly Token[] =>
  [...text.matchAll(/[\p{L}\p{N}'’]+/gu)].map((m) => ({
    text: m[0],
    from: m.index,
    to: m.index + m[0].length,
    term: termsOf(m[0])[0],
  }));

/** The same letters without accents and case, place for place. */
const flat = (text: string): string =>
  [...text.replaceAll("’", "'")]
    .map((c) => c.normalize("NFD").charAt(0).toLowerCase().padEnd(c.length))
    .join("");

/** "Not half past two, half past three": the first of them is what it is not. */
const isTakenBack = (entity: Entity, { said, entities }: Saying): boolean =>
  NOT.test(said.slice(0, entity.from)) &&
  entities.some((e) => e.kind === entity.kind && e.from >= entity.to && e.letters === entity.letters);
const NOT = /(?<![\p{L}])(?:not|no|nicht|pas|n[aã]o)\s+(?:(?:at|on|for|the|um|am|a las?|le|às|à)\s+)?$/iu;

/** "Two hundred four, four hundred seventeen" where six digits were asked for. */
function grouped(entities: readonly Entity[], asked: Field | undefined): readonly Entity[] {
  const [first, ...others] = entities;
  const value = entities.map((e) => e.value).join("");
  const isOne = asked?.digits === value.length && entities.every((e) => e.kind === "number");
  return first && isOne && others.length > 0
    ? [{ ...first, value, to: others.at(-1)?.to ?? first.to }]
    : entities;
}

export function fill(form: ToolForm, saying: Saying): Filled {
  const { said, tongue, asked, isAbout } = saying;
  const entities = grouped(
    saying.entities.filter((e) => !isTakenBack(e, saying)),
    asked,
  );
  const tokens = tokensIn(said);
  const values = new Map<string, Value>();
  const used: { from: number; to: number }[] = [];
  const others: [string, Value][] = [];

  const bids = form.fields.flatMap((field) =>
    entities.flatMap((entity) => {
      const bid = bidFor(field, entity, form, tokens, saying);
      return bid === undefined ? [] : [{ field, entity, bid }];
    }),
  );
  for (const { field, entity } of bids.sort((a, b) => b.bid - a.bid || a.entity.from - b.entity.from)) {
    if (used.includes(entity)) continue;
    const value = valueFor(field, entity, said);
    if (value === undefined) continue;
    if (!values.has(field.name)) values.set(field.name, value);
    else if (field.kind === "moment")
      values.set(field.name, joinMoment(String(values.get(field.name)), String(value)));
    else continue;
    used.push(entity);
  }
  for (const { field, entity } of bids)
    if (field.kind === "code" && field.required && entity.value.length >= 3 && !used.includes(entity)) {
      others.push([field.name, valueFor(field, entity, said) ?? entity.value]);
      used.push(entity);
    }
  for (const field of form.fields) {
    if (field.kind !== "choice" && field.kind !== "boolean") continue;
    const value = field.kind === "choice" ? choiceIn(field, saying) : yesOrNo(field, form, saying);
    if (value !== undefined) values.set(field.name, value);
  }
  const name = form.fields.find((f) => f.kind === "name");
  // "For November" is no other name where one is known.
  const found = name && nameIn(saying, asked === name);
  // "Two for Paper Moons": a title that is wanted, rather than who it is for.
  const wantsTitle = form.fields.some((f) => f.kind === "thing" && f.required && !saying.known.has(f.name));
  const named =
    found && asked !== name && wantsTitle && /\bfor $/i.test(said.slice(0, found.from)) ? undefined : found;
  const before = name && saying.known.get(name.name);
  if (name?.required && !named && before === undefined && !wantsTitle && (isAbout || asked === name)) {
    const taken = new Set(form.fields.flatMap((f) => f.choices.flatMap((c) => termsOf(words(String(c))))));
    const cased = tokens.find(
      (t) =>
        /^\p{Lu}\p{Ll}/u.test(t.text) &&
        /[\p{L}] $/u.test(said.slice(0, t.from)) &&
        !taken.has(t.term ?? "") &&
        !entities.some((e) => overlaps(e, t)),
    );
    const span =
      cased && tongue.code !== "de"
        ? namedSpan(said.slice(cased.from).split(/[^\p{L}\s'’-]/u)[0] ?? "", cased.from, false)
        : undefined;
    if (span) {
      values.set(name.name, span.value);
      used.push(span);
    }
  }
  const isOpen = before === undefined || before === named?.value || tongue.hears.named.test(fold(said));
  if (named) used.push(named);
  if (name && named && isOpen) values.set(name.name, named.value);
  if (asked?.kind === "number" && !values.has(asked.name) && tongue.hears.alone.test(fold(said)))
    values.set(asked.name, 1);
  const phone = form.fields.find((f) => f.kind === "phone");
  if (phone && !values.has(phone.name) && tongue.hears.sameNumber.test(fold(said)))
    values.set(phone.name, tongue.lines.thisNumber);

  for (const field of form.fields) {
    if (values.has(field.name) || (field.kind !== "text" && field.kind !== "thing")) continue;
    const isColor = field.terms.includes("color");
    const isOpen =
      field === asked ||
      (isAbout && field.required && !isColor && !(field.kind === "text" && saying.known.has(field.name)));
    const color = isColor ? tokens.find((t) => t.term !== undefined && COLORS.has(t.term)) : undefined;
    const value =
      color?.term ??
      (isOpen ? (field.kind === "text" ? sentences : rest)(field, form, tokens, used, saying) : undefined);
    if (!value) continue;
    values.set(field.name, value);
    used.push({ from: said.indexOf(value), to: said.indexOf(value) + value.length });
  }
  return { values, others };
}

const UNIT =
  /^[\s-]+(?:days?|nights?|weeks?|months?|years?(?! old)|tagen?|nachte?|nächte|wochen?|monaten?|jahren?|jours?|nuits?|semaines?|mois|ans?|d[ií]as?|noches?|semanas?|mes|meses|m[eê]s|años?|anos?|noites?)(?![\p{L}])/iu;
const LONG = /\b(?:days?|nights?|weeks?|months?|long|duration)\b/i;

/** How well a value suits a field; undefined if it does not. */
function bidFor(
  field: Field,
  entity: Entity,
  form: ToolForm,
  tokens: readonly Token[],
  { said, asked, known }: Saying,
): number | undefined {
  const isAsked = field === asked;
  const near = nearness(field, entity, form, tokens);
  // "For three weeks" is how long, and no age or count.
  const isTime = field.kind === "number" && UNIT.test(said.slice(entity.to));
  if (isTime && !isAsked && !LONG.test(`${field.label} ${field.description}`)) return undefined;
  const open = field.required ? (known.has(field.name) ? 1 : 2) : 0;
  // "No, fifteen hundred" is another 1400, and no customer's number of seven digits.
  const looksAlike =
    !isAsked && String(known.get(field.name) ?? "").replace(/\D/g, "").length === entity.value.length;
  const bid = (isAsked ? 3 : 0) + near + open + (looksAlike ? 1.5 : 0);
  switch (field.kind) {
    case "number":
      if (entity.kind !== "number" || entity.letters || entity.value.length > 6) return undefined;
      if (entity.weak && !isAsked && near === 0 && !isTime) return undefined;
      return isAsked ||
        near > 0 ||
        looksAlike ||
        (field.required && !known.has(field.name)) ||
        (entity.value.length <= 2 && form.fields.filter((f) => f.kind === "number").length === 1)
        ? bid + (entity.value.length <= 2 ? 1 : 0)
        : undefined;
    case "code":
      if (entity.kind !== "number" || (entity.weak && !isAsked)) return undefined;
      if (!isAsked && near === 0 && !mayBe(field, entity)) return undefined;
      if (field.digits !== undefined && field.digits !== entity.value.length && !isAsked) return undefined;
      if (entity.value.length < 3 && !entity.letters && !isAsked && near === 0) return undefined;
      return isAsked || near > 0 || field.required ? bid + (entity.value.length >= 3 ? 1 : 0) : undefined;
    case "thing": {
      // "Bike 88", or nothing but a number: a thing is often known by one. "12 Main Street" is more than its number.
      const isBare = termsOf(said.slice(0, entity.from) + said.slice(entity.to)).every((t) => t === "number");
      return entity.kind === "number" &&
        !entity.weak &&
        !field.terms.includes("address") &&
        (near >= 3 || (isAsked && isBare)) &&
        !/^ \p{Lu}/u.test(said.slice(entity.to))
        ? bid
        : undefined;
    }
    case "phone":
      return entity.kind === "number" && entity.value.length >= (isAsked ? 4 : 7) ? bid + 1 : undefined;
    case "date":
      return entity.kind === "day" ? bid : undefined;
    case "time":
      return entity.kind === "time"
        ? bid
        : entity.kind === "number" && isAsked && Number(entity.value) < 25
          ? bid
          : undefined;
    case "moment":
      return entity.kind === "day" || entity.kind === "time"
        ? bid + (entity.kind === "day" ? 1 : 0)
        : undefined;
    case "email":
      return entity.kind === "email" ? bid : undefined;
    default:
      return undefined;
  }
}

/** A code as the example has it: "C8802" is no "HH-55120". */
export const mayBe = (field: Field, { letters }: Entity): boolean =>
  letters === "" || field.letters === undefined || field.letters === letters;

/** Is the field named close by: "size nine", "the zip code is 97201", "two nights"? */
function nearness(field: Field, entity: Entity, form: ToolForm, tokens: readonly Token[]): number {
  const own =
    field.kind === "number"
      ? [...field.terms, ...termsOf(field.description.split(/[.,;(]/)[0] ?? "")]
      : field.terms;
  const shared = (term: string) => form.fields.filter((f) => f.terms.includes(term)).length > 1;
  const labels = own.filter((t) => t !== "number" || own.length === 1).filter((t) => !shared(t));
  const before = tokens.filter((t) => t.to <= entity.from).reverse();
  const after = tokens.filter((t) => t.from >= entity.to);
  const at = (list: readonly Token[], reach: number) =>
    list.slice(0, reach).findIndex((t) => t.term !== undefined && labels.includes(t.term));
  const [back, ahead] = [at(before, 4), at(after, 2)];
  return Math.max(back < 0 ? 0 : 4 - back * 0.5, ahead < 0 ? 0 : 4.2 - ahead);
}

function valueFor(field: Field, { kind, value, letters, to }: Entity, said: string): Value | undefined {
  // "Two weeks" where days are counted.
  if (field.kind === "number" && /\b(?:day|night)s?\b/i.test(`${field.label} ${field.description}`))
    return Number(value) * (/^\s+(?:weeks?|wochen?|semaines?|semanas?)\b/i.test(said.slice(to)) ? 7 : 1);
  if (field.kind === "number") return Number(value);
  if (field.kind === "time" && kind === "number")
    return `${value.slice(0, -2).padStart(2, "0") || value.padStart(2, "0")}:${value.length > 2 ? value.slice(-2) : "00"}`;
  // An example in the description shows whether letters belong to it.
  const plain = /\b\d{3,}\b/.test(field.description) && field.letters === undefined;
  const code =
    field.kind === "code" && letters && !plain
      ? `${letters}${/\p{Lu}-\d/u.test(field.description) ? "-" : ""}${value}`
      : value;
  return field.isList ? [code] : field.isNumeric ? Number(code.replace(/\D/g, "")) : code;
}

const joinMoment = (first: string, second: string): string => {
  const [day, time] = first.includes("-") ? [first, second] : [second, first];
  return day.includes("T") ? day : `${day}T${time}`;
};

/** The choice whose words were said; of several, the one of which more was. */
function choiceIn(field: Field, { said, entities, asked, tongue }: Saying): Value | undefined {
  const tokens = tokensIn(said);
  const heard = new Set(termsOf(said));
  const glued = fold(said).replaceAll(" ", "");
  const scored = field.choices.map((choice) => {
    if (typeof choice === "number")
      return { choice, score: entities.some((e) => Number(e.value) === choice) && asked === field ? 2 : 0 };
    const own = termsOf(words(choice));
    const unique = own.filter(
      (t) => field.choices.filter((c) => termsOf(words(String(c))).includes(t)).length === 1,
    );
    const there = unique.filter((t) => heard.has(t)).length;
    const name = fold(words(choice)).replaceAll(" ", "");
    const at = tokens.findIndex((t) => t.term !== undefined && unique.includes(t.term));
    const isRefused = at >= 0 && isDenied(said, tokens, at, tongue);
    const whole = name.length >= 4 ? glued.includes(name) : ` ${fold(said)} `.includes(` ${name} `);
    return {
      choice,
      score:
        isRefused && !tongue.hears.without.test(words(choice))
          ? 0
          : (whole ? 2 : 0) + (unique.length > 0 ? there / unique.length : 0),
    };
  });
  const all = scored.filter((s) => s.score >= 0.5).sort((a, b) => b.score - a.score);
  if (field.isList) return all.length > 0 ? all.map((s) => s.choice) : undefined;
  return all[0]?.choice;
}

/** "Without breakfast", "I won't be at home": a no shortly before it, in the same breath. */
const isDenied = (said: string, tokens: readonly Token[], at: number, { hears }: Tongue): boolean =>
  tokens
    .slice(Math.max(0, at - 3), at)
    .some((t) => hears.without.test(fold(t.text)) && !/[,.;!?]/.test(said.slice(t.to, tokens[at]?.from)));

function yesOrNo(field: Field, form: ToolForm, { said, asked, tongue }: Saying): boolean | undefined {
  if (asked === field) {
    const answer = answerOf(said, tongue.pack, field.label);
    if (answer !== "unclear") return answer === "yes";
    // "Whether it is delivered; if not, it is collected": each half has its words.
    const [yes = "", no = ""] = field.description
      .split(/\b(?:if not|otherwise|or)\b/i)
      .map((t) => termsOf(t));
    const heard = termsOf(said);
    if (heard.some((t) => no.includes(t) && !yes.includes(t))) return false;
  }
  const own = field.terms.filter(
    (t) => !form.fields.some((f) => f !== field && f.terms.includes(t)) && !termsOf(form.label).includes(t),
  );
  const tokens = tokensIn(said);
  const at = tokens.findIndex((t) => t.term !== undefined && own.includes(t.term));
  // A car is no loan car.
  const there = own.filter((term) => tokens.some((t) => t.term === term)).length;
  if (at < 0 || there * 2 <= own.length) return undefined;
  return !isDenied(said, tokens, at, tongue);
}

interface Span {
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

/** "My name is Lea Miller", "this is Tom"; where it was asked for, a few words that are nothing else. */
export function nameIn(
  { said, tongue, entities }: Pick<Saying, "said" | "tongue" | "entities">,
  isAsked: boolean,
): Span | undefined {
  const even = flat(said);
  for (const [pattern, sure] of [
    [tongue.hears.named, true],
    [tongue.hears.perhapsNamed, false],
  ] as const)
    for (const match of even.matchAll(new RegExp(pattern.source, "gu"))) {
      const from = match.index + match[0].length;
      const name = /^[\s:,]+((?:(?:Mr|Mrs|Ms|Dr)\.?\s+)?[\p{L}'’-]+(?:\s+[\p{L}'’-]+){0,3})/u.exec(
        said.slice(from),
      );
      const span =
        name?.[1] === undefined
          ? undefined
          : namedSpan(name[1], from + name[0].length - name[1].length, sure);
      if (span && !entities.some((e) => e.from < span.to && span.from < e.to)) return span;
    }
  // "Maria Santos, I am forty-two": a part that is nothing else.
  for (const part of isAsked && /[,;.]/.test(said) ? said.matchAll(/[^,;.]+/g) : []) {
    const value = part[0].trim();
    const from = part.index + part[0].indexOf(value);
    const isFree = !entities.some((e) => e.from < from + value.length && from < e.to);
    if (isFree && /^\p{Lu}[\p{L}'’-]+(?: (?:de|da|van|von|der|la|del|\p{Lu}[\p{L}'’-]+)){1,3}$/u.test(value))
      return { value, from, to: from + value.length };
  }
  if (!isAsked || entities.length > 0 || tongue.hears.dontKnow.test(fold(said))) return undefined;
  const lead = tongue.hears.leadIn.exec(even)?.[0].length ?? 0;
  const left = said
    .slice(lead)
    .replace(/[.,!?]+$/, "")
    .replace(/[ ,]+(?:please|por favor|bitte|s'il vous plaît)$/i, "")
    .trim();
  const count = left.split(/\s+/).length;
  return left && count <= 4 && !/[?]/.test(said) && answerOf(said, tongue.pack) === "unclear"
    ? { value: left, from: lead, to: lead + left.length }
    : undefined;
}

/** A name's words: up to the first small word, which has no capital letter. */
function namedSpan(text: string, from: number, sure: boolean): Span | undefined {
  const parts = text.split(/\s+/);
  const cased = parts[0] !== undefined && /^\p{Lu}/u.test(parts[0]);
  if (!cased && !sure) return undefined;
  const end = parts.findIndex((p, i) =>
    cased
      ? !/^\p{Lu}/u.test(p) && !/^(?:de|da|van|von|der|la|del|o')$/.test(p)
      : i > 0 && termsOf(p).length === 0,
  );
  const kept = (end < 0 ? parts : parts.slice(0, end)).join(" ").replace(/(?: (?:de|da|la|del))+$/, "");
  return kept ? { value: kept, from, to: from + kept.length } : undefined;
}

const overlaps = (a: { from: number; to: number }, b: { from: number; to: number }): boolean =>
  a.from < b.to && b.from < a.to;

/** Terms that say what is to be done, or name a field: the rest is what it is to be done with. */
const spoken = (field: Field, form: ToolForm): ReadonlySet<string> =>
  new Set(
    [
      form.label,
      form.description.split(/(?<=[.!?])\s/)[0] ?? "",
      ...form.fields
        .filter((f) => f !== field)
        .flatMap((f) => [f.label, f.kind === "number" ? f.description : ""]),
    ].flatMap(termsOf),
  );

/** The longest run of words that mean nothing else: "do you have the *Night Runner* in size nine". */
function rest(
  field: Field,
  form: ToolForm,
  tokens: readonly Token[],
  used: readonly { from: number; to: number }[],
  saying: Saying,
): string | undefined {
  const { said, entities, asked, tongue } = saying;
  if (
    asked === field &&
    (tongue.hears.dontKnow.test(fold(said)) || answerOf(said, tongue.pack) !== "unclear")
  )
    return undefined;
  const lead = tongue.hears.leadIn.exec(flat(said))?.[0].length ?? 0;
  const whole = said
    .slice(lead)
    .replace(/[.,!?]+$|[ ,]+(?:please|por favor|bitte|s'il vous plaît)[.!]?$/gi, "")
    .trim();
  if (asked === field && used.length === 0 && /\d/.test(whole) && whole.split(/\s+/).length <= 5)
    return whole;
  // "When does the next train from Brighton leave?": an answer may say once more what is wanted.
  const other = asked === field && rest(field, form, tokens, used, { ...saying, asked: undefined });
  if (other) return other;
  const taken = spoken(field, form);
  const chosen = new Set(
    form.fields.flatMap((f) => (f === field ? [] : f.choices.flatMap((c) => termsOf(words(String(c)))))),
  );
  const deeds = new RegExp(
    `${tongue.hears.creates.source}|${tongue.hears.cancels.source}|${tongue.hears.changes.source}`,
    "u",
  );
  const isRest = (t: Token) =>
    t.term !== undefined &&
    (asked === field || !(taken.has(t.term) || chosen.has(t.term))) &&
    !(
      form.fields.some((f) => f.terms.includes("color")) &&
      !field.terms.includes("color") &&
      COLORS.has(t.term)
    ) &&
    !field.terms.includes(t.term) &&
    ![...used, ...entities].some((u) => overlaps(u, t)) &&
    !entities.some((e) => e.kind === "number" && /^\s$/.test(said.slice(e.to, t.from))) &&
    !deeds.test(`to ${fold(t.text)}`);
  // A capital letter within a sentence is a name's.
  const worth = (tokens: readonly Token[]) =>
    tokens.length +
    (tokens.some((t) => /^\p{Lu}/u.test(t.text) && /[^.!?]\s$/u.test(said.slice(0, t.from))) ? 4 : 0);
  let best: Token[] = [];
  let run: Token[] = [];
  for (const [i, token] of tokens.entries()) {
    // "The Old Man and the Sea": small words within a title.
    const next = tokens.slice(i + 1).find((t) => t.term !== undefined);
    if (token.term === undefined && run.length > 0 && next && /^\p{Lu}/u.test(next.text) && isRest(next))
      continue;
    const before = run.at(-1);
    const broken = before !== undefined && /[,.;?!]/.test(said.slice(before.to, token.from));
    if (!isRest(token) || broken) run = [];
    if (isRest(token)) run.push(token);
    if (worth(run) > worth(best)) best = [...run];
  }
  const [first, last] = [best[0], best.at(-1)];
  // One small word that is left over is no name of a thing: "*bring*", "*broken*".
  const [only] = best;
  const at = only ? tokens.indexOf(only) : 0;
  const isNoun = OF.test(fold(tokens[at - 1]?.text ?? "")) && tokens[at + 1]?.term === undefined;
  if (asked !== field && best.length === 1 && worth(best) === 1 && !isNoun) return undefined;
  return first && last ? said.slice(first.from, last.to) : undefined;
}

const OF = /^(?:my|an?|the|some|mein\w*|ein\w*|une?|mon|ma|una?|mi|uma?|meu|minha)$/;

/** Whole sentences, without those that only tell a name, a number or what is wanted. */
function sentences(
  field: Field,
  form: ToolForm,
  _: readonly Token[],
  used: readonly { from: number; to: number }[],
  { said, entities, asked, tongue }: Saying,
): string | undefined {
  const taken = asked === field ? new Set<string>() : spoken(field, form);
  let at = 0;
  const kept: string[] = [];
  for (const part of said.split(
    /(?<=[.!?;])\s+|,\s+(?=please |and my |you can |my number )|\s+and\s+(?=my |you can )/i,
  )) {
    const from = said.indexOf(part, at);
    at = from + part.length;
    const left = tokensIn(part).filter(
      (t) =>
        t.term !== undefined &&
        !taken.has(t.term) &&
        ![...used, ...entities].some((u) => overlaps(u, { from: from + t.from, to: from + t.to })),
    );
    const isContact =
      tongue.hears.sameNumber.test(fold(part)) || (tongue.hears.hello.test(fold(part)) && left.length === 0);
    if (
      left.length >= (asked === field ? 1 : form.fields.length > 0 && form.label === "message" ? 2 : 1) &&
      !isContact
    )
      kept.push(part);
  }
  const text = kept.join(" ").replace(/[.!?,\s]+$/, "");
  if (!text || (asked === field && tongue.hears.dontKnow.test(fold(said)))) return undefined;
  const lead = tongue.hears.leadIn.exec(flat(text))?.[0].length ?? 0;
  return asked === field
    ? text.slice(lead).trim() || text
    : text.replace(/^(?:please|and|so)\s+/i, "").trim();
}
