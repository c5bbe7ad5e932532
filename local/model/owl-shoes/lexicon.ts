import { plain } from "./numbers.ts";

/** The words this model knows, in the five languages it can be spoken to. Matched against plain, lower-case text. */

export type Language = "en" | "es" | "fr" | "de" | "pt";

const any = (...sources: string[]): RegExp => new RegExp(`\\b(?:${sources.join("|")})\\b`);

export const YES = any(
  "yes",
  "yeah",
  "yep",
  "yup",
  "sure",
  "ok",
  "okay",
  "correct",
  "right",
  "exactly",
  "please do",
  "go ahead",
  "do it",
  "sounds good",
  "perfect",
  "si",
  "claro",
  "vale",
  "de acuerdo",
  "correcto",
  "oui",
  "d'accord",
  "bien sur",
  "ja",
  "genau",
  "richtig",
  "gerne",
  "sim",
  "isso",
  "pode ser",
);
export const NO = any(
  "no",
  "nope",
  "nah",
  "not",
  "don't",
  "stop",
  "never mind",
  "nevermind",
  "leave it",
  "cancel that",
  "non",
  "nein",
  "nicht",
  "nao",
);
export const GOODBYE = any(
  "bye",
  "goodbye",
  "bye bye",
  "good night",
  "have a nice day",
  "see you",
  "that's all",
  "that is all",
  "that's it",
  "that'll be all",
  "nothing else",
  "i'm done",
  "we're done",
  "i'm good",
  "adios",
  "hasta luego",
  "eso es todo",
  "au revoir",
  "c'est tout",
  "tschuss",
  "auf wiederhoren",
  "das war's",
  "das war alles",
  "tchau",
  "ate logo",
  "e so isso",
);
export const THANKS = any("thanks", "thank you", "cheers", "gracias", "merci", "danke", "obrigad[oa]");
export const HELLO = any(
  "hello",
  "hi",
  "hey",
  "good (?:morning|afternoon|evening|day)",
  "hola",
  "buenos dias",
  "buenas",
  "bonjour",
  "hallo",
  "guten tag",
  "ola",
  "bom dia",
);
export const HOW_ARE_YOU = any(
  "how are you",
  "how's it going",
  "que tal",
  "como estas",
  "ca va",
  "wie geht",
  "tudo bem",
);
export const ARE_YOU_A_BOT =
  /\b(?:are|is)\b.*\b(?:robot|bot|machine|computer|ai|real person|human)\b|\bwho (?:are|is) (?:you|this)\b/;
export const WHAT_CAN_YOU_DO =
  /\bwhat (?:can|do) you do\b|\bhow (?:can|do) (?:you|this) (?:help|work)\b|\bwhat are my options\b|^help(?: me)?$/;
export const REPEAT =
  /^(?:sorry|pardon|what|huh|excuse me|come again|como|perdon|pardon|wie bitte|was)$|\b(?:say|repeat) (?:that|it)\b|\bone more time\b|\b(?:didn't|couldn't) (?:hear|catch|get) (?:that|you|it)\b|\brepite\b|\brepetez\b|\bwiederholen\b|\brepetir\b/;
export const KEYPAD = any(
  "keypad",
  "key it in",
  "type it(?: in)?",
  "type in",
  "type the number",
  "press the keys",
  "teclado",
  "clavier",
  "tippen",
);

export const PERSON = new RegExp(
  [
    "\\b(?:talk|speak|chat)\\b.{0,20}\\b(?:someone|somebody|person|human|agent|representative|colleague|manager|supervisor|operator)\\b",
    "\\b(?:real|live|actual) (?:person|human|agent)\\b",
    "\\b(?:human|representative|operator|supervisor|manager)\\b(?!.*\\bare you\\b)",
    "\\b(?:transfer|connect|put) me\\b",
    "\\b(?:hablar|comunic\\w+) con (?:una persona|alguien|un agente)\\b",
    "\\bparler (?:a|avec) (?:quelqu'un|une personne|un conseiller)\\b",
    "\\bmit (?:einem|einer|jemandem) ?(?:menschen|mitarbeiter\\w*|person)?\\b.*\\b(?:sprechen|reden)\\b",
    "\\bfalar com (?:uma pessoa|alguem|um atendente)\\b",
  ].join("|"),
);

/** To be called back: as the caller asks for it, and as the agent offers it. */
export const CALLBACK = any(
  "(?:call|ring|phone) (?:me|you|us) back",
  "call ?back",
  "(?:me|le|te) llame(?:n|mos)?",
  "rappel\\w*",
  "ruckruf\\w*",
  "zuruck(?:zu)?rufen",
  "rufen sie mich .*zuruck",
  "ligu?e(?:m)? de volta",
  "ligar de volta",
);

