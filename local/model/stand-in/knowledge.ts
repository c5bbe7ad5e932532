import { termsOf } from "./concepts.ts";
import { type Field, fieldOf } from "./schema.ts";
import { type Found, type Search, searchOver } from "./search.ts";

/** What the instructions say: facts that a caller may be told, and conditions under which a person takes over. */

interface Fact {
  readonly heading: string;
  /** The sentence before it, of the same paragraph: "The one in Faro is …". */
  readonly before: string;
  readonly text: string;
}

export interface Condition {
  readonly text: string;
  readonly terms: readonly string[];
  /** The reason code that the instructions name for it. */
  readonly code: string | undefined;
}

export interface Knowledge {
  readonly facts: readonly Fact[];
  readonly find: Search;
  readonly conditions: readonly Condition[];
  /** What has to be asked for where there is no tool for it: the items of a numbered list. */
  readonly list: readonly Field[];
}

/** How to behave is for the model alone. */
const BEHAVIOUR =
  /\b(?:speak|style|tone|rules?|bounds|tools?|hand(?:ing)?|transfer|guardrails?|persona|on the phone|numbers|how a call ends|hablas|estilo|reglas|sprichst|sprechen|regeln|stil|parles|ton|regles|fala|regras)\b/i;
/** The house speaks to the caller: "you can pay by card", "when you move, tell us". */
const TO_THE_CALLER =
  /\byou (?:can|may|need|get|pay)\b(?! (?:help|use|call|see|look|only|offer|ask|transfer|book|give|answer|tell|find))|\byou\b.*\b(?:us|our)\b|\bwe (?:do not|don't|never|always)\b|^(?:please )?(?:bring|come|show|leave|park|visit|ring)\b/i;
const PROMPT =
  /`|\b(?:you|your|you're|callers?|never|always|don't|do not|must(?! be)|should|usted|nunca|siempre|jamais|toujours|niemals|immer|anrufer\w*|kunden|du|dein\w*|sie (?:sind|sollen|konnen)|tu|sempre|voce|cliente|llamante)\b|^(?:please )?(?:answer|ask|be|begin|call|check(?!-)|collect|confirm|do|end|explain|fill|follow|give|greet|hand|help|if|keep|let|listen|make|mention|name|note|offer|only|pass|put|read|repeat|respond|say|send|speak|start|stay|stop|talk|tell|thank|transfer|try|use|wait|write|sag|frag|antworte|sprich|nenne|di|pregunta|responde|habla|dis|demande|reponds|parle|diga|pergunte|responda|fale)\b/i;
const TO_A_PERSON =
  /\bhand_off\b|\b(?:to|offer|needs?|get|fetch) (?:a|the) (?:person|human|colleague|member of staff)\b|\btransfer (?:the call|them|him|her|it|to)\b|\bhand (?:off|over|the call)\b|\bpersona\b|\bMenschen\b|\bpersonne\b|\bpessoa\b/i;
/** A sentence that says when, and not how. */
const CASE =
  /^(?!(?:before|after|do not|don't|never|fill|say)\b).*\b(?:if|when|whenever|wants?|needs?|for|about|by|[^:]{3,60}: (?:please )?(?:call|use|hand)|si|wenn|quando|cuando)\b/i;
const TOLD =
  /\b(?:asks?|asked|about|to know)\b.*?\b(?:tell (?:them|the caller|him|her)|say|answer|explain)(?: that)?:? ["“]?(.+?)["”]?\.?$/i;

const known = new Map<string, Knowledge>();

/** Read once for each text: it is the same in every request of a call. */
export function knowledgeOf(instructions: string): Knowledge {
  const before = known.get(instructions);
  if (before) return before;
  if (known.size > 20) known.clear();
  const knowledge = read(instructions);
  known.set(instructions, knowledge);
  return knowledge;
}

function read(instructions: string): Knowledge {
  const facts: Fact[] = [];
  const conditions: Condition[] = [];
  const list: Field[] = [];
  let heading = "";
  let opens = "";
  for (const { text, kind } of paragraphs(instructions)) {
    if (kind === "heading") [heading, opens] = [text, ""];
    if (kind === "heading" || /^on the phone$/i.test(heading)) continue;
    if (kind === "paragraph") opens = /:$/.test(text) ? text : "";
    if (kind === "number" && !TO_A_PERSON.test(text)) list.push(fieldFrom(text, list.length));
    const isListed = kind !== "paragraph" && TO_A_PERSON.test(opens);
    // "For these, call …" speaks of the sentence before.
    const sentences = text.replace(/[.!]\s+(?=(?:For|In) (?:that|these|this|such)\b|Then\b)/g, ": ");
    const met = isListed ? [text] : sentencesOf(sentences).filter((s) => TO_A_PERSON.test(s));
    conditions.push(...met.filter((s) => isListed || CASE.test(s)).flatMap((s) => conditionsIn(s, opens)));
    const others = sentencesOf(sentences).filter((s) => !met.includes(s));
    if (!isListed)
      facts.push(
        ...others.flatMap((s, i) => factsIn(s, heading).map((f) => ({ ...f, before: others[i - 1] ?? "" }))),
      );
  }
  return {
    facts,
    conditions,
    list,
    find: searchOver(
      facts.map((f) => ({ text: f.text, kind: answersTo(f.text), heading: f.heading, before: f.before })),
      { text: 2, kind: 2, heading: 1, before: 1 },
    ),
  };
}

/** What kind of question a line answers without saying so: one with a clock's time is about a time. */
const answersTo = (text: string): string =>
  KINDS.flatMap(([pattern, terms]) => (pattern.test(text) ? [terms] : [])).join(" ");
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/\bweek-?ends?\b|wochenende|fi(?:n|m) de semana/i, "saturday sunday"],
  [/\bweekdays?\b|wochentags|werktags/i, "monday tuesday wednesday thursday friday"],
  [/\d ?(?:am|pm|a\.m|p\.m|uhr|h\b|o'clock)|\d:\d\d/i, "time hours"],
  [/[$€£]|\b(?:dollars?|euros?|pounds?|dolares|reais|cents?)\b/i, "price"],
  [/\bat \d+ \p{Lu}|\b(?:next to|opposite|near) the\b/u, "address"],
];

interface Paragraph {
  readonly kind: "heading" | "item" | "number" | "paragraph";
  readonly text: string;
}

/** Markdown's lines with what was wrapped put together again. */
function paragraphs(markdown: string): Paragraph[] {
  const found: { kind: Paragraph["kind"]; text: string }[] = [];
  let open = false;
  for (const line of markdown.split("\n")) {
    const text = line.trim();
    const lead = /^(?:[-*•]\s+)?\*\*(.+?)[.:]?\*\*[.:]?\s+(.*)$/.exec(text);
    const mark = lead ? ["", "#", lead[1]] : /^(#+|[-*•]|\d+[.)])\s+(.*)$/.exec(text);
    if (text === "") open = false;
    else if (mark?.[2] !== undefined) {
      const kind = mark[1]?.startsWith("#") ? "heading" : /^\d/.test(mark[1] ?? "") ? "number" : "item";
      found.push({ kind, text: mark[2] });
      if (lead?.[2]) found.push({ kind: "paragraph", text: lead[2] });
      open = lead !== null || kind !== "heading";
    } else {
      const last = found.at(-1);
      if (open && last) last.text += ` ${text}`;
      else found.push({ kind: "paragraph", text });
      open = true;
    }
  }
  return found.map(({ kind, text }) => ({ kind, text: text.replace(/\*\*|__/g, "") }));
}

const sentencesOf = (text: string): string[] =>
  text.split(/(?<=[.!?])\s+(?=\p{Lu})(?!(?:It|They|These|This)\b)/u);

function factsIn(sentence: string, heading: string): Omit<Fact, "before">[] {
  const told = TOLD.exec(sentence)?.[1];
  if (told && termsOf(told).length > 1 && !PROMPT.test(told))
    return [{ heading: `${heading} ${sentence}`, text: told }];
  if (TO_THE_CALLER.test(sentence) || !PROMPT.test(sentence))
    return BEHAVIOUR.test(heading) ? [] : [{ heading, text: sentence }];
  // "You know this: delivery is free, returns are free": behind the colon there may be facts, a clause each.
  const behind = /:\s+(.*)$/.exec(sentence)?.[1];
  const clauses = behind?.split(/[,;]\s+(?:and\s+)?/) ?? [];
  return clauses.length > 0 &&
    clauses.every((c) => /\b(?:is|are|takes?|costs?|has|have|opens?)\b/.test(c) && !PROMPT.test(c))
    ? clauses.map((c) => ({ heading: "", text: c }))
    : [];
}

function conditionsIn(text: string, opens: string): Condition[] {
  const code = /`(?!hand_off)([a-z_]+)`/.exec(`${text} ${opens}`)?.[1];
  const cases = text
    .replace(/\b(?:is|are|go)(?: \w+)? (?:for|by|to) an? (?:person|human|colleague)\b/gi, "")
    .replace(
      /\b(?:please )?(?:call|use|invoke)?\s*`?hand_off`?(?: at once| immediately| as well| too)?/gi,
      ";",
    );
  return cases.split(/[;:,()]|\bor\b|\bif\b|\bwhen\b/).flatMap((clause) => {
    const terms = [...new Set(termsOf(clause))];
    return terms.length > 0 &&
      !/`|\b(?:call|hand|say|person|human|transfer|list|tools?|line|yes)\b/.test(clause)
      ? [{ text: clause.trim(), terms, code }]
      : [];
  });
}

