/**
 * What a Function says itself, outside the agent: in the queue, and when something is broken. It is spoken by
 * Twilio's `<Say>`, whose language is named with the lines, so that both always fit together.
 */
export interface CallLines {
  readonly sayLanguage: "en-US" | "es-ES" | "de-DE" | "fr-FR" | "pt-BR";
  /** Before a person is looked for because the agent failed. */
  readonly brokenFindingPerson: string;
  /** Before we hang up, when neither the agent nor a person can be reached. */
  readonly brokenGoodbye: string;
  /** Before we hang up, when nobody took the call. */
  readonly nobodyFreeGoodbye: string;
  /** After whatever came of a queue that nothing else of ours could follow up. */
  readonly goodbye: string;
  readonly holdTheLine: string;
  readonly stillInLine: string;
  readonly nextInLine: string;
  readonly callersAhead: (count: number) => string;
}

const en: CallLines = {
  sayLanguage: "en-US",
  brokenFindingPerson: "I'm sorry, something went wrong on our side. I'm connecting you with a person.",
  brokenGoodbye: "I'm sorry, something went wrong on our side. Please call again a little later. Goodbye.",
  nobodyFreeGoodbye:
    "I'm sorry, nobody is free to take your call right now. Please call again later. Goodbye.",
  goodbye: "Thank you for calling. Goodbye.",
  holdTheLine: "Please hold the line. A person will be with you as soon as one is free.",
  stillInLine: "Thank you for waiting. You have kept your place in line.",
  nextInLine: "You are next in line.",
  callersAhead: (count) => `There ${count === 1 ? "is one caller" : `are ${count} callers`} ahead of you.`,
};

const es: CallLines = {
  sayLanguage: "es-ES",
  brokenFindingPerson: "Lo siento, hemos tenido un problema técnico. Le comunico con una persona.",
  brokenGoodbye:
    "Lo siento, hemos tenido un problema técnico. Por favor, llame de nuevo un poco más tarde. Adiós.",
  nobodyFreeGoodbye:
    "Lo siento, ahora mismo nadie puede atenderle. Por favor, llame de nuevo más tarde. Adiós.",
  goodbye: "Gracias por llamar. Adiós.",
  holdTheLine: "No cuelgue, por favor. Una persona le atenderá en cuanto quede libre.",
  stillInLine: "Gracias por esperar. Mantiene su lugar en la cola.",
  nextInLine: "Es su turno a continuación.",
  callersAhead: (count) =>
    count === 1 ? "Hay una llamada antes que la suya." : `Hay ${count} llamadas antes que la suya.`,
};

const de: CallLines = {
  sayLanguage: "de-DE",
  brokenFindingPerson:
    "Es tut mir leid, bei uns ist etwas schiefgegangen. Ich verbinde Sie mit einem Menschen.",
  brokenGoodbye:
    "Es tut mir leid, bei uns ist etwas schiefgegangen. Bitte rufen Sie etwas später noch einmal an. Auf Wiederhören.",
  nobodyFreeGoodbye:
    "Es tut mir leid, im Moment ist niemand frei. Bitte rufen Sie später noch einmal an. Auf Wiederhören.",
  goodbye: "Danke für Ihren Anruf. Auf Wiederhören.",
  holdTheLine: "Bitte bleiben Sie dran. Es ist jemand für Sie da, sobald eine Leitung frei wird.",
  stillInLine: "Danke, dass Sie warten. Ihr Platz in der Reihe ist Ihnen sicher.",
  nextInLine: "Sie sind als Nächstes dran.",
  callersAhead: (count) =>
    count === 1 ? "Vor Ihnen ist noch ein Anruf." : `Vor Ihnen sind noch ${count} Anrufe.`,
};

const fr: CallLines = {
  sayLanguage: "fr-FR",
  brokenFindingPerson:
    "Je suis désolé, nous avons un problème technique. Je vous mets en relation avec quelqu'un.",
  brokenGoodbye:
    "Je suis désolé, nous avons un problème technique. Merci de rappeler un peu plus tard. Au revoir.",
  nobodyFreeGoodbye:
    "Je suis désolé, personne n'est disponible pour le moment. Merci de rappeler plus tard. Au revoir.",
  goodbye: "Merci de votre appel. Au revoir.",
  holdTheLine: "Restez en ligne, s'il vous plaît. Quelqu'un vous répondra dès que possible.",
  stillInLine: "Merci de patienter. Vous gardez votre place dans la file.",
  nextInLine: "Vous êtes le prochain appel.",
  callersAhead: (count) =>
    count === 1 ? "Il y a un appel avant le vôtre." : `Il y a ${count} appels avant le vôtre.`,
};

const pt: CallLines = {
  sayLanguage: "pt-BR",
  brokenFindingPerson: "Desculpe, tivemos um problema técnico. Vou passar a ligação para uma pessoa.",
  brokenGoodbye:
    "Desculpe, tivemos um problema técnico. Ligue de novo um pouco mais tarde, por favor. Até logo.",
  nobodyFreeGoodbye: "Desculpe, ninguém pode atender agora. Ligue de novo mais tarde, por favor. Até logo.",
  goodbye: "Obrigado por ligar. Até logo.",
  holdTheLine: "Aguarde na linha, por favor. Uma pessoa vai atender assim que estiver livre.",
  stillInLine: "Obrigado por aguardar. O seu lugar na fila está guardado.",
  nextInLine: "A sua ligação é a próxima.",
  callersAhead: (count) =>
    count === 1 ? "Há uma ligação antes da sua." : `Há ${count} ligações antes da sua.`,
};

const LINES: Readonly<Record<string, CallLines>> = { en, es, de, fr, pt };

/** Lines for a BCP 47 tag, by its primary subtag; English where there are none. */
export const linesFor = (language: string | undefined): CallLines => {
  const code = language?.split("-")[0]?.toLowerCase() ?? "en";
  return Object.hasOwn(LINES, code) ? (LINES[code] ?? en) : en;
};