/** What only a person may do, and how it is called in a hand-off. */
export const BEYOND_US: readonly {
  readonly words: RegExp;
  readonly wish: string;
  readonly action: string;
}[] = [
  {
    words: any("refund", "money back", "reembolso", "remboursement", "ruckerstattung", "geld zuruck"),
    wish: "a refund",
    action: "Check the order and decide on the refund",
  },
  {
    words: any(
      "return",
      "send (?:it|them) back",
      "devolver",
      "devolucion",
      "retour",
      "zuruckschicken",
      "devolucao",
    ),
    wish: "to return an order",
    action: "Start the return",
  },
  {
    words: any("exchange", "swap", "wrong size", "cambiar los zapatos", "umtausch\\w*", "troca"),
    wish: "an exchange",
    action: "Arrange the exchange",
  },
  {
    words:
      /\bcancel\b(?=.*\b(?:order|it|them|shoes)\b)|\bcancelar (?:mi|el|meu) pedido\b|\bannuler\b|\bstornieren\b/,
    wish: "to cancel an order",
    action: "Check whether the order can still be cancelled",
  },
  {
    words: any("change (?:my|the) (?:delivery )?address", "wrong address", "cambiar la direccion"),
    wish: "to change the delivery address",
    action: "Change the address before the parcel leaves",
  },
  {
    words: any(
      "broken",
      "damaged",
      "defective",
      "fell apart",
      "came apart",
      "the sole",
      "warranty",
      "roto",
      "kaputt",
      "abime",
    ),
    wish: "help with damaged shoes",
    action: "Ask for the damage and offer a replacement",
  },
  {
    words: any(
      "charged twice",
      "double charged",
      "invoice",
      "my bill",
      "billing",
      "gift card",
      "discount code",
      "coupon",
    ),
    wish: "help with a payment",
    action: "Look at the payment",
  },
  {
    words: any("job", "press inquiry", "wholesale", "lawyer", "legal"),
    wish: "something outside the shop's service",
    action: "Find the right department",
  },
];
export const COMPLAINT = any(
  "complain\\w*",
  "complaint",
  "unacceptable",
  "ridiculous",
  "queja",
  "reclamar",
  "plainte",
  "beschwer\\w*",
  "reclamacao",
);

export const NEGATIVE = any(
  "angry",
  "furious",
  "upset",
  "annoy\\w*",
  "frustrat\\w*",
  "ridiculous",
  "unacceptable",
  "terrible",
  "horrible",
  "awful",
  "worst",
  "useless",
  "disappoint\\w*",
  "fed up",
  "sick of",
  "tired of",
  "complain\\w*",
  "complaint",
  "scam",
  "waste of time",
  "third time",
  "still waiting",
  "damn",
  "hell",
  "enfadad[oa]",
  "horrible",
  "furieu\\w+",
  "inadmissible",
  "wutend",
  "unverschamt",
  "absurdo",
);
export const POSITIVE = any(
  "great",
  "wonderful",
  "excellent",
  "awesome",
  "amazing",
  "fantastic",
  "lovely",
  "brilliant",
  "love",
  "happy",
  "perfect",
  "thank you so much",
  "genial",
  "super",
  "otimo",
);