/** "The caller's name." is asked for as a field is. */
function fieldFrom(item: string, at: number): Field {
  const text = item.split(/(?<=[.!?])\s/)[0]?.replace(/[.!?]+$/, "") ?? item;
  const label =
    text
      .replace(/^(?:the|a|an)\s+/i, "")
      .replace(/^(?:caller|customer|guest|patient)'s\s+/i, "")
      .split(/,| to | in /)[0] ?? text;
  const field = fieldOf(label.toLowerCase(), { type: "string", description: text }, true);
  return { ...field, name: `item ${at + 1} ${label.toLowerCase()}` };
}

/**
 * The lines that answer best, as a sentence or two; undefined where nothing is said of it.
 *
 * @param common - words by which nothing is known, or little: `strict` has nothing answered by them alone.
 */
export function answerFrom(
  { facts, find }: Knowledge,
  terms: readonly string[],
  common: ReadonlySet<string>,
  strict = false,
): { readonly text: string; readonly terms: readonly string[] } | undefined {
  // "Do you have" asks for nothing by itself.
  const asked = [...new Set(terms)].filter((t, _, all) => t !== "stock" || all.length === 1);
  const inText = (found: Found) =>
    [...found.match.values()].filter((f) => f.has("text") || f.has("kind")).length;
  const [best, ...others] = [...find(asked)].sort((a, b) => inText(b) - inText(a) || b.score - a.score);
  const fact = best && facts[best.id];
  if (!best || !fact) return undefined;
  const matched = [...best.match.keys()];
  const rare = matched.filter((t) => !common.has(t));
  const share = matched.length / asked.length;
  if (rare.length === 0 ? strict || share < 0.5 : matched.length < 2 && share < 1 / 3) return undefined;
  const byHeading = [...best.match.values()].some((fields) => fields.has("heading") && fields.size === 1);
  const siblings = byHeading
    ? others.filter((o) => facts[o.id]?.heading === fact.heading && o.score > best.score / 2).slice(0, 2)
    : others.filter((o) => inText(o) === inText(best) && o.score > best.score * 0.9).slice(0, 1);
  const text = [best, ...siblings]
    .sort((a, b) => a.id - b.id)
    .map(({ id }) => sentence(facts[id]?.text ?? ""))
    .join(" ");
  return { text, terms: matched };
}

const sentence = (text: string): string => {
  const plain = text
    .replace(/["“”*_#]/g, "")
    .replace(/[;,]$/, "")
    .trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1) + (/[.!?]$/.test(plain) ? "" : ".");
};

/** The condition that what was said meets, by a word that is not the tools' own. */
export function conditionFor(
  { conditions }: Knowledge,
  terms: readonly string[],
  common: ReadonlySet<string>,
  toolWords: ReadonlySet<string>,
): Condition | undefined {
  const said = new Set(terms);
  const met = conditions.map((condition) => {
    const there = condition.terms.filter((t) => said.has(t));
    const isOwn =
      there.some((t) => !common.has(t)) &&
      (there.length > 1 || condition.terms.length === 1 || !toolWords.has(there[0] ?? ""));
    return { condition, share: isOwn ? there.length / condition.terms.length : 0 };
  });
  return met.filter((m) => m.share >= 0.5).sort((a, b) => b.share - a.share)[0]?.condition;
}
