import { fold, termsOf, words } from "./concepts.ts";
import { languageOf, type Tongue } from "./languages/languages.ts";
import { list, noun } from "./questions.ts";
import { hasFailed, isMissing, isRunning, type Made, needsYes, type Values, type View } from "./view.ts";

/** A tool's result in a sentence or two. */

/** More than these nobody keeps in mind. */
const MOST_FIELDS = 4;
const WORDS = /^(?:message|say|text|summary|answer|spoken)$/i;
/** They say that it worked, or belong to another value. */
const SILENT = /^(?:found|ok|success|exists|currency|unit|say|next|hint|url|link|verified)$/i;
const MONEY = /price|total|amount|cost|fee|rate|deposit|balance|charge/i;

/** What is said of the calls that the caller does not know of. */
export function tellings(view: View, calls: readonly Made[]): string[] {
  return calls.flatMap((call) => telling(view, call));
}

function telling(view: View, call: Made): string[] {
  const { lines } = view.tongue;
  const { result } = call;
  if (needsYes(call)) return [readBack(call, view)];
  if (isRunning(call)) return [lines.running];
  if (hasFailed(call)) {
    const why = typeof result.error === "string" ? result.error : "";
    return [
      /\s\S+\s/.test(why) && !/[{}_<>]|\b(?:http|fetch|status|timeout|undefined|secret)\b/i.test(why)
        ? lines.failedBecause(why)
        : lines.failed,
    ];
  }
  switch (call.name) {
    case "change_language":
      return view.fresh.some((m) => m.name !== call.name) ? [] : [lines.languageChanged];
    case "collect_digits":
      return [lines.keyIn];
    case "hand_off":
      return [lines.handingOff];
    case "request_callback":
      return [lines.callback];
    case "end_call":
      return [lines.goodbye];
    case "search_knowledge":
      return [passageText(result, view) ?? `${lines.unknown} ${lines.offerPerson}`];
    default:
      return [isMissing(call) ? tellMissing(view, call) : describe(call, view)];
  }
}

/** As much of a passage as is said in one go. */
const MOST_SENTENCES = 2;

/** Of the best passage what has most to do with what was asked; undefined where nothing was found. */
function passageText({ passages }: Values, { turns }: View): string | undefined {
  const [best] = Array.isArray(passages) ? (passages as readonly unknown[]) : [];
  if (!isRecord(best) || typeof best.text !== "string") return undefined;
  const asked = new Set(termsOf(fold(turns.at(-1)?.said ?? "")));
  const sentences = best.text
    .split("\n")
    .filter((line) => !/^[\s|:-]*$/.test(line))
    .map((line) =>
      line.startsWith("|")
        ? `${line
            .split("|")
            .map((cell) => cell.trim())
            .filter(Boolean)
            .join(", ")}.`
        : line,
    )
    .join(" ")
    .split(/(?<=[.!?])\s+(?=\S)/);
  const shared = (sentence: string) => termsOf(fold(sentence)).filter((term) => asked.has(term)).length;
  const told = [...sentences].sort((a, b) => shared(b) - shared(a)).slice(0, MOST_SENTENCES);
  return sentences.filter((sentence) => told.includes(sentence)).join(" ");
}

/** The tool's own line where it is in the call's language, else what it was called with. */
function readBack({ args, result }: Made, { tongue }: View): string {
  const say = typeof result.say === "string" ? result.say : "";
  if (say && (languageOf(say) ?? tongue.code) === tongue.code) return say;
  const parts = Object.entries(args).map(
    ([key, value]) =>
      `${noun(words(key), termsOf(words(key)), tongue)}: ${valueText(key, value, args, tongue)}`,
  );
  return tongue.lines.confirm(`${parts.join(", ")}.`);
}

