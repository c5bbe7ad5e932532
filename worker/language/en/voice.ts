import type { ClockTime, Voice } from "../spoken/voice.ts";
import { cardinal, MONTHS, ordinal, SMALL, year } from "./numerals.ts";
import { ownRules } from "./own.ts";

function time({ hour, minute, second, half }: ClockTime): string {
  const suffix = half ? ` ${half.toUpperCase()}` : "";
  const seconds = second ? ` and ${cardinal(second)} second${second === 1 ? "" : "s"}` : "";
  if (minute > 0 || second)
    return `${cardinal(hour)} ${minute < 10 ? `oh ${cardinal(minute)}` : cardinal(minute)}${seconds}${suffix}`;
  if (half) return `${cardinal(hour)}${suffix}`;
  return hour >= 1 && hour <= 12
    ? `${cardinal(hour)} o'clock`
    : hour === 0
      ? "midnight"
      : `${cardinal(hour)} hundred`;
}

/** @param tag - the region decides about the order of day and month. */
export function voice(tag: string): Voice {
  const monthFirst = !/-(?:GB|IE|AU|NZ|IN|ZA)\b/i.test(tag);
  return {
    decimal: ".",
    spaceGroups: false,
    monthFirst,
    digits: SMALL.slice(0, 10),
    cardinal,
    ordinal,
    year,
    fraction: (upper, lower, whole) => {
      const part = lower === 2 ? "half" : lower === 4 ? "quarter" : ordinal(lower);
      const said = upper === 1 ? `${lower > 4 ? "one" : "a"} ${part}` : `${cardinal(upper)} ${part}s`;
      return whole === undefined ? said : `${cardinal(whole)} and ${said}`;
    },
    decimals: (figures) => [...figures].map((d) => SMALL[Number(d)]).join(" "),
    date: (day, monthNumber, y, before) => {
      const month = MONTHS[monthNumber - 1];
      const after = /\bthe $/i.test(before);
      const ofMonth = `${ordinal(day)} of ${month}`;
      const said = after ? ofMonth : monthFirst ? `${month} ${ordinal(day)}` : `the ${ofMonth}`;
      return y === undefined ? said : `${said}, ${year(y)}`;
    },
    time,
    dayEndings: ["st", "nd", "rd", "th"],
    ofMonth: ["of"],
    joinMoney: (major, minor) => `${major} and ${minor}`,
    agrees: () => false,
    ofMillions: () => "",
    // biome-ignore format: tables read better in rows
    signs: {
      atLeast: "at least", atMost: "at most",
      and: "and",
      at: "at",
      dot: "dot",
      slash: "slash",
      dash: "dash",
      underscore: "underscore",
      colon: "colon",
      questionMark: "question mark",
      percent: "percent",
      plus: "plus",
      minus: "minus",
      times: "times",
      divided: "divided by",
      by: "by",
      per: "per",
      equals: "equals",
      number: "number",
      hash: "pound",
      star: "star",
      about: "about",
      section: "section",
      or: "or",
      to: "to",
      between: "between",
      inches: "inches",
      point: "point",
    },
    months: MONTHS,
    monthsShort: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" "),
    weekdays: "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" "),
    weekdaysShort: [["Mon"], ["Tue", "Tues"], ["Wed"], ["Thu", "Thur", "Thurs"], ["Fri"], ["Sat"], ["Sun"]],
    // "Cut by 1/2" is no date.
    dateAfter:
      "(?:(?:on|between|until|till?|from|before|after|since|through|due|dated|starting|(?:start|begin|end|expire|close|open|arrive|leave)s|expiring|(?<!(?:cut|up|down|rose|fell|grew|drop|reduc|increas|decreas|grow|shrunk|multipl)\\p{L}{0,5} )by|(?:date|birthday|appointment|delivery|deadline)(?: is| was|:)) )",
    // biome-ignore format: tables read better in rows
    timeZones: ["Eastern", "Pacific", "Central", "Mountain"],
    shareOf: [
      "of ",
      "cup",
      "inch",
      "mile",
      "hour",
      "pound",
      "price",
      "off",
      "full",
      "empty",
      "done",
      "complete",
      "paid",
      "teaspoon",
      "tablespoon",
      "gallon",
      "liter",
      "litre",
      "in ",
      "lb",
      "oz",
      "the ",
    ],
    datedThings: ["appointment", "booking", "delivery", "reservation", "visit", "deadline", "flight"],
    atTime: ["at", "around", "from", "by"],
    expires:
      "(?:(?:card|visa|mastercard|amex)\\b[^.!?]{0,24}\\b(?:expir\\p{L}*|valid|good)(?: (?:on|in|until|till|thru|through|date|is|was))*|(?:expiration|expiry)(?: date)?(?: is| was|:)*|exp\\.?(?: date)?:?) ",
    ...(/-(?:GB|IE)\b/i.test(tag)
      ? { timeAfter: "at", noTimeBefore: ["per cent", "points", "point", "a", "an", "out"] }
      : {}),
    attributive: "(?<![\\p{L}\\p{N}])an?|(?:^|[.!?\\n] ?)An?",
    compound: " ",
    power: (length, exponent) => `${exponent === 2 ? "square" : "cubic"} ${length}`,
    partOf: (part, upper, _, { one }) =>
      upper === 1 ? `${part} ${one}` : `${part} of ${/^[aeiou]|^hour/.test(one) ? "an" : "a"} ${one}`,
    yearAfter: "(?:in|since|until|year|circa|established|founded|built|est\\.) ",
    inHundreds: true,
    monthsAlso: { Sept: 9 },
    // biome-ignore format: tables read better in rows
    units: {
      x: { one: "time", many: "times" }, k: { one: "thousand", many: "thousand" }, km: { one: "kilometer", many: "kilometers" },
      m: { one: "meter", many: "meters" }, cm: { one: "centimeter", many: "centimeters" }, mm: { one: "millimeter", many: "millimeters" },
      mi: { one: "mile", many: "miles" }, ft: { one: "foot", many: "feet" }, yd: { one: "yard", many: "yards" },
      kg: { one: "kilogram", many: "kilograms" }, g: { one: "gram", many: "grams" }, mg: { one: "milligram", many: "milligrams" },
      lb: { one: "pound", many: "pounds" }, lbs: { one: "pound", many: "pounds" }, oz: { one: "ounce", many: "ounces" },
      l: { one: "liter", many: "liters" }, L: { one: "liter", many: "liters" }, ml: { one: "milliliter", many: "milliliters" },
      mL: { one: "milliliter", many: "milliliters" }, gal: { one: "gallon", many: "gallons" }, "km/h": { one: "kilometer per hour", many: "kilometers per hour" },
      mph: { one: "mile per hour", many: "miles per hour" }, "fl oz": { one: "fluid ounce", many: "fluid ounces" }, tbsp: { one: "tablespoon", many: "tablespoons" },
      tsp: { one: "teaspoon", many: "teaspoons" }, mpg: { one: "mile per gallon", many: "miles per gallon" }, "sq. ft.": { one: "square foot", many: "square feet" },
      "sq ft": { one: "square foot", many: "square feet" }, "°C": { one: "degree Celsius", many: "degrees Celsius" }, "°F": { one: "degree Fahrenheit", many: "degrees Fahrenheit" },
      "°": { one: "degree", many: "degrees" }, h: { one: "hour", many: "hours" }, hr: { one: "hour", many: "hours" },
      hrs: { one: "hour", many: "hours" }, min: { one: "minute", many: "minutes" }, mins: { one: "minute", many: "minutes" },
      sec: { one: "second", many: "seconds" }, s: { one: "second", many: "seconds" }, ms: { one: "millisecond", many: "milliseconds" },
      mo: { one: "month", many: "months" }, mos: { one: "month", many: "months" }, wk: { one: "week", many: "weeks" }, wks: { one: "week", many: "weeks" }, yr: { one: "year", many: "years" }, yrs: { one: "year", many: "years" },
      KB: { one: "kilobyte", many: "kilobytes" }, MB: { one: "megabyte", many: "megabytes" }, GB: { one: "gigabyte", many: "gigabytes" },
      TB: { one: "terabyte", many: "terabytes" }, Mbps: { one: "megabit per second", many: "megabits per second" }, W: { one: "watt", many: "watts" },
      kW: { one: "kilowatt", many: "kilowatts" }, kWh: { one: "kilowatt hour", many: "kilowatt hours" }, V: { one: "volt", many: "volts" },
      Hz: { one: "hertz", many: "hertz" }, GHz: { one: "gigahertz", many: "gigahertz" },
    },
    currencies: {
      $: { one: "dollar", many: "dollars", minor: { one: "cent", many: "cents" } },
      "€": { one: "euro", many: "euros", minor: { one: "cent", many: "cents" } },
      "¢": { one: "cent", many: "cents" },
      ...(/-(?:AU|NZ|IE|ZA)\b/i.test(tag) ? { c: { one: "cent", many: "cents" } } : {}),
      "£": { one: "pound", many: "pounds", minor: { one: "penny", many: "pence" } },
      "¥": { one: "yen", many: "yen" },
      "₱": { one: "peso", many: "pesos", minor: { one: "centavo", many: "centavos" } },
      "₹": { one: "rupee", many: "rupees", minor: { one: "paisa", many: "paise" } },
      CHF: { one: "Swiss franc", many: "Swiss francs", minor: { one: "centime", many: "centimes" } },
      CAD: { one: "Canadian dollar", many: "Canadian dollars", minor: { one: "cent", many: "cents" } },
      AUD: { one: "Australian dollar", many: "Australian dollars", minor: { one: "cent", many: "cents" } },
      MXN: { one: "Mexican peso", many: "Mexican pesos", minor: { one: "centavo", many: "centavos" } },
      BRL: { one: "real", many: "reais", minor: { one: "centavo", many: "centavos" } },
    },
    scales: { thousand: 3, k: 3, K: 3, million: 6, m: 6, M: 6, mn: 6, billion: 9, bn: 9, B: 9, trillion: 12 },
    // biome-ignore format: tables read better in rows
    abbreviations: {
      "Dr.": "Doctor", "Mr.": "Mister", "Mrs.": "Missus", "Ms.": "Miz", "Prof.": "Professor", "Jr.": "Junior", "Sr.": "Senior", "e.g.": "for example",
      "i.e.": "that is", "etc.": "et cetera", "vs.": "versus", "approx.": "approximately", "Ave.": "Avenue", "Rd.": "Road", "Blvd.": "Boulevard", "Apt.": "Apartment",
      "Dept.": "Department", "Inc.": "Incorporated", "Ltd.": "Limited", "Co.": "Company", "Tel.": "Telephone", "Ext.": "Extension", "ext.": "extension", "Mt.": "Mount",
      "Ft.": "Fort", "Sgt.": "Sergeant", "Capt.": "Captain", "Lt.": "Lieutenant", "Gen.": "General", "Gov.": "Governor", "Sen.": "Senator", "Rev.": "Reverend",
      "Hon.": "Honorable", "Corp.": "Corporation", "Bros.": "Brothers", "appt.": "appointment", "appts.": "appointments", "est.": "established", "incl.": "including", "Ln.": "Lane",
      "Ct.": "Court", "Hwy.": "Highway", "Pkwy.": "Parkway", "min.": "minutes", "max.": "maximum", "Mon.": "Monday", "Tue.": "Tuesday", "Wed.": "Wednesday",
      "Thu.": "Thursday", "Fri.": "Friday", "Ph.D.": "P H D", "a.k.a.": "also known as", "w/": "with", "w/o": "without",
    },
    // biome-ignore format: tables read better in rows
    closing: ["etc.", "appt.", "appts."],
    closingBefore: {
      forms: ["Inc.", "Ltd.", "Co.", "Corp.", "Jr.", "Ave.", "Rd.", "Blvd.", "Hwy.", "Ln.", "Ct.", "Pkwy."],
      openers:
        "They|We|It|You|He|She|This|That|There|The|Your|Our|Please|Thank|Thanks|Is|Are|Do|Does|Can|Could|Would|Shall|And|But|If|When|Then|Anything",
    },
    beforeNames: { Dr: "Doctor", Mr: "Mister", Mrs: "Missus", Ms: "Miz" },
    // biome-ignore format: tables read better in rows
    beforeFigures: {
      "No.": "Number", "no.": "number", "Nos.": "Numbers", "nos.": "numbers", Apt: "Apartment", Ste: "Suite", "p.": "page", "pp.": "pages", "Fig.": "Figure",
    },
    numbered:
      "chapter|part|phase|type|section|volume|article|act|level|stage|grade|war|appendix|schedule|tier|title",
    multiplied: "\\p{Ll}{2,20}s|or",
    regnal: {
      notAfter: "is|am|driver|technician|agent|colleague|with",
      names:
        "Henry|Edward|Richard|George|William|Charles|James|Louis|Philip|Frederick|Elizabeth|Catherine|Mary|John|Paul|Benedict|Francis|Pius|Gregory|Napoleon",
      // "I" is who speaks.
      say: (n) => (n === 1 ? undefined : `the ${ordinal(n)}`),
    },
    roads: /-GB\b/i.test(tag)
      ? { before: "(?:the|take|onto|off|via|along|leave) ", letters: "[AM]" }
      : { before: "(?:the|take|on|onto|off|via|along|from|to|exit|leave|or|and) ", letters: "(?:I|US)-" },
    postcode: "(?<=(?<![A-Z])[A-Z]{2},? )\\d{5}(?:-\\d{4})?(?![\\p{L}\\p{N}]|[.,]\\d)",
    language: "en",
    adjectiveFirst: true,
    dialled:
      "(?:call|calling|text|texting|ring|ringing|phone)(?: us)?(?: now)?(?: on| at)? |(?:text|texting|sms) \\p{L}+ to |number (?:for|of|to) (?:the )?\\p{L}+ is(?: now)? ",
    phones: /-AU\b/i.test(tag) ? ["13 \\d{2} \\d{2}"] : [],
    pairGroups: /-IN\b/i.test(tag),
    version: "version",
    digitwise:
      "(?:[Dd]ial|ending (?:in|with)|(?:order|code|pin|PIN|number|account|reference|ticket|case|confirmation|invoice|booking|zip|ZIP|room|suite|flight|extension|ext\\.|highway|route|card|ID|id|digits)(?: number| code| is| was| ends in|:)*) ",
    press: "(?:[Pp]ress|[Hh]it|[Dd]ial|[Tt]he|[Aa]nd|[Oo]r) ",
    own: ownRules(monthFirst),
  };
}
