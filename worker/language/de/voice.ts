import type { ClockTime, Form, Noun, Voice } from "../spoken/voice.ts";

const MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(
  " ",
);

const SMALL =
  "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn".split(
    " ",
  );
const TENS = "- - zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split(" ");

/** "eins" by itself, "ein Euro", "eine Stunde"; inside a longer word always "ein". */
const one = (form: Form | "inside"): string => (form === "alone" ? "eins" : form === "f" ? "eine" : "ein");

function cardinal(n: number, form: Form | "inside" = "alone"): string {
  if (n >= 1e12) return scaled(n, 1e12, "Billion", "Billionen", form);
  if (n >= 1e9) return scaled(n, 1e9, "Milliarde", "Milliarden", form);
  if (n >= 1e6) return scaled(n, 1e6, "Million", "Millionen", form);
  if (n >= 1000)
    return `${cardinal(Math.floor(n / 1000), "inside")}tausend${n % 1000 ? cardinal(n % 1000, form) : ""}`;
  if (n >= 100)
    return `${cardinal(Math.floor(n / 100), "inside")}hundert${n % 100 ? cardinal(n % 100, form) : ""}`;
  if (n < 20) return n === 1 ? one(form) : (SMALL[n] ?? "");
  const ten = TENS[Math.floor(n / 10)] ?? "";
  return n % 10 ? `${cardinal(n % 10, "inside")}und${ten}` : ten;
}

function scaled(n: number, size: number, single: string, many: string, form: Form | "inside"): string {
  const count = Math.floor(n / size);
  const head = count === 1 ? `eine ${single}` : `${cardinal(count, "f")} ${many}`;
  return n % size ? `${head} ${cardinal(n % size, form)}` : head;
}

const ODD: Readonly<Record<string, string>> = { eins: "erst", drei: "dritt", sieben: "siebt", acht: "acht" };

/** Without its ending: "zweiundzwanzigst". */
const stem = (n: number): string =>
  n % 100 >= 20 || n % 100 === 0
    ? `${cardinal(n, "inside")}st`
    : cardinal(n)
        .replace(/(?:eins|drei|sieben|acht)$/, (w) => ODD[w] ?? w)
        .replace(/(?<!erst|dritt|siebt|acht)$/, "t");

/** "der dritte", "am dritten": the article in front decides. Without one it is the dative of a date. */
const inflected = (n: number, before: string): string =>
  stem(n) +
  (/(?<!\p{L})(?:[Dd]er|[Dd]ie|[Dd]as|ist|[Dd]iese[rs]?|[Jj]ede[rs]?|(?:[MmSsDdKk]?ein|[Ii]hr|[Uu]nser)e) $/u.test(
    before,
  )
    ? "e"
    : /(?<!\p{L})seit $/iu.test(before)
      ? "em"
      : /(?<!\p{L})(?:[msdk]?ein|ihr|unser) $/iu.test(before)
        ? "er"
        : "en");

function year(n: number): string {
  return n >= 1100 && n < 2000
    ? `${cardinal(Math.floor(n / 100), "inside")}hundert${n % 100 ? cardinal(n % 100) : ""}`
    : cardinal(n);
}

function time({ hour, minute, second, half }: ClockTime): string {
  const part =
    half === undefined
      ? ""
      : half === "am"
        ? " morgens"
        : hour >= 6 && hour < 12
          ? " abends"
          : " nachmittags";
  const seconds = second ? ` und ${second === 1 ? "eine Sekunde" : `${cardinal(second)} Sekunden`}` : "";
  return `${cardinal(hour, "m")} Uhr${minute > 0 ? ` ${cardinal(minute)}` : ""}${seconds}${part}`;
}

const same = (word: string, feminine = false): Noun => ({ one: word, many: word, feminine });

