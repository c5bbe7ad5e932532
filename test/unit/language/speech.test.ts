import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  flushSpeech,
  MAX_HELD,
  pushSpeech,
  type SpeechState,
  startSpeech,
} from "../../../worker/language/spoken/normalise.ts";
import { LANGUAGES, TAGS, table } from "./fixtures.ts";

interface Case {
  readonly in: string;
  readonly out: string;
}

/** Says the pieces one after the other, through a state that is stored and read back between them. */
function say(lang: string, pieces: readonly string[]): { raw: string; spoken: string; mostHeld: number } {
  let state: SpeechState = startSpeech(lang);
  let raw = "";
  let spoken = "";
  let mostHeld = 0;
  const take = (out: readonly { raw: string; spoken: string }[]) => {
    for (const piece of out) {
      raw += piece.raw;
      spoken += piece.spoken;
    }
  };
  for (const piece of pieces) {
    const pushed = pushSpeech(state, piece);
    take(pushed.out);
    state = pushed.state;
    mostHeld = Math.max(mostHeld, state.held.length);
  }
  // A string is stored with its half characters intact, as JSON escapes them.
  take(flushSpeech(JSON.parse(JSON.stringify(state)) as SpeechState));
  return { raw, spoken, mostHeld };
}

describe.each(LANGUAGES)("speech in %s", (language) => {
  const cases = table<Case[]>("speech", language);
  const lang = TAGS[language];

  test("the table has at least 200 lines", () => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
  });

  test.each(cases)("$in", (line) => {
    expect(say(lang, [line.in]).spoken).toBe(line.out);
  });

  test("one character at a time gives the same words, holds back 24 at most, and keeps every raw character", () => {
    for (const line of cases) {
      const said = say(lang, line.in.split(""));

      expect(said).toMatchObject({ raw: line.in, spoken: line.out });
      expect(said.mostHeld, line.in).toBeLessThanOrEqual(MAX_HELD);
    }
  });

  test("every single cut gives the same words", () => {
    for (const line of cases) {
      for (let at = 1; at < line.in.length; at++) {
        const said = say(lang, [line.in.slice(0, at), line.in.slice(at)]);

        if (said.spoken !== line.out || said.raw !== line.in)
          expect([said.spoken, at]).toEqual([line.out, at]);
      }
    }
  });

  test("any way of cutting several lines into pieces gives the same words", () => {
    const text = fc.array(fc.constantFrom(...cases.map((c) => c.in)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(400), { maxLength: 20 }), (lines, cuts) => {
        const whole = lines.join(" ");
        const marks = [...new Set([0, ...cuts.filter((c) => c < whole.length), whole.length])].sort(
          (a, b) => a - b,
        );
        const pieces = marks.slice(1).map((mark, i) => whole.slice(marks[i], mark));

        const said = say(lang, pieces);

        expect(said.raw).toBe(whole);
        expect(said.spoken).toBe(say(lang, [whole]).spoken);
      }),
      { numRuns: 300 },
    );
  });

  test("no markup leaks, whatever the characters", () => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        ..."ab1 ,.-_*#`[]()<>|~:/@€$%&+=\\\n{}^!?é5😀",
        "**",
        "](",
        "http://",
        "12",
        "[interrupted",
      ),
      maxLength: 80,
    });
    fc.assert(
      fc.property(hostile, (text) => {
        const said = say(lang, text.split(""));

        expect(said.raw).toBe(text);
        expect(said.spoken).toBe(say(lang, [text]).spoken);
        expect(said.spoken).not.toMatch(/[*#_`~|<>[\]{}\\^]|😀/u);
        expect(said.mostHeld).toBeLessThanOrEqual(MAX_HELD);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("streaming", () => {
  test.each([
    ["plain words", ["Sure", ",", " I", " can", " help", " with", " that", "."]],
    [
      "words that begin like short forms",
      ["Die", " Drama", " Monday", " Stand", " Note", " etch", " Maya", " Www"],
    ],
  ])("%s go out when the next piece begins, at the latest", (_, pieces) => {
    let state = startSpeech("en-US");
    let out = "";
    pieces.forEach((piece, i) => {
      const pushed = pushSpeech(state, piece);
      state = pushed.state;
      out += pushed.out.map((o) => o.spoken).join("");
      const before = pieces.slice(0, i).join("");

      expect(out.startsWith(before), `"${out}" before "${piece}"`).toBe(true);
    });
  });

  test("a plain first word goes out with its own piece", () => {
    expect(pushSpeech(startSpeech("en-US"), "Hello").out).toEqual([{ raw: "Hello", spoken: "Hello" }]);
  });

  test("a token keeps its raw text beside its words", () => {
    const { out } = pushSpeech(startSpeech("en-US"), "It is $42 now");

    expect(out).toContainEqual({ raw: "$42", spoken: "forty-two dollars" });
  });

  test("half of a surrogate pair is never given out", () => {
    const first = pushSpeech(startSpeech("en-US"), "Hi 😀".slice(0, 4));

    expect(first.out.map((o) => o.spoken).join("")).toBe("Hi");
    expect(
      pushSpeech(first.state, "😀 you".slice(1))
        .out.map((o) => o.spoken)
        .join(""),
    ).toBe(" you");
  });

  test("a language that is not spoken here is read as English", () => {
    expect(say("nl-NL", ["$42"]).spoken).toBe("forty-two dollars");
  });

  test.each([
    ["en-US", "03/04/2026", "March fourth, twenty twenty-six"],
    ["en-GB", "03/04/2026", "the third of April, twenty twenty-six"],
    ["es-ES", "1.500 y 1,5", "mil quinientos y uno coma cinco"],
    ["es-MX", "1,500 y 1.5", "mil quinientos y uno punto cinco"],
    ["pt-BR", "16", "dezesseis"],
    ["pt-PT", "16", "dezasseis"],
  ])("%s: %s is %s", (lang, text, spoken) => {
    expect(say(lang, [text]).spoken).toBe(spoken);
  });
});
