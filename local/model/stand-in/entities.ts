import * as chrono from "chrono-node";
import { type Figure, saidIn } from "../../../worker/language/hearing/figures.ts";
import { ALL_PACKS } from "../../../worker/language/packs.ts";

/** Numbers, dates, times and addresses in what was said, each with its place. */

export interface Entity {
  readonly kind: "number" | "day" | "time" | "email";
  readonly value: string;
  readonly from: number;
  readonly to: number;
  /** Spelled with letters: "BX1042". */
  readonly letters: string;
  /** "one" and "oh" are hardly ever a number by themselves. */
  readonly weak: boolean;
}

const LONE = /^(?:oh?|one|uno?|une|una|uma?|eine?[nrs]?|a)$/i;
const HALF = /^\s*(?:and a half|y medi[oa]|et demi[e]?|einhalb|e mei[oa]|½|1\/2)(?![\p{L}\p{N}])/iu;

/** @param now - what "tomorrow" is counted from. */
export function entitiesIn(text: string, language: string, now: Date): readonly Entity[] {
  const key = `${language} ${isoDay(now)} ${text}`;
  const before = known.get(key);
  if (before) return before;
  if (known.size > 1_000) known.clear();
  const found = find(text, language, now);
  known.set(key, found);
  return found;
}

/** Each turn reads the whole conversation again. */
const known = new Map<string, readonly Entity[]>();

function find(text: string, language: string, now: Date): readonly Entity[] {
  const emails = emailsIn(text);
  const numbers = [...numbersIn(text), ...oneIn(text)].filter((n) => !emails.some((e) => overlap(e, n)));
  const moments = momentsIn(text, numbers, language, now);
  return [...emails, ...moments, ...numbers.filter((n) => !moments.some((m) => overlap(m, n)))].sort(
    (a, b) => a.from - b.from,
  );
}

const overlap = (a: { from: number; to: number }, b: { from: number; to: number }): boolean =>
  a.from < b.to && b.from < a.to;

function emailsIn(text: string): Entity[] {
  return [
    ...text.matchAll(
      /[\w.+-]+(?:@| at | arroba | arobase )[\w-]+(?:(?:\.| dot | punto | point | punkt | ponto )[a-z]{2,})+/giu,
    ),
  ].map((m) => ({
    kind: "email",
    value: m[0]
      .replace(/ (?:at|arroba|arobase) /i, "@")
      .replace(/ (?:dot|punto|point|punkt|ponto) /gi, ".")
      .toLowerCase(),
    from: m.index,
    to: m.index + m[0].length,
    letters: "",
    weak: false,
  }));
}

