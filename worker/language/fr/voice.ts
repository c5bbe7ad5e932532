import { roman } from "../spoken/figures.ts";
import type { ClockTime, Form, Voice } from "../spoken/voice.ts";

const MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(
  " ",
);

const SMALL =
  "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf".split(
    " ",
  );
const TENS = "- - vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt".split(" ");

/** @param last - nothing follows: only then do "vingts" and "cents" take their s. */
function cardinal(n: number, form: Form = "alone", last = true): string {
  if (n >= 1e12) return scaled(n, 1e12, "billion", form);
  if (n >= 1e9) return scaled(n, 1e9, "milliard", form);
  if (n >= 1e6) return scaled(n, 1e6, "million", form);
  if (n >= 1000) {
    const head = n < 2000 ? "mille" : `${cardinal(Math.floor(n / 1000), "m", false)} mille`;
    return n % 1000 ? `${head} ${cardinal(n % 1000, form, last)}` : head;
  }
  if (n >= 100) {
    const hundreds = Math.floor(n / 100);
    const head = hundreds === 1 ? "cent" : `${SMALL[hundreds]} cent`;
    if (n % 100 === 0) return hundreds > 1 && last ? `${head}s` : head;
    return `${head} ${cardinal(n % 100, form, last)}`;
  }
  if (n < 20) return n === 1 && form === "f" ? "une" : (SMALL[n] ?? "");
  const ten = Math.floor(n / 10);
  const unit = ten === 7 || ten === 9 ? (n % 10) + 10 : n % 10;
  const word = TENS[ten] ?? "";
  if (unit === 0) return ten === 8 && last ? `${word}s` : word;
  if ((unit === 1 || unit === 11) && ten < 8) return `${word} et ${cardinal(unit, form)}`;
  return `${word}-${cardinal(unit, form)}`;
}

function scaled(n: number, size: number, name: string, form: Form): string {
  const count = Math.floor(n / size);
  const head = `${cardinal(count, "m")} ${name}${count > 1 ? "s" : ""}`;
  return n % size ? `${head} ${cardinal(n % size, form)}` : head;
}

function ordinal(n: number, form: "m" | "f" = "m"): string {
  if (n === 1) return form === "f" ? "première" : "premier";
  const word = cardinal(n, "alone", false);
  if (word.endsWith("cinq")) return `${word}uième`;
  if (word.endsWith("neuf")) return `${word.slice(0, -1)}vième`;
  return `${word.replace(/e$/, "")}ième`;
}

function time({ hour, minute, second, half }: ClockTime): string {
  const hours = hour === 0 ? "minuit" : `${cardinal(hour, "f")} heure${hour > 1 ? "s" : ""}`;
  const part =
    half === undefined
      ? ""
      : half === "am"
        ? " du matin"
        : hour >= 6 && hour < 12
          ? " du soir"
          : " de l'après-midi";
  const seconds = second ? ` et ${cardinal(second, "f")} seconde${second > 1 ? "s" : ""}` : "";
  return hours + (minute > 0 ? ` ${cardinal(minute)}` : "") + seconds + part;
}