export function voice(): Voice {
  const cent = same("Cent");
  return {
    decimal: ",",
    spaceGroups: false,
    monthFirst: false,
    digits: SMALL.slice(0, 10),
    cardinal,
    ordinal: (n) => `${stem(n)}e`,
    year,
    fraction: (upper, lower, whole) => {
      if (lower === 2) return whole === undefined ? "ein halb" : `${cardinal(whole, "inside")}einhalb`;
      if (whole !== undefined && upper === 3 && lower === 4) return `${cardinal(whole, "inside")}dreiviertel`;
      const part = `${stem(lower)}el`;
      const said = `${cardinal(upper, "m")} ${part.charAt(0).toUpperCase()}${part.slice(1)}`;
      return whole === undefined ? said : `${cardinal(whole)} ${said}`;
    },
    decimals: (figures) => [...figures].map((d) => SMALL[Number(d)]).join(" "),
    date: (day, month, y, before) =>
      `${inflected(day, before)} ${MONTHS[month - 1]}${y === undefined ? "" : ` ${year(y)}`}`,
    time,
    clockSigns: [
      "(?<hour>\\d{1,2})\\.(?<minute>\\d{2})(?= ?[–-] ?\\d{1,2}\\.\\d{2} Uhr)",
      "(?<hour>\\d{1,2})(?:[.:](?<minute>\\d{2}))? Uhr",
    ],
    clockWords: ["Uhr"],
    joinMoney: (major, _, cents) => `${major} ${cardinal(cents)}`,
    agrees: (n) => n === 1,
    noNouns: ["oder", "und", "bis"],
    ofMillions: () => "",
    // biome-ignore format: tables read better in rows
    signs: {
      atLeast: "mindestens", atMost: "höchstens",
      between: "zwischen", inches: "Zoll", and: "und", at: "at", dot: "Punkt", slash: "Schrägstrich", dash: "Bindestrich", underscore: "Unterstrich", colon: "Doppelpunkt",
      questionMark: "Fragezeichen", percent: "Prozent", plus: "plus", minus: "minus", times: "mal", divided: "geteilt durch", by: "mal", per: "pro", against: "zu", equals: "gleich",
      number: "Nummer", hash: "Raute", star: "Stern", about: "etwa", section: "Paragraf", or: "oder", to: "bis", point: "Komma",
    },
    months: MONTHS,
    weekdays: "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(" "),
    weekdaysShort: ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"].map((s) => [s]),
    dateAfter: "(?:(?:am|vom|zum|bis|ab|den|seit|vor dem|nach dem|Datum(?: ist|:)?) )",
    expires:
      "(?:gültig(?:keit)?|läuft|ablaufdatum|verfallsdatum|verfällt|karte[^.!?]{0,20} bis)(?: ihrer karte)?(?: (?:bis|ist|im|ende|noch|lautet))*:? ",
    timeAfter: "(?:um|gegen)",
    noTimeBefore: ["auf", "Punkte", "Prozentpunkte", "höher", "niedriger"],
    compound: "-",
    power: (length, exponent) => `${exponent === 2 ? "Quadrat" : "Kubik"}${length.toLowerCase()}`,
    partOf: (part, _, lower, { one, feminine }) =>
      lower === 2 && feminine ? `eine halbe ${one}` : `${part} ${one}`,
    yearAfter: "(?:seit|im jahre?|jahr|anno|um|gegründet) ",
    shareOf: [
      "davon",
      "Zoll",
      "der ",
      "des ",
      "aller ",
      "von ",
      "Liter",
      "Stunde",
      "Kilo",
      "Tasse",
      "Preis",
      "Prozent",
      "voll",
    ],
    atTime: ["um", "gegen", "ab"],
    monthsShort: ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"],
    monthsAlso: { Sept: 9 },
    // biome-ignore format: tables read better in rows
    units: {
      x: same("mal"), "Mbit/s": same("Megabit pro Sekunde"), ct: same("Cent"), "Ct.": same("Cent"), "Stk.": same("Stück"), "Mon.": { one: "Monat", many: "Monate" }, "J.": { one: "Jahr", many: "Jahre" },
      km: same("Kilometer"), m: same("Meter"), cm: same("Zentimeter"), mm: same("Millimeter"), kg: same("Kilogramm"), g: same("Gramm"), mg: same("Milligramm"), t: { one: "Tonne", many: "Tonnen", feminine: true },
      l: same("Liter"), L: same("Liter"), ml: same("Milliliter"), "km/h": same("Kilometer pro Stunde"), qm: same("Quadratmeter"),
      "°C": same("Grad"), "°F": same("Grad Fahrenheit"), "°": same("Grad"), h: { one: "Stunde", many: "Stunden", feminine: true }, "Std.": { one: "Stunde", many: "Stunden", feminine: true },
      min: { one: "Minute", many: "Minuten", feminine: true }, "Min.": { one: "Minute", many: "Minuten", feminine: true }, s: { one: "Sekunde", many: "Sekunden", feminine: true }, "Sek.": { one: "Sekunde", many: "Sekunden", feminine: true },
      KB: same("Kilobyte"), MB: same("Megabyte"), GB: same("Gigabyte"), TB: same("Terabyte"), W: same("Watt"), kW: same("Kilowatt"), kWh: { one: "Kilowattstunde", many: "Kilowattstunden", feminine: true }, V: same("Volt"),
      // Common nouns: with them the numeral's gender is known.
      Cent: same("Cent"), Stunde: same("Stunde", true), Minute: same("Minute", true), Sekunde: same("Sekunde", true), Woche: same("Woche", true), Prozent: same("Prozent"), Uhr: same("Uhr"), Jahr: same("Jahr"),
    },
    currencies: {
      "€": { ...same("Euro"), minor: cent },
      Euro: { ...same("Euro"), minor: cent },
      $: { ...same("Dollar"), minor: cent },
      Dollar: { ...same("Dollar"), minor: cent },
      USD: { ...same("Dollar"), minor: cent },
      "£": { ...same("Pfund"), minor: { one: "Penny", many: "Pence" } },
      "¥": same("Yen"),
      CHF: { ...same("Franken"), minor: same("Rappen") },
    },
    scales: {
      Tsd: 3,
      Million: 6,
      Millionen: 6,
      "Mio.": 6,
      Mio: 6,
      Milliarde: 9,
      Milliarden: 9,
      Billion: 12,
      Billionen: 12,
      "Mrd.": 9,
      Mrd: 9,
    },
    // biome-ignore format: tables read better in rows
    abbreviations: {
      "Dr.": "Doktor", "Prof.": "Professor", "Hr.": "Herr", "Fr.": "Frau", "z. B.": "zum Beispiel", "z.B.": "zum Beispiel", "d. h.": "das heißt", "d.h.": "das heißt", "u. a.": "unter anderem", "u.a.": "unter anderem",
      "usw.": "und so weiter", "etc.": "et cetera", "bzw.": "beziehungsweise", "ca.": "circa", "inkl.": "inklusive", "zw.": "zwischen", "Jh.": "Jahrhundert", "p. a.": "pro Jahr", "exkl.": "exklusive", "ggf.": "gegebenenfalls", "evtl.": "eventuell", "Nr.": "Nummer", "Tel.": "Telefon",
      "Str.": "Straße", "str.": "straße", "zzgl.": "zuzüglich", "max.": "maximal", "mind.": "mindestens", "vgl.": "vergleiche", "St.": "Sankt", "Std.": "Stunden", "Min.": "Minuten", "Mo.": "Montag", "Di.": "Dienstag", "Mi.": "Mittwoch", "Do.": "Donnerstag",
      "Sa.": "Samstag", "i. d. R.": "in der Regel", "i.d.R.": "in der Regel", "o. Ä.": "oder Ähnliches", "MwSt.": "Mehrwertsteuer", "bspw.": "beispielsweise", "vs.": "gegen", "Abt.": "Abteilung", "Pl.": "Platz", "pl.": "platz", "u. U.": "unter Umständen", "i. A.": "im Allgemeinen", "Dipl.-Ing.": "Diplomingenieur", "Hbf.": "Hauptbahnhof", "Tsd.": "Tausend", "o. g.": "oben genannt", "s. o.": "siehe oben", "tägl.": "täglich", "wöchentl.": "wöchentlich", "mtl.": "monatlich", "monatl.": "monatlich", "jährl.": "jährlich",
    },
    closingBefore: {
      forms: ["etc.", "usw."],
      openers: "Noch|Wir|Sie|Ich|Es|Das|Die|Der|Ihre?|Kann|Können|Haben|Möchten|Soll|Bitte|Danke|Auch",
    },
    beforeFigures: {
      "S.": "Seite",
      "Abs.": "Absatz",
      "Art.": "Artikel",
      "Kap.": "Kapitel",
      "Abb.": "Abbildung",
      "Bd.": "Band",
    },
    numbered: "kapitel|teil|phase|typ|band|stufe|klasse|artikel|abschnitt|weltkrieg|akt",
    multiplied: "\\p{Lu}\\p{Ll}{2,20}(?:e|n|s)|oder",
    regnal: {
      notAfter: "ist|bin|Fahrer|Techniker|Kollege",
      names:
        "Ludwig|Friedrich(?: Wilhelm)?|Wilhelm|Karl|Heinrich|Otto|Franz(?: Joseph)?|Joseph|Leopold|Maximilian|Georg|Johann(?:es)?(?: Paul)?|Paul|Benedikt|Pius|Gregor|Leo|Elisabeth|Katharina|Maria|Philipp|Napoleon",
      say: (n, before) => {
        const isFeminine = /(?:Elisabeth|Katharina|Maria) $/.test(before);
        const dative = /(?<!\p{L})(?:von|mit|unter|nach|bei|seit|zu|vor) (?:\p{L}+ ){1,3}$/iu.test(before);
        return dative
          ? `${isFeminine ? "der" : "dem"} ${stem(n)}en`
          : `${isFeminine ? "die" : "der"} ${stem(n)}e`;
      },
    },
    roads: { before: "(?:der|die|den|autobahn|bundesstraße|landstraße) ", letters: "[ABL] ?" },
    postcode: "(?<=(?<!\\p{L})in |\\d ?[a-z]?, )\\d{5}(?= \\p{Lu})",
    language: "de",
    adjectiveFirst: true,
    feminineMoney: "(?:krone|rupie|lira)$",
    dialled:
      "(?:(?:rufen|wählen) sie|ruf|wähle?|notruf|hotline|nummer de[rs] \\p{L}+ (?:ist|lautet)|erreich\\p{L}+(?: sie)?(?: uns)? unter)(?: uns)?(?: bitte| sofort| jetzt| dann| gleich)?(?: die| unter| unter der)? |(?:senden|schicken)(?: sie)? \\p{L}+ an (?:die )?",
    phones: ["116 ?[01]\\d{2}"],
    version: "Version",
    digitwise:
      "(?:[Rr]ufen Sie|(?:endet auf|endend auf|mit den Endziffern)|(?:[\\p{L}]*[Nn]ummer|[\\p{L}]*[Cc]ode|PIN|[Bb]estellung|[Rr]echnung|[Kk]onto|[Rr]eferenz|[Pp]ostleitzahl|PLZ|[Zz]immer|[Rr]aum|[Ff]lug|[Dd]urchwahl|[Pp]ostfach|[Kk]ennzeichen|[Kk]arte|Ziffern)(?: lautet| ist|:)*) ",
    press: "(?:[Dd]rücken Sie|[Dd]ie|[Dd]er|[Dd]en|[Tt]aste|[Oo]der|[Ww]ählen Sie) ",
    own: [
      // "Hauptstr. 12", "Karlspl. 4": letters inside a word are no token, its full stop is.
      {
        pattern: "(?<=\\p{Ll}{2}(?:str|pl))\\.(?= ?\\d|,)",
        speak: (_, before) => (before.endsWith("str") ? "aße" : "atz"),
      },
      {
        pattern: "(?<=\\d\\. ?)[OU]G(?![\\p{L}\\p{N}])",
        speak: (m) => (m[0] === "OG" ? "Obergeschoss" : "Untergeschoss"),
      },
      { pattern: "(?<=(?:[Ii]m|[Ii]ns) )EG(?![\\p{L}\\p{N}])", speak: () => "Erdgeschoss" },
      // "Durchwahl -204"
      {
        pattern: "(?<=(?:[Dd]urchwahl|DW|[Aa]pparat|App\\.):? )[-–]\\d{1,5}(?![\\p{L}\\p{N}])",
        speak: ([text]) =>
          text.length > 3
            ? [...text.slice(1)].map((d) => SMALL[Number(d)]).join(" ")
            : cardinal(Number(text.slice(1))),
      },
      // "die 80er Jahre"
      {
        pattern: "(?<![\\p{L}\\p{N}])\\d{1,4}er(?![\\p{L}\\p{N}])",
        speak: (m) => `${year(Number.parseInt(m[0], 10))}er`,
      },
      // Fridays, which are no francs: "Fr. 12. Juni", "Fr. 13.6. und", "Fr. 8 bis 18 Uhr".
      {
        pattern: `(?<!\\p{L})Fr\\.? (\\d{1,2})\\. (${MONTHS.join("|")})`,
        speak: ([, day, month], before) => `Freitag ${inflected(Number(day), before)} ${month}`,
      },
      {
        pattern: "(?<!\\p{L})Fr\\.? (\\d{1,2}\\.(?:\\d|0\\d|1[0-2])\\.)(?= \\p{Ll})",
        speak: ([, date = ""], before) => dayAndMonth(date, before, MONTHS)?.replace(/^/, "Freitag "),
      },
      {
        pattern: "(?<!\\p{L})Fr\\.? (\\d{1,2})(?: bis |[-–])(\\d{1,2})(?= Uhr)",
        speak: ([, from, to]) => `Freitag ${cardinal(Number(from))} bis ${cardinal(Number(to))}`,
      },
      // "am 17./18. Juni"
      { pattern: "(?<=\\d\\.) ?\\/ ?(?=\\d{1,2}\\. \\p{Lu})", speak: () => " und " },
      // "vom 24.-26. Dezember"
      {
        pattern: `(?<![\\p{L}\\p{N}])\\d{1,2}\\.(?= ?[-–/] ?\\d{1,2}\\. (?:${MONTHS.map((name) => name.slice(0, 3)).join("|")}))`,
        speak: (m, before) => inflected(Number.parseInt(m[0], 10), before),
      },
      {
        pattern: "(?<![\\p{L}\\p{N}])(?<!\\d[.,])\\d{1,2}\\.\\d{1,2}\\.(?!\\d)",
        speak: (m, before, after) => {
          const said = dayAndMonth(m[0], before, MONTHS);
          // Its full stop also ends a sentence that it is the last word of.
          return said && (after === "" || after === "\n") ? `${said}.` : said;
        },
      },
      {
        pattern:
          "(?<=(?<!\\p{L})(?:[Aa]m|[Vv]om|[Zz]um|[Bb]is|[Dd]er|[Dd]ie|[Dd]as|[Dd]em|[Dd]en|[Ii]m|[Dd]es|[Aa]b|[Zz]ur|(?:[MmSsDdKk]?[Ee]in|[Ii]hr|[Uu]nser|[Dd]ies|[Jj]ed)(?:e[nmrs]?)?|[Bb]eim) )\\d{1,3}\\.(?= ?\\p{L})",
        speak: (m, before) => inflected(Number.parseInt(m[0], 10), before),
      },
    ],
  };
}

function dayAndMonth(written: string, before: string, months: readonly string[]): string | undefined {
  const [day = 0, month = 0] = written.split(".").map(Number);
  return day >= 1 && day <= 31 && month >= 1 && month <= 12
    ? `${inflected(day, before)} ${months[month - 1]}`
    : undefined;
}
