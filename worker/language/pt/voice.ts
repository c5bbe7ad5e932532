import type { ClockTime, Form, Voice } from "../spoken/voice.ts";

const MONTHS =
  "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split(" ");

const SMALL =
  "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove".split(
    " ",
  );
const TENS = "- - vinte trinta quarenta cinquenta sessenta setenta oitenta noventa".split(" ");
const HUNDREDS =
  "- cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos".split(" ");

/** "um", "uma"; "dois", "duas": by itself and before a masculine noun they are the same. */
const agreed = (n: number, form: Form): string =>
  form === "f" && n === 1 ? "uma" : form === "f" && n === 2 ? "duas" : (SMALL[n] ?? "");

function cardinal(n: number, form: Form = "alone"): string {
  if (n >= 1e12) {
    const trillions = Math.floor(n / 1e12);
    return joined(trillions === 1 ? "um trilhão" : `${cardinal(trillions, "m")} trilhões`, n % 1e12, form);
  }
  if (n >= 1e9) {
    const billions = Math.floor(n / 1e9);
    return joined(billions === 1 ? "um bilhão" : `${cardinal(billions, "m")} bilhões`, n % 1e9, form);
  }
  if (n >= 1e6) {
    const millions = Math.floor(n / 1e6);
    return joined(millions === 1 ? "um milhão" : `${cardinal(millions, "m")} milhões`, n % 1e6, form);
  }
  if (n >= 1000) {
    const thousands = Math.floor(n / 1000);
    return joined(thousands === 1 ? "mil" : `${cardinal(thousands, form)} mil`, n % 1000, form);
  }
  if (n === 100) return "cem";
  if (n > 100) {
    const hundred = HUNDREDS[Math.floor(n / 100)] ?? "";
    const head = form === "f" ? hundred.replace(/os$/, "as") : hundred;
    return n % 100 ? `${head} e ${cardinal(n % 100, form)}` : head;
  }
  if (n < 20) return agreed(n, form);
  return (TENS[Math.floor(n / 10)] ?? "") + (n % 10 ? ` e ${agreed(n % 10, form)}` : "");
}

/** "mil e cem", "mil e vinte", "mil duzentos e trinta": the rest is joined with "e" when it is one word or below a hundred. */
const joined = (head: string, rest: number, form: Form): string =>
  rest === 0 ? head : `${head} ${isShort(rest) ? "e " : ""}${cardinal(rest, form)}`;

const isShort = (n: number): boolean =>
  n >= 1000 && n % 1000 === 0 ? isShort(n / 1000) : n < 100 || (n < 1000 && n % 100 === 0);

const ORDINAL_UNITS = "- primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono".split(" ");
const ORDINAL_TENS =
  "- décimo vigésimo trigésimo quadragésimo quinquagésimo sexagésimo septuagésimo octogésimo nonagésimo".split(
    " ",
  );

const ORDINAL_HUNDREDS =
  "- centésimo ducentésimo tricentésimo quadringentésimo quingentésimo seiscentésimo septingentésimo octingentésimo nongentésimo".split(
    " ",
  );

function ordinal(n: number, form: "m" | "f" = "m"): string {
  if (n < 1 || n > 999) return cardinal(n);
  const words = [
    n >= 100 ? ORDINAL_HUNDREDS[Math.floor(n / 100)] : undefined,
    n % 100 >= 10 ? ORDINAL_TENS[Math.floor(n / 10) % 10] : undefined,
    n % 10 ? ORDINAL_UNITS[n % 10] : undefined,
  ];
  const said = words.filter((w) => w !== undefined).join(" ");
  return form === "f" ? said.replace(/o\b/g, "a") : said;
}

function time({ hour, minute, second, half }: ClockTime): string {
  const part =
    half === undefined
      ? ""
      : half === "am"
        ? " da manhã"
        : hour >= 7 && hour < 12
          ? " da noite"
          : " da tarde";
  const seconds = second ? ` e ${cardinal(second)} segundo${second > 1 ? "s" : ""}` : "";
  if (minute > 0)
    return `${cardinal(hour, "f")}${hour === 0 ? " hora" : ""} e ${cardinal(minute)}${seconds}${part}`;
  return half === undefined
    ? `${cardinal(hour, "f")} hora${hour === 1 ? "" : "s"}${seconds}`
    : cardinal(hour, "f") + seconds + part;
}

