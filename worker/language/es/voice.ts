import type { ClockTime, Form, Voice } from "../spoken/voice.ts";

const MONTHS =
  "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(" ");

const SMALL =
  "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve".split(
    " ",
  );
const TENS = "- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa".split(" ");
const HUNDREDS =
  "- ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos".split(
    " ",
  );

function cardinal(n: number, form: Form = "alone"): string {
  if (n >= 1e12) {
    const billions = Math.floor(n / 1e12);
    const head = billions === 1 ? "un billón" : `${cardinal(billions, "m")} billones`;
    return n % 1e12 ? `${head} ${cardinal(n % 1e12, form)}` : head;
  }
  if (n >= 1e6) {
    const millions = Math.floor(n / 1e6);
    const head = millions === 1 ? "un millón" : `${cardinal(millions, "m")} millones`;
    return n % 1e6 ? `${head} ${cardinal(n % 1e6, form)}` : head;
  }
  if (n >= 1000) {
    const thousands = Math.floor(n / 1000);
    const head = thousands === 1 ? "mil" : `${cardinal(thousands, form === "f" ? "f" : "m")} mil`;
    return n % 1000 ? `${head} ${cardinal(n % 1000, form)}` : head;
  }
  if (n === 100) return "cien";
  if (n > 100) {
    const hundred = HUNDREDS[Math.floor(n / 100)] ?? "";
    const head = form === "f" ? hundred.replace(/os$/, "as") : hundred;
    return n % 100 ? `${head} ${cardinal(n % 100, form)}` : head;
  }
  if (n < 30) return agreed(SMALL[n] ?? "", form);
  return (TENS[Math.floor(n / 10)] ?? "") + (n % 10 ? ` y ${agreed(SMALL[n % 10] ?? "", form)}` : "");
}

/** "veintiuno", "veintiún pesos", "veintiuna libras". */
const agreed = (word: string, form: Form): string =>
  form === "alone" || !word.endsWith("uno")
    ? word
    : form === "f"
      ? word.replace(/o$/, "a")
      : word.replace(/uno$/, word === "uno" ? "un" : "ún");

const ORDINALS =
  "- primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo decimotercero decimocuarto decimoquinto decimosexto decimoséptimo decimoctavo decimonoveno vigésimo".split(
    " ",
  );

const ORDINAL_TENS =
  "- - vigésimo trigésimo cuadragésimo quincuagésimo sexagésimo septuagésimo octogésimo nonagésimo".split(
    " ",
  );

function ordinal(n: number, form: "m" | "f" = "m"): string {
  if (n < 1 || n > 100) return cardinal(n);
  const words =
    n === 100
      ? ["centésimo"]
      : n <= 20
        ? [ORDINALS[n]]
        : [ORDINAL_TENS[Math.floor(n / 10)], ...(n % 10 ? [ORDINALS[n % 10]] : [])];
  const said = words.join(" ");
  return form === "f" ? said.replace(/o\b/g, "a") : said;
}

const PARTS: Readonly<Record<string, string>> = {
  am: "de la mañana",
  night: "de la noche",
  pm: "de la tarde",
};

function time({ hour, minute, second, half }: ClockTime): string {
  const part =
    half === undefined ? "" : ` ${PARTS[half === "pm" && hour >= 8 && hour < 12 ? "night" : half]}`;
  const seconds = second ? ` con ${second === 1 ? "un segundo" : `${cardinal(second, "m")} segundos`}` : "";
  const said = cardinal(hour, "f");
  if (minute > 0) return `${said} y ${cardinal(minute)}${seconds}${part}`;
  return hour > 12 || hour === 0 ? `${said} horas${seconds}` : said + seconds + part;
}

