import { describe, expect, test } from "vitest";
import { isBackchannel } from "../../../worker/language/hearing/backchannel.ts";
import {
  type Completion,
  completionOf,
  type Expected,
  expectedBy,
} from "../../../worker/language/hearing/completion.ts";
import { type Mood, moodOf, toldMood } from "../../../worker/language/hearing/mood.ts";
import { soundOf } from "../../../worker/language/hearing/noise.ts";
import { asksForPerson } from "../../../worker/language/hearing/person-request.ts";
import { admitsMisunderstanding } from "../../../worker/language/hearing/understanding.ts";
import { packFor } from "../../../worker/language/packs.ts";
import { LANGUAGES, TAGS, table } from "./fixtures.ts";

/** The lines a decider gets wrong, so that a failure names them all. */
const wrong = <T>(lines: readonly T[], isRight: (line: T) => boolean): T[] =>
  lines.filter((l) => !isRight(l));

describe.each(LANGUAGES)("what the caller means, in %s", (language) => {
  const pack = packFor(TAGS[language]);

  test("backchannels are told from real turns", () => {
    const lines = table<{ said: string; backchannel: boolean }[]>("backchannel", language);

    expect(lines.filter((l) => l.backchannel).length).toBeGreaterThanOrEqual(60);
    expect(lines.filter((l) => !l.backchannel).length).toBeGreaterThanOrEqual(50);
    expect(wrong(lines, (l) => isBackchannel(l.said, pack) === l.backchannel)).toEqual([]);
    expect(wrong(lines, (l) => isBackchannel(l.said.toUpperCase(), pack) === l.backchannel)).toEqual([]);
  });

  test("every backchannel, turn word and hold-on phrase of the pack is one", () => {
    expect(wrong(pack.backchannels, (b) => isBackchannel(b, pack))).toEqual([]);
    expect(wrong(pack.turnWords, (w) => !isBackchannel(w, pack))).toEqual([]);
    const waits = pack.holdOn.filter((h) => !h.endsWith("*"));
    expect(wrong(waits, (h) => completionOf(h, pack) === "hold_on")).toEqual([]);
  });

  test("cut-off sentences, whole ones and requests to wait are told apart", () => {
    const lines = table<{ said: string; is: Completion }[]>("completion", language);

    for (const is of ["unfinished", "complete"]) {
      expect(lines.filter((l) => l.is === is).length, is).toBeGreaterThanOrEqual(40);
    }
    expect(wrong(lines, (l) => completionOf(l.said, pack) === l.is)).toEqual([]);
    // Providers punctuate and capitalise as they like.
    const bare = (said: string) => said.toLowerCase().replace(/\.$/, "");
    expect(wrong(lines, (l) => completionOf(bare(l.said), pack) === l.is)).toEqual([]);
  });

  test("half of a number or an address that was asked for is unfinished", () => {
    const lines = table<{ said: string; expected: Expected; is: Completion }[]>("half-said", language);

    expect(wrong(lines, (l) => completionOf(l.said, pack, l.expected) === l.is)).toEqual([]);
  });

  test("the agent's last question tells what it asks for", () => {
    const lines = table<{ agent: string; expects: Expected | null }[]>("expected", language);

    expect(lines.map((l) => expectedBy(l.agent, pack) ?? null)).toEqual(lines.map((l) => l.expects));
  });

  test("a request for a person is told from what only looks like one", () => {
    const lines = table<{ said: string; asks: boolean }[]>("person-request", language);

    for (const asks of [true, false]) {
      expect(lines.filter((l) => l.asks === asks).length).toBeGreaterThanOrEqual(40);
    }
    expect(wrong(lines, (l) => asksForPerson(l.said, pack) === l.asks)).toEqual([]);
  });

  test("the mood and its trend are read from the words, negations included", () => {
    const lines = table<{ said: string[]; sentiment: Mood["sentiment"]; trend: Mood["trend"] }[]>(
      "mood",
      language,
    );

    const read = lines.map(({ said }) => ({ said, ...moodOf(said, pack), words: undefined }));

    expect(read).toEqual(lines.map((l) => ({ ...l, words: undefined })));
  });

  test("the mood a person is told of agrees with its quotes and with plain words", () => {
    const lines = table<
      { said: string[]; model?: Mood["sentiment"]; told: Mood["sentiment"]; trend?: Mood["trend"] }[]
    >("told-mood", language);

    const told = lines.map(({ said, model }) => ({ said, ...toldMood(said, pack, model) }));

    expect(told.map((t) => t.sentiment)).toEqual(lines.map((l) => l.told));
    lines.forEach(({ trend }, i) => {
      if (trend !== undefined) expect(told[i]?.trend ?? "steady", told[i]?.said.join(" ")).toBe(trend);
    });
    for (const { words = [], sentiment } of told)
      if (words.length > 0) expect(moodOf(words, pack).sentiment).toBe(sentiment);
  });

  test("the engine's own lines are no request, and its excuse is known as one", () => {
    for (const line of pack.phrases.notUnderstood)
      expect(admitsMisunderstanding(line, pack), line).toBe(true);
    for (const line of [...pack.phrases.filler, pack.phrases.handOff, pack.phrases.nudge]) {
      expect(admitsMisunderstanding(line, pack), line).toBe(false);
    }
  });
});

describe("edges", () => {
  const pack = packFor("en");

  test("nothing said is no backchannel, no request, and complete", () => {
    expect(isBackchannel("", pack)).toBe(false);
    expect(asksForPerson("", pack)).toBe(false);
    expect(completionOf("", pack)).toBe("complete");
    expect(moodOf([], pack)).toEqual({ sentiment: "neutral", trend: "steady", words: [] });
    expect(expectedBy("", pack)).toBeUndefined();
  });

  test.each(["", "  ", "...", "[inaudible]", "(noise)", "<unk>", "inaudible", "?!"])(
    "%j has no words in it",
    (said) => {
      expect(soundOf(said, pack)).not.toBe("words");
    },
  );

  test.each(["Hi", "5", "ñ", "[noise] I need help", "¿Qué?"])("%j has", (said) => {
    expect(soundOf(said, pack)).toBe("words");
  });

  test("the words that show the mood are the caller's own, three at most and short", () => {
    const rant = `It is terrible ${"and so on ".repeat(30)}`;

    const { words } = moodOf(["This is ridiculous, really.", "I am angry.", "What a nightmare.", rant], pack);

    expect(words).toHaveLength(3);
    expect(words[0]).toBe("I am angry");
    expect(Math.max(...words.map((w) => w.length))).toBeLessThanOrEqual(80);
  });

  test("an hour of talk in one prompt is decided within a moment", () => {
    const talk = "I would not like to talk to the person of the order about a real problem and ".repeat(400);
    const startedAt = performance.now();

    for (const language of LANGUAGES) {
      asksForPerson(talk, packFor(language));
      completionOf(talk, packFor(language), "phone");
      isBackchannel(talk, packFor(language));
      moodOf([talk], packFor(language));
    }

    // Far above what it takes, far below what a runaway expression would.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
