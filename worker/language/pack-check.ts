import type { CallLines, LanguagePackChange, Phrases } from "./pack.ts";
import { isTable } from "./pack-changes.ts";
import { partsOf } from "./parts.ts";

/** What is wrong with a value, each fault in a line that begins with its place; nothing where it fits. */
type Check = (at: string, value: unknown) => readonly string[];

const check =
  (fits: (value: unknown) => boolean, due: string): Check =>
  (at, value) =>
    fits(value) ? [] : [`${at}: must be ${due}`];

const isLine = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";
const areLines = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isLine);

const list = check(areLines, "a list of strings");
const isSaid = check(isLine, "a line to say");
const areSaid = check((value) => areLines(value) && value.length > 0, "a list of at least one line");
const line: Check = (at, value) => saying()(at, value);
const lines: Check = (at, value) =>
  areLines(value) && value.length > 0 ? value.flatMap((one) => namesFaults(at, one, [])) : areSaid(at, value);
/** A line in which something is said by its name in braces. */
const saying =
  (...names: string[]): Check =>
  (at, value) =>
    isLine(value) ? namesFaults(at, value, names) : isSaid(at, value);
const length = check((value) => Number.isInteger(value) && Number(value) > 0, "a whole number above 0");
const numbers = check(
  (value) => isTable(value) && Object.values(value).every((v) => Number.isInteger(v) && Number(v) >= 0),
  "a table of words and whole numbers, such as { zero: 0 }",
);
const tag = check(
  (value) => typeof value === "string" && /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(value),
  'a language that <Say> takes, such as "en-US"',
);
const patterns: Check = (at, value) =>
  areLines(value) ? value.flatMap((source) => patternFaults(at, source)) : list(at, value);

/** An object of these fields, and no other. */
const fields =
  (known: Readonly<Record<string, Check>>, what: string): Check =>
  (at, value) => {
    if (!isTable(value)) return [`${at}: must be an object`];
    return Object.entries(value).flatMap(([name, part]) => {
      const own = Object.hasOwn(known, name) ? known[name] : undefined;
      return (
        own?.(`${at}.${name}`, part) ?? [
          `${at}.${name}: no such ${what}; it may be ${Object.keys(known).join(", ")}`,
        ]
      );
    });
  };

const count = saying("count");
const counted = fields(
  { zero: count, one: count, two: count, few: count, many: count, other: count } satisfies Record<
    Intl.LDMLPluralRule,
    Check
  >,
  "plural form",
);

const PHRASES = {
  holding: lines,
  filler: lines,
  apology: lines,
  brokenOff: line,
  notUnderstood: lines,
  presence: lines,
  goOn: line,
  stillThere: line,
  nudge: line,
  secondNudge: line,
  silenceGoodbye: line,
  beforeYouGo: line,
  goodbye: line,
  handOff: line,
  handOffPlace: saying("place"),
  handOffAfterFailure: line,
  handOffWait: saying("minutes"),
  handOffQueue: line,
  offerCallback: line,
  callbackArranged: line,
  leftQueue: line,
  backAgain: line,
  nobodyFree: line,
  nobodyTook: line,
  closed: line,
  placeClosed: saying("place"),
  opensSoon: saying("day", "time"),
  opensLater: saying("day", "time"),
  offerHelp: line,
  callTooLong: line,
  recordingNotice: line,
  recordingQuestion: line,
  recordingAgreed: line,
  recordingDeclined: line,
} satisfies Record<keyof Phrases, Check>;

const CALL_LINES = {
  sayLanguage: tag,
  brokenFindingPerson: line,
  brokenGoodbye: line,
  nobodyFreeGoodbye: line,
  goodbye: line,
  holdTheLine: line,
  stillInLine: line,
  nextInLine: line,
  callersAhead: counted,
  aboutMinutes: counted,
  queueMenu: line,
  whisperIntro: line,
  whisperAccept: line,
} satisfies Record<keyof CallLines, Check>;

const CHANGE = fields(
  {
    backchannels: list,
    hums: patterns,
    directions: patterns,
    turnWords: list,
    unfinishedEndings: list,
    looseEndings: list,
    looseOpeners: list,
    hesitations: list,
    holdOn: list,
    courtesies: list,
    digitWords: numbers,
    digitRepeats: numbers,
    digitTimes: list,
    digitPlurals: numbers,
    thousands: numbers,
    multipliers: list,
    betweenDigits: list,
    digitLabels: patterns,
    digitHomophones: numbers,
    securityCode: patterns,
    cardDetails: patterns,
    phoneDigits: length,
    atWords: list,
    dotWords: list,
    joinWords: list,
    letterNames: list,
    asIn: list,
    wantsSpelling: patterns,
    presenceChecks: patterns,
    farewells: list,
    questionOpeners: list,
    choiceWords: list,
    unintelligible: list,
    wantsPhone: patterns,
    wantsEmail: patterns,
    wantsNumber: patterns,
    admitsMisunderstanding: patterns,
    namesTransfer: patterns,
    asksForPerson: patterns,
    notAPerson: patterns,
    personWords: list,
    agreements: list,
    refusals: list,
    reservations: list,
    softeners: list,
    asksForYes: patterns,
    asksOtherwise: patterns,
    wantsCallback: patterns,
    insults: patterns,
    negativeWords: patterns,
    positiveWords: patterns,
    negations: list,
    phrases: fields(PHRASES, "phrase"),
    callLines: fields(CALL_LINES, "line"),
  } satisfies Record<keyof LanguagePackChange, Check>,
  "field",
);

/**
 * Checks an agent's changes to the packs before a call needs them.
 *
 * @returns one line per fault, each naming the field and what to write there; empty when all is well.
 */
export function checkPackChanges(changes: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(changes).flatMap(([code, change]) => {
    const at = `languagePacks.${code}`;
    if (!/^[a-z]{2,3}$/.test(code)) return [`${at}: write the primary subtag, such as "en" or "es"`];
    const faults = CHANGE(at, change);
    return faults.length > 0 || !isTable(change) ? faults : missingLines(at, code, change.callLines);
  });
}

/**
 * Where we have no lines of our own in a language, an agent's have to be all of them: English ones would be read out by
 * the other language's voice. The Worker has no lines, and tells by the pack.
 */
function missingLines(at: string, code: string, callLines: unknown): readonly string[] {
  const { callLines: shipped, pack } = partsOf(code);
  if (shipped || pack || !isTable(callLines)) return [];
  const missing = Object.keys(CALL_LINES).filter((name) => !isWhole(callLines[name]));
  return missing.length === 0 ? [] : [`${at}.callLines: has to have ${missing.join(", ")} as well`];
}

/** Plural forms are whole with the one that stands in for the others. */
const isWhole = (value: unknown): boolean => (isTable(value) ? isLine(value.other) : isLine(value));

/** What else stands in braces would be read out with them. */
function namesFaults(at: string, text: string, names: readonly string[]): readonly string[] {
  const said = names.reduce((rest, name) => rest.replaceAll(`{${name}}`, ""), text);
  const [unknown] = /\{[^{}]*\}|[{}]/.exec(said) ?? [];
  if (unknown === undefined) return [];
  const known = names.map((name) => `{${name}}`).join(" and ");
  return [
    `${at}: ${unknown} stands for nothing here; ${known ? `there is ${known}` : "this line has no names in braces"}`,
  ];
}

function patternFaults(at: string, source: string): readonly string[] {
  try {
    new RegExp(source, "u");
    return [];
  } catch (error) {
    return [
      `${at}: "${source}" is not a regular expression (${error instanceof Error ? error.message : "unknown"})`,
    ];
  }
}
