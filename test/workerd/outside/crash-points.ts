import { setTimeout } from "node:timers/promises";
import type { Caller } from "../caller.ts";
import type { obedientModel, Workshop } from "./workshop.ts";

/** Where in a call the crash comes: how to get there, and what the caller notices afterwards. */

export interface Place {
  readonly caller: Caller;
  readonly name: string;
  readonly model: ReturnType<typeof obedientModel>;
  readonly workshop: Workshop;
  /** The caller comes again, in the next session. */
  readonly returns: (connect: string) => Promise<Caller>;
}

export interface CrashPoint {
  /**
   * What takes time, on all calls at once; the introduction unless it says otherwise.
   *
   * @returns the socket that the crash takes away, where it is not the first: a `Caller`.
   */
  readonly prepares?: (place: Place) => Promise<unknown>;
  /** The last step to it, once all calls are prepared: what has to be fresh would be heard, or given up, by waiting. */
  readonly reach?: (place: Place) => Promise<unknown>;
  /** In the moment of the crash itself. */
  readonly atOnce?: (place: Place) => void;
  /** What is said by itself when the line is back, beside that it is back. */
  readonly heard?: RegExp;
  /** It may be said by itself or not: the crash may have come before anything of the turn was written. */
  readonly perhaps?: true;
  /** The call is over when what is being said has been heard. */
  readonly ends?: "a person" | "nobody";
  /** What the caller does then. `kept`: what was half done is still there, as in a session that goes on. */
  readonly goesOn?: (after: Caller, place: Place, kept: boolean) => Promise<void>;
  /** A key that follows a number at once belongs to it: a person is asked for in words. */
  readonly keyed?: true;
  /** Runs of each tool over the whole call. Reading ones may run again. */
  readonly runs?: Readonly<Record<string, number>>;
  /** Promises that a person is told of. */
  readonly promised?: readonly string[];
  /** The work that a person is told of as a fact. */
  readonly fact?: string;
}

export async function introduces({ caller, name }: Place): Promise<void> {
  caller.says(`My name is ${name}.`);
  await caller.answer(20_000); // all calls at once, and the first turn of a process is its slowest
  caller.hearsOut();
}

/** Says something, and waits for the answer, or what it begins with. */
const after =
  (words: string, until: (place: Place) => Promise<unknown>) =>
  async (place: Place): Promise<void> => {
    place.caller.says(words);
    await until(place);
  };
const answered = ({ caller }: Place) => caller.answer(20_000);
const heardOut = async ({ caller }: Place) => {
  await caller.answer(20_000);
  caller.hearsOut();
};
const begun =
  (tool: string) =>
  async ({ workshop, name }: Place) =>
    workshop.begun(tool, name);

