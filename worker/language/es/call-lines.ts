import type { CallLines } from "../pack.ts";

export const callLines: CallLines = {
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
  callersAhead: {
    one: "Hay una llamada antes que la suya.",
    other: "Hay {count} llamadas antes que la suya.",
  },
  aboutMinutes: {
    one: "La espera es de un minuto más o menos.",
    other: "La espera es de unos {count} minutos.",
  },
  queueMenu: "Si prefiere que le llamemos, pulse 1. Para volver con el asistente, pulse 2.",
  whisperIntro: "Una llamada del asistente.",
  whisperAccept: "Pulse cualquier tecla para atender la llamada.",
};