export function voice(): Voice {
  const cents = { one: "centime", many: "centimes" };
  const dollar = { one: "dollar", many: "dollars", minor: { one: "cent", many: "cents" } };
  const euro = { one: "euro", many: "euros", minor: cents };
  return {
    decimal: ",",
    spaceGroups: true,
    monthFirst: false,
    digits: SMALL.slice(0, 10),
    cardinal,
    ordinal,
    year: (n) => cardinal(n),
    fraction: (upper, lower, whole) => {
      const name = lower === 4 ? "quart" : ordinal(lower);
      const part = lower === 3 ? "tiers" : upper > 1 ? `${name}s` : name;
      if (whole !== undefined && lower === 2) return `${cardinal(whole)} et demi`;
      const said = lower === 2 ? "un demi" : `${cardinal(upper)} ${part}`;
      return whole === undefined ? said : `${cardinal(whole)} et ${said}`;
    },
    decimals: (figures) =>
      figures.length <= 2 && !figures.startsWith("0")
        ? cardinal(Number(figures))
        : [...figures].map((d) => SMALL[Number(d)]).join(" "),
    date: (day, month, year, before) =>
      `${/(?<!\p{L})(?:depuis|dès|avant|après) $/iu.test(before) ? "le " : ""}${day === 1 ? "premier" : cardinal(day)} ${MONTHS[month - 1]}${year === undefined ? "" : ` ${cardinal(year)}`}`,
    time,
    clockSigns: ["(?<hour>\\d{1,2}) ?h ?(?<minute>\\d{2})", "(?<hour>\\d{1,2}) ?h(?! ?\\d)"],
    clockWords: ["heures"],
    dayEndings: ["er"],
    joinMoney: (major, minor) => `${major} et ${minor}`,
    agrees: (n) => n % 10 === 1 && n % 100 !== 11 && n % 100 !== 71 && n % 100 !== 91,
    noNouns: ["ou", "et", "pour"],
    ofMillions: (noun) => (/^[aeiouyé]/.test(noun) ? "d'" : "de "),
    // biome-ignore format: tables read better in rows
    signs: {
      atLeast: "au moins", atMost: "au plus",
      between: "entre", inches: "pouces", and: "et", at: "arobase", dot: "point", slash: "slash", dash: "tiret", underscore: "tiret bas", colon: "deux points",
      questionMark: "point d'interrogation", percent: "pour cent", plus: "plus", minus: "moins", times: "fois", divided: "divisé par", by: "sur", per: "par", equals: "égale",
      number: "numéro", hash: "dièse", star: "étoile", about: "environ", section: "section", or: "ou", to: "à", point: "virgule",
    },
    months: MONTHS,
    monthsShort: "janv févr mars avr mai juin juil août sept oct nov déc".split(" "),
    weekdays: "lundi mardi mercredi jeudi vendredi samedi dimanche".split(" "),
    weekdaysShort: ["lun", "mar", "mer", "jeu", "ven", "sam", "dim"].map((s) => [
      s,
      s[0]?.toUpperCase() + s.slice(1),
    ]),
    dateAfter: "(?:(?:le|du|au|jusqu['’]au|avant|après|dès|depuis|date(?: est|:| :)?|expire) )",
    expires:
      "(?:expir\\p{L}*|valable|valide|validité)(?: de (?:la|votre) \\p{L}+)?(?: (?:le|en|est|au|fin|jusqu['’]au|jusqu['’]en))*:? ",
    toDay: "au",
    monthOf: "mois de",
    moreThan: "plus de",
    power: (length, exponent) =>
      `${length} ${exponent === 2 ? "carré" : "cube"}${length.endsWith("s") ? "s" : ""}`,
    partOf: (part, _, lower, { one, feminine }) =>
      lower === 2
        ? `${feminine ? "une" : "un"} demi-${one}`
        : `${part} ${/^[aeiouyéh]/.test(one) ? "d'" : "de "}${one}`,
    nounFirst: {
      half: { m: "demi", f: "demie" },
      feminine: "(?:tasse|page|livre|journée|année|tonne|cuillère|part|portion|douzaine)s?$",
    },
    shareOf: ["de ", "des ", "du ", "d'", "d’", "litre", "tasse", "heure", "kilo"],
    atTime: ["à", "vers", "dès"],
    // biome-ignore format: tables read better in rows
    units: {
      x: { one: "fois", many: "fois" }, h: { one: "heure", many: "heures", feminine: true }, "Mbit/s": { one: "mégabit par seconde", many: "mégabits par seconde" }, t: { one: "tonne", many: "tonnes", feminine: true }, cts: { one: "centime", many: "centimes" }, j: { one: "jour", many: "jours" }, "pers.": { one: "personne", many: "personnes", feminine: true },
      km: { one: "kilomètre", many: "kilomètres" }, m: { one: "mètre", many: "mètres" }, cm: { one: "centimètre", many: "centimètres" }, mm: { one: "millimètre", many: "millimètres" },
      kg: { one: "kilo", many: "kilos" }, g: { one: "gramme", many: "grammes" }, mg: { one: "milligramme", many: "milligrammes" }, lb: { one: "livre", many: "livres", feminine: true },
      l: { one: "litre", many: "litres" }, L: { one: "litre", many: "litres" }, ml: { one: "millilitre", many: "millilitres" }, cl: { one: "centilitre", many: "centilitres" },
      "km/h": { one: "kilomètre heure", many: "kilomètres heure" },
      "°C": { one: "degré", many: "degrés" }, "°F": { one: "degré Fahrenheit", many: "degrés Fahrenheit" }, "°": { one: "degré", many: "degrés" },
      min: { one: "minute", many: "minutes", feminine: true }, s: { one: "seconde", many: "secondes", feminine: true }, sec: { one: "seconde", many: "secondes", feminine: true },
      Ko: { one: "kilooctet", many: "kilooctets" }, Mo: { one: "mégaoctet", many: "mégaoctets" }, Go: { one: "gigaoctet", many: "gigaoctets" }, To: { one: "téraoctet", many: "téraoctets" }, MB: { one: "mégaoctet", many: "mégaoctets" }, GB: { one: "gigaoctet", many: "gigaoctets" },
      W: { one: "watt", many: "watts" }, kW: { one: "kilowatt", many: "kilowatts" }, kWh: { one: "kilowattheure", many: "kilowattheures" }, V: { one: "volt", many: "volts" },
      // Common nouns: with them the numeral's gender is known.
      heure: { one: "heure", many: "heures", feminine: true }, heures: { one: "heure", many: "heures", feminine: true }, minute: { one: "minute", many: "minutes", feminine: true }, minutes: { one: "minute", many: "minutes", feminine: true },
      jour: { one: "jour", many: "jours" }, jours: { one: "jour", many: "jours" }, semaine: { one: "semaine", many: "semaines", feminine: true }, semaines: { one: "semaine", many: "semaines", feminine: true },
      mois: { one: "mois", many: "mois" }, an: { one: "an", many: "ans" }, ans: { one: "an", many: "ans" },
    },
    currencies: {
      "€": euro,
      euro,
      euros: euro,
      $: dollar,
      dollar,
      dollars: dollar,
      USD: dollar,
      "£": { one: "livre", many: "livres", feminine: true, minor: { one: "penny", many: "pence" } },
      "¥": { one: "yen", many: "yens" },
      CHF: { one: "franc suisse", many: "francs suisses", minor: cents },
      CAD: { one: "dollar canadien", many: "dollars canadiens", minor: { one: "cent", many: "cents" } },
    },
    scales: {
      k: 3,
      million: 6,
      millions: 6,
      M: 6,
      milliard: 9,
      milliards: 9,
      Md: 9,
      billion: 12,
      billions: 12,
    },
    // biome-ignore format: tables read better in rows
    abbreviations: {
      "M.": "monsieur", Mme: "madame", Mlle: "mademoiselle", MM: "messieurs", Dr: "docteur", "Dr.": "docteur", Pr: "professeur", "etc.": "et cetera", "p. ex.": "par exemple", "p.ex.": "par exemple",
      "c.-à-d.": "c'est-à-dire", "env.": "environ", "tél.": "téléphone", "Tél.": "téléphone", "n°": "numéro", "N°": "numéro", nº: "numéro", "av.": "avenue", "bd.": "boulevard", Bd: "boulevard", bd: "boulevard", "St.": "saint",
      "min.": "minimum", "max.": "maximum", "réf.": "référence", "vs.": "contre", svp: "s'il vous plaît", SVP: "s'il vous plaît", "apt.": "appartement", "janv.": "janvier", "pl.": "place", "imp.": "impasse", "chem.": "chemin", "rte.": "route", Ste: "sainte", Cie: "compagnie", RDV: "rendez-vous", rdv: "rendez-vous", "qqs.": "quelques", qq: "quelque", "bât.": "bâtiment", "Bât.": "bâtiment", "esc.": "escalier", "ét.": "étage", "dép.": "département", FCFA: "francs CFA", "TTC": "toutes taxes comprises", "HT": "hors taxes",
    },
    closing: ["etc."],
    beforeNames: { Me: "maître" },
    beforeFigures: {
      "p.": "page",
      "pp.": "pages",
      "art.": "article",
      "chap.": "chapitre",
      "fig.": "figure",
      "vol.": "volume",
      "no.": "numéro",
      "No.": "numéro",
    },
    numbered: "chapitre|partie|phase|type|tome|niveau|classe|section|titre|annexe|guerre mondiale|article",
    multiplied: "\\p{Ll}{2,20}s|ou",
    regnal: {
      notAfter: "est|suis|avec|technicien|chauffeur",
      names:
        "Louis|Henri|Charles|François|Philippe|Napoléon|Jean(?:[- ]Paul)?|Paul|Pie|Benoît|Léon|Grégoire|[ÉE]lisabeth|Elizabeth|Catherine|Albert|Léopold|Édouard|Georges?|Richard|Guillaume|Frédéric",
      say: (n, before) =>
        n === 1 ? ordinal(1, /(?:beth|Catherine) $/.test(before) ? "f" : "m") : cardinal(n),
    },
    roads: { before: "(?:l['’]|la |autoroute |nationale |départementale )", letters: "[ADN]" },
    postcode: "(?<![\\p{L}\\p{N}])\\d{5}(?= \\p{Lu}\\p{Ll})",
    phones: ["118 ?\\d{3}"],
    language: "fr",
    feminineMoney: "^(?:couronne|livre|roupie|lire)",
    dialled:
      "(?:numéro d\\p{L}+(?: la)? \\p{L}+ est|appel(?:ez|er|le|ant)|compos(?:ez|er|e)|fai(?:tes|re|s)|joign(?:ez|re)|joindre)(?:[- ]\\p{L}+)? le |(?:envo(?:yez|yer|ie)|SMS|texto)(?: \\p{L}+)? au ",
    version: "version",
    digitwise:
      "(?:[Aa]ppelez le|[Cc]omposez le|(?:terminant|termine|finissant|finit) par|(?:commande|code|pin|PIN|numéro|compte|référence|dossier|facture|réservation|postal|chambre|salle|bureau|vol|poste|carte|chiffres)(?: numéro| est| c'est|:)*) ",
    press: "(?:[Aa]ppuyez sur|[Tt]apez|[Tt]apez sur|[Ll]a touche|[Ll]a|[Ll]e|[Tt]ouche|[Oo]u) ",
    own: [
      // Short numbers of companies: "le 3949".
      {
        pattern: "(?<=(?<!\\p{L})[Ll]e )3\\d{3}(?![\\p{L}\\p{N}]|[.,]\\d)",
        speak: (m) => [...m[0]].map((d) => SMALL[Number(d)]).join(" "),
      },
      // "17/18 juin" are two days.
      {
        pattern: `(?<=(?<!\\d)\\d{1,2})\\/(?=\\d{1,2} (?:${MONTHS.map((name) => name.slice(0, 3)).join("|")}))`,
        speak: () => " et ",
      },
      { pattern: "(?<![\\p{L}\\p{N}])1(?:er|ᵉʳ)(?![\\p{L}\\p{N}])", speak: () => "premier" },
      { pattern: "(?<![\\p{L}\\p{N}])1(?:re|ère)(?![\\p{L}\\p{N}])", speak: () => "première" },
      {
        pattern: "(?<![\\p{L}\\p{N}])2(?:nd|nde)(?![\\p{L}\\p{N}])",
        speak: (m) => (m[0].endsWith("e") ? "seconde" : "second"),
      },
      {
        pattern: "(?<![\\p{L}\\p{N}])(?:\\d{1,4}|[IVX]{2,6})(?:e|è|ᵉ|ème|ième|eme)s?(?![\\p{L}\\p{N}])",
        speak: (m) =>
          ordinal(Number.parseInt(m[0], 10) || roman(m[0].replace(/[^IVX]/g, ""))) +
          (m[0].endsWith("s") ? "s" : ""),
      },
      { pattern: "(?<=\\p{L})\\u{A0}?[ ]?[:;?!](?=\\s)", speak: (m) => m[0].trim() },
    ],
  };
}
