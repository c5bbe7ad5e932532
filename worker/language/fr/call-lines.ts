import type { CallLines } from "../pack.ts";

export const callLines: CallLines = {
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
  callersAhead: {
    one: "Il y a un appel avant le vôtre.",
    other: "Il y a {count} appels avant le vôtre.",
  },
  aboutMinutes: {
    one: "L'attente est d'environ une minute.",
    other: "L'attente est d'environ {count} minutes.",
  },
  queueMenu: "Si vous préférez être rappelé, tapez 1. Pour revenir à l'assistant, tapez 2.",
  whisperIntro: "Un appel de l'assistant.",
  whisperAccept: "Appuyez sur une touche pour prendre l'appel.",
};