function tellMissing(view: View, { name, args, result }: Made): string {
  const { tongue } = view;
  const own = Object.entries(result).find(([key, value]) => WORDS.test(key) && typeof value === "string");
  if (own) return String(own[1]);
  const free = view.forms
    .find((f) => f.name === name)
    ?.fields.find((f) => ["code", "thing", "name"].includes(f.kind) && f.name in args)?.name;
  const [key, value] = Object.entries(args).find(([k]) => k === free) ?? Object.entries(args)[0] ?? ["", ""];
  const isCode = /\d/.test(String(value));
  const what = isCode ? `${noun(words(key), termsOf(words(key)), tongue)} ${String(value)}` : String(value);
  const others = Object.values(result).find(
    (v): v is string[] => Array.isArray(v) && v.length > 0 && v.every((x) => typeof x === "string"),
  );
  const again = view.made.filter((m) => m.name === name && isMissing(m)).length > 1;
  const said = tongue.lines.notFound(what);
  const plain = said.split(/(?<=[.!?])\s/)[0] ?? said;
  if (others) return `${plain} ${tongue.lines.instead(list(others, tongue, tongue.lines.or))}`;
  return again ? `${plain} ${tongue.lines.offerPerson}` : said;
}

/** What came of a call, field by field; what was asked about comes first. */
export function describe(
  { args, result }: Made,
  view: Pick<View, "tongue"> & { readonly turns?: View["turns"] },
): string {
  const { tongue } = view;
  const { lines } = tongue;
  const own = Object.entries(result).find(([key, value]) => WORDS.test(key) && typeof value === "string");
  if (own) return sentence(String(own[1]));
  const flat = Object.entries(result).flatMap(([key, value]) =>
    isRecord(value) ? Object.entries(value) : [[key, value] as const],
  );
  const known = flat.filter(
    ([key, value]) =>
      !SILENT.test(key) && value !== null && value !== undefined && value !== "" && !isOk(key, value),
  );
  const deed = known.find(([key, value]) => value === true && /[a-z]ed$/.test(key));
  const all = known.filter((e) => e !== deed);
  const news = all.filter(([key, value]) => !isEcho(key, value, args));
  // What was said to the tool is said again where it has little else to tell.
  const open =
    news.length > 1 ? news : all.filter(([, value]) => news.some((n) => n[1] === value) || !isCode(value));
  if (open.length === 0) return lines.done(deed && words(deed[0]));
  const rows = open.find(
    ([, value]) =>
      Array.isArray(value) &&
      (value.length === 0 || open.length <= 2) &&
      (value.length === 0 || value.every(isRecord) || open.length === 1),
  );
  if (rows) return tellRows(rows[0], rows[1] as readonly unknown[], result, tongue); // just found to be a list
  const focus = new Set(termsOf(view.turns?.at(-1)?.said ?? ""));
  const asked = ([key]: readonly [string, unknown]) => termsOf(words(key)).some((t) => focus.has(t));
  const sentences = open.filter(([, v]) => typeof v === "string" && /[.!?]$/.test(v) && v.includes(" "));
  const fields = [...open.filter(asked), ...open.filter((e) => !asked(e))]
    .filter((e) => !sentences.includes(e))
    .slice(0, MOST_FIELDS);
  const parts = fields.map(([key, value]) => partOf(key, value, result, tongue));
  // "For Owl City Perch: …": a name that was found is named, as the tool has it.
  const subject = all.flatMap(([key, value]) =>
    typeof value === "string" &&
    args[key] !== undefined &&
    !open.some(([k]) => k === key) &&
    /^\p{Lu}/u.test(value)
      ? [value]
      : [],
  )[0];
  const code = Object.entries(args).find(([, v]) => isCode(v));
  const about = code
    ? `${lines.about(`${noun(words(code[0]), termsOf(words(code[0])), tongue)} ${String(code[1])}`)} `
    : subject
      ? `${lines.about(subject)} `
      : "";
  const main = parts.length > 0 ? sentence(`${about}${joined(parts, lines.and)}`) : "";
  return [deed ? lines.done(words(deed[0])) : "", main, ...sentences.slice(0, 1).map(([, v]) => String(v))]
    .filter(Boolean)
    .join(" ");
}

