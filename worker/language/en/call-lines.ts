import type { CallLines } from "../pack.ts";

export const callLines: CallLines = {
  sayLanguage: "en-US",
  brokenFindingPerson: "I'm sorry, something went wrong on our side. I'm connecting you with a person.",
  brokenGoodbye: "I'm sorry, something went wrong on our side. Please call again a little later. Goodbye.",
  nobodyFreeGoodbye:
    "I'm sorry, nobody is free to take your call right now. Please call again later. Goodbye.",
  goodbye: "Thank you for calling. Goodbye.",
  holdTheLine: "Please hold the line. A person will be with you as soon as one is free.",
  stillInLine: "Thank you for waiting. You have kept your place in line.",
  nextInLine: "You are next in line.",
  callersAhead: {
    one: "There is one caller ahead of you.",
    other: "There are {count} callers ahead of you.",
  },
  aboutMinutes: { one: "The wait is about one minute.", other: "The wait is about {count} minutes." },
  queueMenu: "To be called back instead, press 1. To go back to the assistant, press 2.",
  whisperIntro: "A call from the assistant.",
  whisperAccept: "Press any key to take the call.",
};