export const CRASH_POINTS: Readonly<Record<string, CrashPoint>> = {
  "in the greeting": { prepares: async () => {} },
  "in the middle of a sentence": {
    reach: async ({ caller }) => caller.partlySays("I would like to"),
  },
  "between a sentence and its request": {
    atOnce: ({ caller }) => caller.says("What do you have?"),
    heard: /What do you have/,
    perhaps: true,
  },
  "before the first token": {
    reach: after("Please wait for ever.", ({ model, name }) => model.asked(name, "wait for ever")),
    heard: /wait for ever/,
  },
  "in the middle of a reply": {
    reach: after("Tell me slowly.", ({ caller }) => caller.hears("Here is a half")),
    heard: /Tell me slowly/,
  },
  "while a whole reply is being heard": {
    reach: after("What do you have?", answered),
    heard: /What do you have/,
  },
  "after a reply was heard": { reach: after("What do you have?", heardOut) },
  "after the same was said twice": {
    prepares: async (place) => {
      await introduces(place);
      await after("Do you sell boots?", heardOut)(place);
    },
    reach: after("Do you sell boots?", heardOut),
    goesOn: async (caller) => {
      const from = caller.frames.length;
      caller.says("Do you sell boots?");
      await caller.until("an answer", () => caller.spoken(from).includes("Yes, we do.") || undefined);
      caller.hearsOut();
    },
  },
  "while a tool looks something up": {
    reach: after("Please look up.", begun("look_up")),
    heard: /It is done/,
    fact: "look_up",
  },
  "in the filler of a tool": {
    reach: after("Please look up.", async (place) => {
      await begun("look_up")(place);
      await answered(place);
    }),
    heard: /It is done/,
  },
  "inside a side effect": {
    reach: after("Please dispense.", begun("dispense")),
    heard: /It is done|I cannot tell/,
    runs: { dispense: 1 },
  },
  "while a side effect is being told": {
    reach: after("Please dispense.", async (place) => {
      place.workshop.release(place.name);
      await place.caller.hears("It is done");
    }),
    heard: /It is done/,
    runs: { dispense: 1 },
    promised: ["A parcel"],
    fact: "dispense",
  },
  "after a promise was heard": {
    reach: after("Please dispense.", async (place) => {
      place.workshop.release(place.name);
      await place.caller.hears("It is done");
      await heardOut(place);
    }),
    runs: { dispense: 1 },
    promised: ["A parcel"],
    fact: "dispense",
  },
  "while a background tool looks something up": {
    reach: after("Please prepare.", async (place) => {
      await begun("prepare")(place);
      await heardOut(place);
    }),
    heard: /It is done/,
    fact: "prepare",
  },
  "inside a side effect in the background": {
    reach: after("Please ship.", async (place) => {
      await begun("ship")(place);
      await heardOut(place);
    }),
    heard: /It is done|I cannot tell/,
    runs: { ship: 1 },
  },
  "after a question that a yes answers": {
    reach: after("Please pay.", heardOut),
    goesOn: async (caller, { workshop, name }) => {
      const from = caller.frames.length;
      caller.says("Yes, please do that.");
      // A process that died may not have known that the question was heard: it is asked again, and nothing is done.
      const asksAgain = () => caller.spoken(from).includes("Shall I?") || undefined;
      await caller.until(
        "it, or the question",
        () => asksAgain() ?? (workshop.runs("pay", name) > 0 || undefined),
      );
      if (asksAgain()) {
        caller.hearsOut();
        // Nobody answers a question within a second of their last words: the same words are then the same answer.
        await setTimeout(1_500);
        // It may have been asked twice: by what the new process told again, and in answer to the first yes.
        caller.hearsOut();
        caller.says("Yes, please do that.");
      }
      await workshop.begun("pay", name);
      await caller.hears("It is done");
      caller.hearsOut();
    },
    runs: { pay: 1 },
  },
  "half-way through a number": {
    prepares: async (place) => {
      await introduces(place);
      await after("I have a code.", heardOut)(place);
    },
    reach: async ({ caller }) => caller.presses("12"),
    keyed: true,
    goesOn: async (caller, { model, name }, kept) => {
      caller.presses(kept ? "34" : "1234");
      await model.asked(name, "1234");
      await caller.hears("I have a code");
      caller.hearsOut();
    },
  },
  "half-way through a secret": {
    prepares: async (place) => {
      await introduces(place);
      await after("I have a secret.", heardOut)(place);
    },
    reach: async ({ caller }) => caller.presses("12"),
    keyed: true,
    goesOn: async (caller, { model, name }, kept) => {
      caller.presses(kept ? "34" : "1234");
      await model.asked(name, "4 digits");
      await caller.hears("I have a secret");
      caller.hearsOut();
    },
  },
  "after the language has changed": {
    reach: after("Please speak Spanish.", heardOut),
    goesOn: async (caller) => {
      await caller.until("no language but Spanish", () =>
        caller.frames.every((f) => f.type !== "language" || f.ttsLanguage === "es-ES"),
      );
    },
  },
  "in the goodbye": { reach: after("That is all, goodbye.", answered), ends: "nobody" },
  "while a person is announced": {
    reach: after("I want to speak to a human.", answered),
    ends: "a person",
  },
  "while the summary for a person is written": {
    reach: after("I want to speak to a human, nobody writes.", heardOut),
    ends: "a person",
  },
  "after an end that Twilio has not read": {
    reach: after("I want to speak to a human.", async (place) => {
      await heardOut(place);
      await place.caller.ends();
    }),
    ends: "a person",
  },
  "back from the queue": {
    prepares: async (place) => {
      await introduces(place);
      await after("I want to speak to a human.", heardOut)(place);
      await place.caller.ends();
      place.caller.hangsUp();
      await place.caller.isClosed();
      const back = await place.returns("left_queue");
      await back.answer(20_000);
      back.hearsOut();
      return back;
    },
  },
};