export const ABOUT_ORDER =
  /\b(?:my|the|an|this|that|our|your) (?:\w+ )?(?:orders?|package|parcel|delivery|shipment)\b|\borders? (?:number|status|o ?h\b|#?\d)|\b(?:i|we) (?:ordered|bought)\b|\btrack(?:ing)?\b|\b(?:mi|el) (?:pedido|paquete)\b|\bma commande\b|\bmon colis\b|\bmeine (?:bestellung|lieferung)\b|\bmeu pedido\b|\bminha encomenda\b/;
export const WHERE = any(
  "where",
  "status",
  "when",
  "track\\w*",
  "arriv\\w+",
  "late",
  "shipped",
  "donde",
  "cuando",
  "ou est",
  "quand",
  "wo",
  "wann",
  "onde",
  "quando",
);
export const STOCK = any(
  "have",
  "stock",
  "sell",
  "available",
  "availability",
  "price",
  "cost",
  "how much",
  "carry",
  "sizes?",
  "colou?rs?",
  "tiene[ns]?",
  "cuesta",
  "cuanto",
  "avez",
  "combien",
  "prix",
  "haben sie",
  "kostet",
  "preis",
  "tem",
  "custa",
  "preco",
);
export const BUY = any(
  "buy",
  "purchase",
  "order (?:a|an|the|some|one|two|three|it|them|that|those|these|me|pair)",
  "i'll take",
  "i will take",
  "take (?:it|them|those)",
  "like to order",
  "want to order",
  "place an? (?:new )?order",
  "get me",
  "want a pair",
  "want (?:it|them|those)",
  "comprar",
  "pedir",
  "acheter",
  "commander",
  "kaufen",
  "bestellen(?! status)",
  "encomendar",
);

export const SHOE_KINDS = [
  "runner",
  "hiker",
  "boot",
  "loafer",
  "oxford",
  "sandal",
  "slipper",
  "pump",
  "sneaker",
  "trainer",
  "heel",
  "clog",
  "moccasin",
  "flat",
  "perch",
  "classic",
];
export const SHOE_QUALITIES = [
  "owl",
  "night",
  "trail",
  "summit",
  "barn",
  "snowy",
  "city",
  "court",
  "feather",
  "tawny",
  "harbor",
  "harbour",
  "burrow",
  "moonlight",
  "running",
  "jogging",
  "hiking",
  "walking",
  "tennis",
  "winter",
  "snow",
  "leather",
  "office",
  "house",
  "summer",
  "evening",
  "outdoor",
  "rain",
  "chelsea",
];

const COLORS: Readonly<Record<string, string>> = {
  black: "black",
  negro: "black",
  negra: "black",
  noir: "black",
  schwarz: "black",
  preto: "black",
  white: "white",
  blanco: "white",
  blanc: "white",
  weiss: "white",
  branco: "white",
  "midnight blue": "midnight blue",
  blue: "blue",
  azul: "blue",
  bleu: "blue",
  blau: "blue",
  navy: "navy",
  brown: "brown",
  marron: "brown",
  braun: "brown",
  marrom: "brown",
  tan: "tan",
  cognac: "cognac",
  sand: "sand",
  grey: "grey",
  gray: "grey",
  gris: "grey",
  grau: "grey",
  cinza: "grey",
  silver: "silver",
  plateado: "silver",
  red: "red",
  rojo: "red",
  rouge: "red",
  rot: "red",
  "moss green": "moss green",
  green: "green",
  verde: "green",
  vert: "green",
  grun: "green",
  rust: "rust",
  oatmeal: "oatmeal",
  beige: "beige",
  pink: "pink",
  yellow: "yellow",
  orange: "orange",
  purple: "purple",
};
const COLOR_WORDS = new RegExp(
  `\\b(?:${Object.keys(COLORS)
    .sort((a, b) => b.length - a.length)
    .join("|")})\\b`,
);

/** The first colour named, in English. */
export function colorIn(text: string): string | undefined {
  return COLORS[COLOR_WORDS.exec(plain(text))?.[0] ?? ""];
}

const LANGUAGE_NAMES: Readonly<Record<Language, RegExp>> = {
  en: any("english", "ingles", "anglais", "englisch"),
  es: any("spanish", "espanol", "castellano", "espagnol", "spanisch"),
  fr: any("french", "francais", "frances", "franzosisch"),
  de: any("german", "deutsch", "aleman", "allemand", "alemao"),
  pt: any("portuguese", "portugues", "portugais", "portugiesisch", "brazilian"),
};
const COMMON_WORDS: Readonly<Record<Exclude<Language, "en">, RegExp>> = {
  es: /\b(?:hola|quiero|quisiera|donde|esta|mi|pedido|necesito|por favor|gracias|hablar|puedo|zapatos|tienen|cuanto|una|con)\b/g,
  fr: /\b(?:bonjour|je|voudrais|ou est|ma|commande|s'il vous plait|merci|parler|puis|chaussures|avez|vous|combien|une|avec)\b/g,
  de: /\b(?:hallo|ich|mochte|wo ist|meine|bestellung|bitte|danke|sprechen|kann|schuhe|haben sie|wie viel|eine|mit)\b/g,
  pt: /\b(?:ola|quero|gostaria|onde|esta|meu|pedido|preciso|por favor|obrigad[oa]|falar|posso|sapatos|voces|quanto|uma|com)\b/g,
};

/** The language a caller asks for by name, or speaks in unmistakably. */
export function languageWish(text: string, current: Language): Language | undefined {
  const said = plain(text);
  for (const [language, name] of Object.entries(LANGUAGE_NAMES) as [Language, RegExp][]) {
    if (language !== current && name.test(said)) return language;
  }
  const scored = (Object.entries(COMMON_WORDS) as [Language, RegExp][])
    .map(([language, words]) => ({ language, count: new Set(said.match(words)).size }))
    .sort((a, b) => b.count - a.count);
  const [best, second] = scored;
  const clear = best && best.count >= 2 && best.count > (second?.count ?? 0);
  return clear && best.language !== current ? best.language : undefined;
}