/** In Portugal 16, 17 and 19 have an a. */
const european = (words: string): string =>
  words
    .replaceAll("dezesseis", "dezasseis")
    .replaceAll("dezessete", "dezassete")
    .replaceAll("dezenove", "dezanove");

/** @param tag - the region decides about a few numerals and about what "$" is. */
export function voice(tag: string): Voice {
  const inPortugal = /-(?:PT|AO|MZ)\b/i.test(tag);
  const local = inPortugal ? european : (words: string) => words;
  const number = (n: number, form?: Form): string => local(cardinal(n, form));
  const cents = { one: "centavo", many: "centavos" };
  const real = { one: "real", many: "reais", minor: cents };
  const dollar = {
    one: "dólar",
    many: "dólares",
    minor: inPortugal ? { one: "cêntimo", many: "cêntimos" } : cents,
  };
  const euro = {
    one: "euro",
    many: "euros",
    minor: inPortugal ? { one: "cêntimo", many: "cêntimos" } : cents,
  };
  return {
    decimal: ",",
    spaceGroups: false,
    monthFirst: false,
    digits: SMALL.slice(0, 10),
    cardinal: number,
    ordinal,
    year: (n) => number(n),
    fraction: (upper, lower, whole) => {
      const name =
        lower === 3 ? "terço" : lower > 10 && lower < 100 ? `${number(lower)} avos` : ordinal(lower);
      const part = upper > 1 && !name.endsWith("s") ? `${name}s` : name;
      const said = lower === 2 ? "meio" : `${number(upper, "m")} ${part}`;
      return whole === undefined ? said : `${number(whole)} e ${said}`;
    },
    decimals: (figures) =>
      figures.length <= 2 && !figures.startsWith("0")
        ? number(Number(figures))
        : [...figures].map((d) => SMALL[Number(d)]).join(" "),
    date: (day, month, year) =>
      `${day === 1 ? "primeiro" : number(day)} de ${MONTHS[month - 1]}${year === undefined ? "" : ` de ${number(year)}`}`,
    time: (clock) => local(time(clock)),
    clockSigns: ["(?<hour>\\d{1,2}) ?[hH] ?(?<minute>\\d{2})(?:min)?", "(?<hour>\\d{1,2}) ?h(?! ?\\d)"],
    clockWords: ["hs", "horas"],
    ofMonth: ["de"],
    ofYear: ["de"],
    joinMoney: (major, minor) => `${major} e ${minor}`,
    agrees: (n) =>
      ((n % 10 === 1 || n % 10 === 2) && n % 100 !== 11 && n % 100 !== 12) || (n % 1000 >= 200 && n >= 200),
    noNouns: ["ou", "para", "por"],
    ofMillions: () => "de ",
    // biome-ignore format: tables read better in rows
    signs: {
      atLeast: "pelo menos", atMost: "no máximo",
      between: "entre", inches: "polegadas", and: "e", at: "arroba", dot: "ponto", slash: "barra", dash: "hífen", underscore: inPortugal ? "sublinhado" : "underline", colon: "dois pontos",
      questionMark: "interrogação", percent: "por cento", plus: "mais", minus: "menos", times: "vezes", divided: "dividido por", by: "por", per: "por", equals: "igual a",
      number: "número", hash: inPortugal ? "cardinal" : "jogo da velha", star: "asterisco", about: "cerca de", section: "seção", or: "ou", to: "a", point: "vírgula",
    },
    months: MONTHS,
    monthsShort: "jan fev mar abr mai jun jul ago set out nov dez".split(" "),
    weekdays: "segunda terça quarta quinta sexta sábado domingo".split(" "),
    // biome-ignore format: tables read better in rows
    weekdaysShort: [["seg", "Seg", "segunda-feira"], ["ter", "Ter", "terça-feira"], ["qua", "Qua", "quarta-feira"], ["qui", "Qui", "quinta-feira"], ["sex", "Sex", "sexta-feira"], ["sáb", "Sáb"], ["dom", "Dom"]],
    dateAfter: "(?:(?:dia|em|até|até o|de|desde|antes de|depois de|a partir de|para|data(?: é|:)?|vence) )",
    expires: "(?:venc\\p{L}*|expir\\p{L}*|válid[oa]|validade)(?: d[oae] \\p{L}+)?(?: (?:em|até|é))*:? ",
    moreThan: "mais de",
    timeAfter: "(?:às?|das?|pelas?|até as?)",
    power: (length, exponent) =>
      `${length} ${exponent === 2 ? "quadrado" : "cúbico"}${length.endsWith("s") ? "s" : ""}`,
    partOf: (part, _, lower, { one, feminine }) =>
      lower === 2 ? `${feminine ? "meia" : "meio"} ${one}` : `${part} de ${one}`,
    nounFirst: { half: { m: "meio", f: "meia" }, feminine: "as?$" },
    shareOf: ["de ", "do ", "da ", "dos ", "das ", "disso", "xícara", "litro", "hora", "quilo", "copo"],
    atTime: ["às", "à", "a partir das"],
    // biome-ignore format: tables read better in rows
    units: {
      x: { one: "vez", many: "vezes", feminine: true }, t: { one: "tonelada", many: "toneladas", feminine: true }, Mbps: { one: "megabit por segundo", many: "megabits por segundo" }, mega: { one: "mega", many: "mega" }, h: { one: "hora", many: "horas", feminine: true },
      km: { one: "quilômetro", many: "quilômetros" }, m: { one: "metro", many: "metros" }, cm: { one: "centímetro", many: "centímetros" }, mm: { one: "milímetro", many: "milímetros" },
      kg: { one: "quilo", many: "quilos" }, g: { one: "grama", many: "gramas" }, mg: { one: "miligrama", many: "miligramas" }, lb: { one: "libra", many: "libras", feminine: true },
      l: { one: "litro", many: "litros" }, L: { one: "litro", many: "litros" }, ml: { one: "mililitro", many: "mililitros" }, "km/h": { one: "quilômetro por hora", many: "quilômetros por hora" },
      "°C": { one: "grau", many: "graus" }, "ºC": { one: "grau", many: "graus" }, "°F": { one: "grau Fahrenheit", many: "graus Fahrenheit" }, "°": { one: "grau", many: "graus" },
      min: { one: "minuto", many: "minutos" }, s: { one: "segundo", many: "segundos" }, seg: { one: "segundo", many: "segundos" },
      KB: { one: "kilobyte", many: "kilobytes" }, MB: { one: "megabyte", many: "megabytes" }, GB: { one: "gigabyte", many: "gigabytes" }, TB: { one: "terabyte", many: "terabytes" },
      W: { one: "watt", many: "watts" }, kW: { one: "quilowatt", many: "quilowatts" }, kWh: { one: "quilowatt-hora", many: "quilowatts-hora" }, V: { one: "volt", many: "volts" },
      // Common nouns: with them the numeral's gender is known.
      hora: { one: "hora", many: "horas", feminine: true }, horas: { one: "hora", many: "horas", feminine: true }, minuto: { one: "minuto", many: "minutos" }, minutos: { one: "minuto", many: "minutos" },
      dia: { one: "dia", many: "dias" }, dias: { one: "dia", many: "dias" }, semana: { one: "semana", many: "semanas", feminine: true }, semanas: { one: "semana", many: "semanas", feminine: true },
      mês: { one: "mês", many: "meses" }, meses: { one: "mês", many: "meses" }, ano: { one: "ano", many: "anos" }, anos: { one: "ano", many: "anos" },
    },
    currencies: {
      R$: real,
      BRL: real,
      $: dollar,
      US$: dollar,
      USD: dollar,
      "€": euro,
      euro,
      euros: euro,
      real,
      reais: real,
      dólar: dollar,
      dólares: dollar,
      "£": { one: "libra", many: "libras", feminine: true, minor: { one: "pêni", many: "pence" } },
      "¥": { one: "iene", many: "ienes" },
    },
    scales: {
      mil: 3,
      milhão: 6,
      milhões: 6,
      mi: 6,
      M: 6,
      bilhão: 9,
      bilhões: 9,
      bi: 9,
      trilhão: 12,
      trilhões: 12,
      tri: 12,
    },
    // biome-ignore format: tables read better in rows
    abbreviations: {
      "Sr.": "senhor", "Sra.": "senhora", "Srta.": "senhorita", "Dr.": "doutor", "Dra.": "doutora", "D.": "dona", "etc.": "etcétera", "p. ex.": "por exemplo", "p.ex.": "por exemplo", "ex.": "exemplo", "aprox.": "aproximadamente",
      "tel.": "telefone", "Tel.": "telefone", "nº": "número", "n.º": "número", "Nº": "número", "N.º": "número", "Av.": "avenida", "R.": "rua", "pág.": "página", "máx.": "máximo", "mín.": "mínimo", "vs.": "contra", "Prof.": "professor", "Profa.": "professora",
      "Ltda.": "limitada", "apto.": "apartamento", "EUA": "Estados Unidos", "vc": "você", "Vc": "você", "Srs.": "senhores", "Eng.": "engenheiro", "Sta.": "Santa", "Sto.": "Santo", "Al.": "alameda", "Pça.": "praça", "Rod.": "rodovia", "Trav.": "travessa", "bl.": "bloco", "depto.": "departamento", "Cia.": "companhia", "Jd.": "jardim", "min.": "minutos", "incl.": "incluindo", "sr.": "senhor", "sra.": "senhora", "séc.": "século", "a.a.": "ao ano", "qtd.": "quantidade",
    },
    closing: ["etc."],
    feminineTitles: {
      after: "(?:[àa]|da|na|uma|nossa) ",
      words: { engenheiro: "engenheira", professor: "professora", doutor: "doutora" },
    },
    beforeFigures: {
      "art.": "artigo",
      "cap.": "capítulo",
      "p.": "página",
      "fig.": "figura",
      "r.": "ramal",
      km: "quilômetro",
      "no.": "número",
      "No.": "número",
    },
    numbered: "capítulo|parte|fase|tipo|século|tomo|nível|classe|seção|título|anexo|guerra mundial",
    multiplied: "\\p{Ll}{2,20}s|ou",
    regnal: {
      notAfter: "é|sou|com|técnico|motorista",
      names:
        "Pedro|João(?: Paulo)?|Paulo|Bento|Pio|Leão|Gregório|Francisco|Henrique|Luís|Carlos|Filipe|Manuel|Afonso|Sancho|Fernando|Isabel|Elizabeth|Maria|Jorge|Napoleão",
      say: (n, before) =>
        n > 10 ? number(n) : ordinal(n, /(?:Isabel|Elizabeth|Maria) $/i.test(before) ? "f" : "m"),
    },
    roads: { before: "(?:a|na|da|pela|rodovia|estrada) ", letters: "\\p{Lu}{1,2}-" },
    language: "pt-BR",
    feminineMoney: "^(?:libra|coroa|rupia|lira)",
    dialled:
      "(?:lig(?:ue|ar|a|ando)|disque|discar|telefone|chame|número d[aeo]s? \\p{L}+ é)(?: para)?(?: o| a)? |(?:envie|enviar|mande|SMS)(?: \\p{L}+)? para (?:o )?",
    // CPF and CNPJ among them: the numbers of taxpayers.
    phones: [
      "116 ?[01]\\d{2}",
      "\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}",
      "\\d{2}\\.\\d{3}\\.\\d{3}\\/\\d{4}-\\d{2}",
    ],
    version: "versão",
    digitwise:
      "(?:[Ll]igue para (?:o )?|(?:terminad[oa]|termina|final) (?:em )?|(?:pedido|encomenda|código|pin|PIN|número|conta|referência|protocolo|fatura|reserva|postal|quarto|sala|CEP|voo|ramal|cartão|dígitos)(?: número| é|:)* )",
    press:
      "(?:[Pp]ressione|[Dd]igite|[Aa]perte|[Tt]ecle|[Pp]rima|[Mm]arque|[Aa]|[Oo]|tecla|ou) (?:a |o |tecla )?",
    own: [
      // "Ligar para 150 clientes" is no service's number.
      {
        pattern: "(?<=(?<!\\p{L})para )\\d{3,6}(?= \\p{Ll}{3,14}s[^\\p{L}])",
        speak: (m) => cardinal(Number(m[0])),
      },
      // What is "no 3°" is no temperature.
      {
        pattern: "(?<=(?<!\\p{L})(?:[nd]?o|ao|um) )\\d{1,2}°(?= \\p{Ll}{4})",
        speak: (m) => ordinal(Number.parseInt(m[0], 10)),
      },
      {
        pattern: "(?<![\\p{L}\\p{N}])\\d{1,3}\\.?[ºo](?![\\p{L}\\p{N}])",
        speak: (m) => ordinal(Number.parseInt(m[0], 10)),
      },
      {
        pattern: "(?<![\\p{L}\\p{N}])\\d{1,3}\\.?(?:ª|a(?= \\p{Ll}{3}))(?![\\p{L}\\p{N}])",
        speak: (m) => ordinal(Number.parseInt(m[0], 10), "f"),
      },
    ],
  };
}