/** @param tag - in Mexico, Central America and the United States the decimal sign is the point. */
export function voice(tag: string): Voice {
  const decimal = /-(?:MX|US|419|PR|DO|GT|HN|NI|PA|SV|PE|CU)\b/i.test(tag) ? "." : ",";
  const inAmerica = /-(?!ES)/i.test(tag);
  const centavos = { one: "centavo", many: "centavos" };
  const peso = { one: "peso", many: "pesos", minor: centavos };
  const euro = { one: "euro", many: "euros", minor: { one: "céntimo", many: "céntimos" } };
  const dollar = { one: "dólar", many: "dólares", minor: centavos };
  // Where the national currency is a peso, its sign is "$"; what is in dollars is written "US$" there.
  const inPesos = /-(?:MX|AR|CL|CO|UY|CU|DO|PH)\b/i.test(tag);
  return {
    decimal,
    spaceGroups: false,
    monthFirst: false,
    digits: SMALL.slice(0, 10),
    cardinal,
    ordinal,
    year: (n) => cardinal(n),
    fraction: (upper, lower, whole) => {
      const name =
        lower === 3 ? "tercio" : lower > 10 && lower < 100 ? `${cardinal(lower)}avo` : ordinal(lower);
      const part = upper > 1 ? `${name}s` : name;
      const said = lower === 2 ? "medio" : `${cardinal(upper, "m")} ${part}`;
      return whole === undefined ? said : `${cardinal(whole)} y ${said}`;
    },
    decimals: (figures) =>
      figures.length <= 2 && !figures.startsWith("0")
        ? cardinal(Number(figures))
        : [...figures].map((d) => SMALL[Number(d)]).join(" "),
    date: (day, month, year) =>
      `${day === 1 && inAmerica ? "primero" : cardinal(day)} de ${MONTHS[month - 1]}${year === undefined ? "" : ` de ${cardinal(year)}`}`,
    time,
    clockSigns: ["(?<hour>\\d{1,2})[.:](?<minute>\\d{2}) ?h(?:oras?|s)?"],
    clockWords: ["hs", "horas"],
    dayEndings: ["er"],
    ofMonth: ["de"],
    ofYear: ["de", "del"],
    joinMoney: (major, minor) => `${major} con ${minor}`,
    agrees: (n) => (n % 10 === 1 && n % 100 !== 11) || (n % 1000 >= 200 && n >= 200),
    noNouns: ["para", "por", "con"],
    ofMillions: () => "de ",
    // biome-ignore format: tables read better in rows
    signs: {
      atLeast: "al menos", atMost: "como máximo",
      between: "entre", inches: "pulgadas", and: "y", at: "arroba", dot: "punto", slash: "barra", dash: "guion", underscore: "guion bajo", colon: "dos puntos",
      questionMark: "interrogación", percent: "por ciento", plus: "más", minus: "menos", times: "por", divided: "entre", by: "por", per: "por", equals: "igual a",
      number: "número", hash: "almohadilla", star: "asterisco", about: "aproximadamente", section: "sección", or: "o", to: "a",
      point: decimal === "." ? "punto" : "coma",
    },
    months: MONTHS,
    monthsShort: "ene feb mar abr may jun jul ago sept oct nov dic".split(" "),
    weekdays: "lunes martes miércoles jueves viernes sábado domingo".split(" "),
    weekdaysShort: ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"]
      .map((s) => [s, s[0]?.toUpperCase() + s.slice(1)])
      .map((forms) => (forms[0] === "vie" ? [...forms, "vier"] : forms)),
    dateAfter:
      "(?:(?:el|del|al|hasta|desde|entre el|día|fecha(?: es|:)?|vence|antes de|después de|a partir de) )",
    expires:
      "(?:caduc\\p{L}*|venc\\p{L}*|expir\\p{L}*|válid\\p{L}*|vigencia)(?: de (?:la |su )?\\p{L}+)?(?: (?:el|en|es|hasta))*:? ",
    toDay: "al",
    monthOf: "mes de",
    moreThan: "más de",
    timeAfter: "a las?|(?:de|desde|hasta|sobre|para) las?",
    power: (length, exponent) =>
      `${length} ${exponent === 2 ? "cuadrado" : "cúbico"}${length.endsWith("s") ? "s" : ""}`,
    partOf: (part, _, lower, { one, feminine }) =>
      lower === 2 ? `${feminine ? "media" : "medio"} ${one}` : `${part} de ${one}`,
    nounFirst: { half: { m: "medio", f: "media" }, feminine: "as?$" },
    shareOf: [
      "de la ",
      "de los ",
      "de las ",
      "del ",
      "de l",
      "de taza",
      "de kilo",
      "de hora",
      "taza",
      "kilo",
      "litro",
      "hora",
    ],
    atTime: ["a las", "a la", "desde las"],
    // biome-ignore format: tables read better in rows
    units: {
      x: { one: "vez", many: "veces", feminine: true }, mph: { one: "milla por hora", many: "millas por hora", feminine: true }, lbs: { one: "libra", many: "libras", feminine: true },
      Mbps: { one: "megabit por segundo", many: "megabits por segundo" }, cts: { one: "céntimo", many: "céntimos" }, "cts.": { one: "céntimo", many: "céntimos" }, "hab.": { one: "habitante", many: "habitantes" },
      km: { one: "kilómetro", many: "kilómetros" }, m: { one: "metro", many: "metros" }, cm: { one: "centímetro", many: "centímetros" },
      mm: { one: "milímetro", many: "milímetros" }, kg: { one: "kilo", many: "kilos" }, g: { one: "gramo", many: "gramos" }, mg: { one: "miligramo", many: "miligramos" },
      lb: { one: "libra", many: "libras", feminine: true }, oz: { one: "onza", many: "onzas", feminine: true },
      l: { one: "litro", many: "litros" }, L: { one: "litro", many: "litros" }, ml: { one: "mililitro", many: "mililitros" },
      "km/h": { one: "kilómetro por hora", many: "kilómetros por hora" },
      "°C": { one: "grado", many: "grados" }, "ºC": { one: "grado", many: "grados" }, "°F": { one: "grado Fahrenheit", many: "grados Fahrenheit" }, "°": { one: "grado", many: "grados" },
      h: { one: "hora", many: "horas", feminine: true }, min: { one: "minuto", many: "minutos" }, seg: { one: "segundo", many: "segundos" }, s: { one: "segundo", many: "segundos" },
      KB: { one: "kilobyte", many: "kilobytes" }, MB: { one: "megabyte", many: "megabytes" }, GB: { one: "gigabyte", many: "gigabytes" }, TB: { one: "terabyte", many: "terabytes" },
      W: { one: "vatio", many: "vatios" }, kW: { one: "kilovatio", many: "kilovatios" }, kWh: { one: "kilovatio hora", many: "kilovatios hora" }, V: { one: "voltio", many: "voltios" },
      // Common nouns: with them the numeral's gender is known.
      hora: { one: "hora", many: "horas", feminine: true }, horas: { one: "hora", many: "horas", feminine: true }, minuto: { one: "minuto", many: "minutos" }, minutos: { one: "minuto", many: "minutos" },
      día: { one: "día", many: "días" }, días: { one: "día", many: "días" }, semana: { one: "semana", many: "semanas", feminine: true }, semanas: { one: "semana", many: "semanas", feminine: true },
      mes: { one: "mes", many: "meses" }, meses: { one: "mes", many: "meses" }, año: { one: "año", many: "años" }, años: { one: "año", many: "años" },
    },
    currencies: {
      $: inPesos ? peso : dollar,
      US$: dollar,
      dólar: dollar,
      dólares: dollar,
      peso,
      pesos: peso,
      USD: dollar,
      "€": euro,
      euro,
      euros: euro,
      "£": { one: "libra", many: "libras", feminine: true, minor: { one: "penique", many: "peniques" } },
      "¥": { one: "yen", many: "yenes" },
      // biome-ignore format: tables read better in rows
      MXN: peso,
      MX$: peso,
      ARS: peso,
      AR$: peso,
      CLP: peso,
      CLP$: peso,
      COP: peso,
      COP$: peso,
      UYU: peso,
      $U: peso,
      DOP: peso,
      RD$: peso,
      CUP: peso,
      PEN: { one: "sol", many: "soles", minor: { one: "céntimo", many: "céntimos" } },
    },
    scales: { mil: 3, millón: 6, millones: 6, M: 6, "mil millones": 9, billón: 12, billones: 12 },
    // biome-ignore format: tables read better in rows
    abbreviations: {
      "Sr.": "señor", "Sra.": "señora", "Srta.": "señorita", "Dr.": "doctor", "Dra.": "doctora", "D.": "don", "Dña.": "doña", "Ud.": "usted", "Uds.": "ustedes",
      "Vd.": "usted", "etc.": "etcétera", "p. ej.": "por ejemplo", "p.ej.": "por ejemplo", "aprox.": "aproximadamente", "tel.": "teléfono", "Tel.": "teléfono", "núm.": "número",
      "Núm.": "número", "n.º": "número", "nº": "número", "N.º": "número", "Nº": "número", "EE. UU.": "Estados Unidos", "EE.UU.": "Estados Unidos", "Avda.": "avenida", "Av.": "avenida", "C/": "calle",
      "pág.": "página", "máx.": "máximo", "mín.": "mínimo", "vs.": "contra", "Cía.": "compañía", "izq.": "izquierda", "dcha.": "derecha", "prof.": "profesor", "Prof.": "profesor", "Profa.": "profesora", "Sres.": "señores", "Lic.": "licenciado", "Ing.": "ingeniero", "Arq.": "arquitecto", "Sta.": "Santa", "Sto.": "Santo", "Pza.": "plaza", "Pl.": "plaza", Pº: "paseo", "Ctra.": "carretera", "Col.": "colonia", "Apdo.": "apartado", "Dpto.": "departamento", "depto.": "departamento", "C.P.": "código postal", "C. P.": "código postal", "ext.": "extensión", "Ext.": "extensión", "admón.": "administración", "incl.": "incluido", "c/u": "cada uno",
    },
    closing: ["etc."],
    // A quarter, and a line: "Q4", "L 2".
    noMoney: "Q[1-4]|L \\d",
    feminineTitles: {
      after: "(?:la|una|nuestra) ",
      words: {
        licenciado: "licenciada",
        ingeniero: "ingeniera",
        arquitecto: "arquitecta",
        profesor: "profesora",
      },
    },
    beforeFigures: {
      "art.": "artículo",
      "cap.": "capítulo",
      "p.": "página",
      "pp.": "páginas",
      "fig.": "figura",
      "no.": "número",
      "No.": "número",
    },
    numbered: "capítulo|parte|fase|tipo|siglo|tomo|nivel|clase|sección|título|anexo|guerra mundial",
    multiplied: "\\p{Ll}{2,20}s|o",
    regnal: {
      notAfter: "es|soy|con|técnico|chofer|conductor",
      names:
        "Felipe|Alfonso|Carlos|Fernando|Isabel|Enrique|Luis|Jaime|Juan(?: Carlos| Pablo)?|Pablo|Pedro|Sancho|P[íi]o|Benedicto|Le[óo]n|Gregorio|Clemente|Francisco|Jorge|Eduardo|Ricardo|Guillermo|Napole[óo]n",
      say: (n, before) => (n > 10 ? cardinal(n) : ordinal(n, /Isabel $/i.test(before) ? "f" : "m")),
    },
    roads: { before: "(?:la|autovía|autopista|carretera|nacional) ", letters: "\\p{Lu}{1,2}-" },
    postcode: "(?<![\\p{L}\\p{N}])\\d{5}(?= \\p{Lu}\\p{Ll})",
    language: "es",
    feminineMoney: "^(?:libra|corona|rupia|lira)",
    dialled:
      "(?:llam(?:e|a|ar|en|ando)(?:nos|me)?|marque|marca|marcar|SMS|mensaje|(?:env|mand)\\p{L}+ \\p{L}+|comun\\p{L}+ con|número de(?:l| la| los)? \\p{L}+ es)(?: al| el| con el)? ",
    phones: ["116 ?[01]\\d{2}"],
    version: "versión",
    digitwise:
      "(?:[Ll]lam[ea] al|[Mm]arque el|(?:terminada?|acabada?|termina|acaba) en|(?:pedido|orden|código|pin|PIN|número|cuenta|referencia|caso|factura|reserva|postal|C\\. ?P\\.|habitación|sala|vuelo|extensión|ext\\.|tarjeta|dígitos|cifras)(?: número| es| era|:)*) ",
    press: "(?:[Pp]ulse|[Pp]ulsa|[Mm]arque|[Mm]arca|[Pp]resione|[Pp]resiona|[Ll]a|[Ee]l|tecla|[Oo]) ",
    own: [
      { pattern: "(?<![\\p{L}\\p{N}])c\\/ ?(?=\\d)", speak: () => "cada " },
      // "el 3.º piso" is the "tercer"; and what is "el 3°" is no temperature.
      {
        pattern: "(?<![\\p{L}\\p{N}])[13]\\.?º(?= (?!de |izq|dcha|der)\\p{Ll}{3})",
        speak: (m) => (m[0].startsWith("1") ? "primer" : "tercer"),
      },
      {
        pattern: "(?<=(?<!\\p{L})(?:el|al|del|un) )\\d{1,2}°(?= \\p{Ll}{4})",
        speak: (m) => ordinal(Number.parseInt(m[0], 10)).replace(/(primer|tercer)o$/, "$1"),
      },
      {
        pattern: "(?<![\\p{L}\\p{N}])\\d{1,3}\\.?(?:[ºo]|[rdtvm]o)(?![\\p{L}\\p{N}])",
        speak: (m) => ordinal(Number.parseInt(m[0], 10)),
      },
      {
        pattern: "(?<![\\p{L}\\p{N}])\\d{1,3}\\.?(?:ª|[rdtvm]a|a(?= \\p{Ll}{3}))(?![\\p{L}\\p{N}])",
        speak: (m) => ordinal(Number.parseInt(m[0], 10), "f"),
      },
      {
        pattern: "(?<![\\p{L}\\p{N}])[13]\\.?(?:er|ᵉʳ)(?![\\p{L}\\p{N}])",
        speak: (m) => (m[0].startsWith("1") ? "primer" : "tercer"),
      },
    ],
  };
}
