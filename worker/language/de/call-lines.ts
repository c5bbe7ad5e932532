import type { CallLines } from "../pack.ts";

export const callLines: CallLines = {
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
  callersAhead: {
    one: "Vor Ihnen ist noch ein Anruf.",
    other: "Vor Ihnen sind noch {count} Anrufe.",
  },
  aboutMinutes: {
    one: "Die Wartezeit beträgt etwa eine Minute.",
    other: "Die Wartezeit beträgt etwa {count} Minuten.",
  },
  queueMenu:
    "Wenn wir Sie lieber zurückrufen sollen, drücken Sie die 1. Zurück zum Assistenten geht es mit der 2.",
  whisperIntro: "Ein Anruf vom Assistenten.",
  whisperAccept: "Drücken Sie eine beliebige Taste, um den Anruf anzunehmen.",
};