const joined = (parts: readonly string[], and: string): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")}, ${and} ${parts.at(-1)}`;
const isRecord = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** It was said to the tool, and comes back. */
const isEcho = (key: string, value: unknown, args: Values): boolean => {
  if (typeof value === "number") return args[key] === value;
  const text = fold(String(value));
  return (
    typeof value === "string" &&
    Object.values(args).some(
      (v) => typeof v === "string" && (text === fold(v) || (args[key] === v && text.includes(fold(v)))),
    )
  );
};
const isCode = (value: unknown): boolean => /^[\p{Lu}-]*\d{3,}$/u.test(String(value));
const isOk = (key: string, value: unknown): boolean =>
  /^(?:status|result)$/i.test(key) && /^(?:ok|success|done|true)$/i.test(String(value));
const sentence = (text: string): string =>
  text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");

function partOf(key: string, value: unknown, result: Values, tongue: Tongue): string {
  const label = words(key);
  if (typeof value === "boolean")
    return `${noun(label, termsOf(label), tongue)}: ${value ? tongue.lines.yes : tongue.lines.no}`;
  return tongue.lines.is(
    noun(label, termsOf(label), tongue),
    valueText(key, value, result, tongue),
    Array.isArray(value) && value.length > 1,
  );
}

function tellRows(key: string, rows: readonly unknown[], result: Values, tongue: Tongue): string {
  const { lines } = tongue;
  if (rows.length === 0) return lines.nothing;
  const texts = rows.map((row) =>
    isRecord(row) ? rowText(row, tongue) : valueText(key, row, result, tongue),
  );
  return lines.count(rows.length, list(texts, tongue, lines.and));
}

/** The most telling three values of a row. */
const rowText = (row: Values, tongue: Tongue): string =>
  Object.entries(row)
    .filter(
      ([key, value]) =>
        !SILENT.test(key) &&
        !/^(?:id|uuid|slug)$/i.test(key) &&
        (typeof value === "string" || typeof value === "number" || Array.isArray(value)),
    )
    .slice(0, 3)
    .map(([key, value]) => valueText(key, value, row, tongue))
    .join(" ");

function valueText(key: string, value: unknown, beside: Values, tongue: Tongue): string {
  if (Array.isArray(value))
    return list(
      value.map((v) => (isRecord(v) ? rowText(v, tongue) : valueText(key, v, beside, tongue))),
      tongue,
      tongue.lines.and,
    );
  if (typeof value === "boolean") return value ? tongue.lines.yes : tongue.lines.no;
  if (isRecord(value)) return rowText(value, tongue);
  const currency = Object.entries(beside).find(([k]) => /currency/i.test(k))?.[1];
  if (
    typeof value === "number" &&
    MONEY.test(key) &&
    typeof currency === "string" &&
    /^[A-Z]{3}$/.test(currency)
  )
    return new Intl.NumberFormat(tongue.code, {
      style: "currency",
      currency,
      currencyDisplay: "name",
      minimumFractionDigits: Number.isInteger(value) ? 0 : 2,
    }).format(value);
  const text = String(value);
  const moment = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))?/.exec(text);
  if (moment?.[1]) {
    const day = new Intl.DateTimeFormat(tongue.code, {
      weekday: "long",
      day: "numeric",
      month: "long",
      timeZone: "UTC",
    }).format(new Date(`${moment[1]}T00:00:00Z`));
    return moment[2] ? `${day}, ${moment[2]}` : day;
  }
  return (
    tongue.nouns[text.toLowerCase().replaceAll("_", " ")] ??
    (/^[a-z]+(?:_[a-z]+)+$/.test(text) ? text.replaceAll("_", " ") : text.replace(/[.]$/, ""))
  );
}