/** "one zero four two", "ten forty-two", "O H 1 0 4 2" and "1,042" are one number each; "1042 and 1077" are two. */
function numbersIn(text: string): Entity[] {
  const figures = (saidIn(text, ALL_PACKS).readings[0] ?? []).filter(
    (f) =>
      !/^oh?$/i.test(text.slice(f.from, f.to)) ||
      (!/^['’]\s?clock/i.test(text.slice(f.to)) &&
        /\p{N}|[\s-](?:one|two|three|four|five|six|seven|eight|nine|zero|double)/iu.test(
          text.slice(Math.max(0, f.from - 7), f.to + 7),
        )),
  );
  const runs: Figure[][] = [];
  for (const figure of figures) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before && joins(text.slice(before.to, figure.from), before, figure)) run.push(figure);
    else runs.push([figure]);
  }
  return runs.map((run) => {
    const [first, last] = [run[0], run.at(-1)];
    const from = first?.from ?? 0;
    const to = last?.to ?? 0;
    const said = text.slice(from, to);
    const decimal =
      /^\d+[.,]\d{1,2}$/.test(said) && !/,\d{3}$/.test(said) ? said.replace(",", ".") : undefined;
    const half = HALF.exec(text.slice(to))?.[0] ?? "";
    const digits = decimal ?? run.map((f) => f.digits).join("");
    const prefix =
      /(?:(?<![\p{L}\p{N}'])\p{Lu}[\s.-]*)+$|(?<![\p{L}\p{N}])\p{Lu}{2,4}[ -]$|(?<![\p{L}\p{N}])\p{L}{1,4}[-#]?$/u.exec(
        text.slice(0, from),
      )?.[0] ?? "";
    const isPrefix = prefix !== "" && !/^(?:I|A)\s*$/.test(prefix);
    const letters = isPrefix ? prefix.replace(/[^\p{L}]/gu, "").toUpperCase() : "";
    return {
      kind: "number",
      value: half ? String(Number(digits) + 0.5) : digits,
      from: isPrefix ? from - prefix.length : from,
      to: to + half.length,
      letters,
      weak: run.length === 1 && LONE.test(said),
    };
  });
}

/** "For a week". */
const oneIn = (text: string): Entity[] =>
  [
    ...text.matchAll(
      /(?<=\b(?:for|für|por|pour|durante|pendant) )(?:an?|une?|una|eine[nr]?|uma?)(?= (?:day|night|week|month|year|tag|nacht|woche|monat|jahr|jour|nuit|semaine|mois|an\b|d[ií]a|noche|semana|mes|año|noite|m[eê]s|ano))/giu,
    ),
  ].map((m) => ({
    kind: "number",
    value: "1",
    from: m.index,
    to: m.index + m[0].length,
    letters: "",
    weak: false,
  }));

function joins(gap: string, before: Figure, next: Figure): boolean {
  if (/^[.,]$/.test(gap)) return before.written && next.written; // 9.5, 1,042
  if (/^[\s-]*$/.test(gap)) return before.digits.length <= 4 || !before.written;
  return /^\s*,\s*$/.test(gap) && before.digits.length === 1 && next.digits.length === 1;
}

/** Reading a date costs half a millisecond, and most sentences have none: names of days and months, words such as "tomorrow", figures with a sign of a date. */
const MAYBE_MOMENT = new RegExp(
  [
    ...["en", "es", "fr", "de", "pt"]
      .flatMap((code) => [
        ...Array.from({ length: 7 }, (_, i) =>
          new Intl.DateTimeFormat(code, { weekday: "long", timeZone: "UTC" }).format(
            new Date(Date.UTC(2026, 5, i + 1)),
          ),
        ),
        ...Array.from({ length: 12 }, (_, i) =>
          new Intl.DateTimeFormat(code, { month: "long", timeZone: "UTC" }).format(
            new Date(Date.UTC(2026, i, 1)),
          ),
        ),
      ])
      .map((name) => name.replace(/-feira$/, "").slice(0, 5)),
    "yesterday|today|tonight|tomorrow|gestern|ayer|hier|ontem|week|month|morning|noon|night|in (?:a|\\d+) (?:day|week)|hoy|pasado|semana|aujourd|demain|semaine|soir|matin|heute|morgen|woche|abend|hoje|amanh",
    "\\d\\s*(?:[/.:]|st\\b|nd\\b|rd\\b|th\\b|am\\b|pm\\b|a\\.m|p\\.m|uhr|h\\b|o'clock|heures|horas)",
    "(?:at|las|\u00e0s?|um) \\d",
  ].join("|"),
  "iu",
);

const LOCALES: Readonly<Record<string, { parse: typeof chrono.parse }>> = {
  en: chrono.en,
  es: chrono.es,
  fr: chrono.fr,
  de: chrono.de,
  pt: chrono.pt,
};
/** "For a week" is how long, and no day. */
const LASTS = /^(?:for|für|por|pour|durante|pendant) (?:\d+|an?|one|eine[nr]?|una?|une|uma?) /i;
const AT = "(?:at|around|um|gegen|à|a las?|às?|as)";
const pad = (n: number): string => String(n).padStart(2, "0");
const isoDay = (d: Date): string => `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}`;

/** Days and times of day. Figures stand in for number words, blank for blank, so that places stay what they are. */
function momentsIn(text: string, numbers: readonly Entity[], language: string, now: Date): Entity[] {
  let digits = text;
  for (const n of numbers) {
    // "At 503 555 0171" is no time of day.
    const shown = n.letters === "" && n.value.length <= 4 ? n.value : "#".repeat(n.to - n.from);
    if (!n.weak) digits = fill(digits, n, shown);
  }
  digits = digits
    .replace(/(\d{1,2}), (?=\d{1,2}\b)/g, "$1; ")
    .replace(
      new RegExp(`(?<=(?:^|[^\\p{L}])${AT} )(\\d{1,2})[ ]?([0-5]\\d)(?![\\d:])`, "giu"),
      (all, h: string, m: string) => (Number(h) < 25 ? `${h}:${m}` : all),
    )
    .replace(/half past (\d{1,2})/gi, (_, h: string) => `${pad(Number(h))}:30`.padEnd(_.length))
    .replace(/halb (\d{1,2})/gi, (_, h: string) => `${pad(Number(h) - 1)}:30`.padEnd(_.length))
    .replace(/quarter past (\d{1,2})/gi, (_, h: string) => `${pad(Number(h))}:15`.padEnd(_.length));
  const parser = LOCALES[language] ?? chrono.en;
  const found = MAYBE_MOMENT.test(digits) ? parser.parse(digits, now, { forwardDate: true }) : [];
  const moments: Entity[] = [];
  const add = (kind: "day" | "time", value: string, from: number, to: number) =>
    moments.push({ kind, value, from, to: Math.min(to, text.length), letters: "", weak: false });
  for (const { index, text: said, start, end } of found) {
    if (/^(?:now|jetzt|ahora|maintenant|agora)$/i.test(said) || LASTS.test(said)) continue;
    const to = index + said.length;
    for (const at of end ? [start, end] : [start]) {
      const day = at.isCertain("day") || at.isCertain("weekday");
      if (day) add("day", isoDay(at.date()), index, to);
      if (at.isCertain("hour"))
        add("time", clock(at.get("hour") ?? 0, at.get("minute") ?? 0, at.isCertain("meridiem")), index, to);
    }
    // "from December 3rd to the 5th": the month is said once.
    const until =
      /^ ?(?:-|to|until|till|through|al|au|bis(?: zum)?|ao?|até) (?:the |o )?(\d{1,2})(?:st|nd|rd|th|\.)?(?![\d:])/i.exec(
        digits.slice(to),
      );
    const since =
      /(?:from|del?|du|vom|de) (?:the )?(\d{1,2})(?:st|nd|rd|th|\.)? (?:-|to|al|au|bis(?: zum)?|ao?) (?:the |le )?$/i.exec(
        digits.slice(0, index),
      );
    const other = until ?? since;
    if (other && start.isCertain("day")) {
      const day = new Date(start.date());
      day.setDate(Number(other[1]));
      add("day", isoDay(day), until ? to : index - other[0].length, until ? to + other[0].length : index);
    }
  }
  for (const m of digits.matchAll(
    new RegExp(
      `(?:^|[^\\p{L}])(?:${AT} )(\\d{1,2})(?::(\\d{2}))?(?! ?[\\p{L}\\d:/-]*(?:st|nd|rd|th)\\b)(?![\\d:])`,
      "giu",
    ),
  )) {
    const [from, to] = [m.index, m.index + m[0].length];
    if (Number(m[1]) < 25 && !moments.some((x) => x.kind === "time" && overlap(x, { from, to })))
      add("time", clock(Number(m[1]), Number(m[2] ?? 0), false), from, to);
  }
  for (const m of digits.matchAll(/(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?!\d)/g))
    if (!moments.some((x) => x.kind === "time" && overlap(x, { from: m.index, to: m.index + m[0].length })))
      add("time", clock(Number(m[1]), Number(m[2]), false), m.index, m.index + m[0].length);
  return moments.sort((a, b) => a.from - b.from);
}

/** Nobody makes an appointment for three in the night: without a.m. or p.m. it is the afternoon. */
const clock = (hour: number, minute: number, isCertain: boolean): string =>
  `${pad(!isCertain && hour >= 1 && hour <= 5 ? hour + 12 : hour % 24)}:${pad(minute)}`;

/** The number in figures in the place of its words, as long as they were. */
const fill = (text: string, { from, to }: Entity, value: string): string =>
  text.slice(0, from) + value.padEnd(to - from) + text.slice(to);
