import { describe, expect, test } from "vitest";
import { voice } from "../../worker/language/en/voice.ts";
import { calendarRules } from "../../worker/language/spoken/calendar.ts";
import { flushSpeech, MAX_HELD, pushSpeech, startSpeech } from "../../worker/language/spoken/normalise.ts";
import { AS_WRITTEN } from "../../worker/language/spoken/rules.ts";
import { TestCall } from "../support/conversation.ts";
import { says } from "../support/played-model.ts";
import { LANGUAGES, TAGS, text } from "../unit/language/fixtures.ts";
import { FIRST, type Line, linesOf, SECOND } from "./speech-lists.ts";

/**
 * What is written for the eye is said for the ear (BC-23, 43 to 52).
 *
 * Judgements: "3/4" is a date behind a word that dates ("on", "until", a weekday) or beside a time, a fraction before
 * what it is a part of, and a fraction where nothing says; "by 1/3" is a date unless something was cut by a third.
 * "$" is the peso where the national currency is one; where a region is not named ("es", "es-419"), the dollar.
 * Behind its name an id is read figure by figure, rooms included; two-figure services ("le 15") are read as the number,
 * as people say them; "call 300" and "call 150 people" are amounts, for no service has a round number or a plural.
 * Money in Spanish keeps the name of its cents: "dos euros con setenta y cinco céntimos".
 */

/** Lines whose reason stands above them; these numbers only go down. */
const KNOWN_WRONG = { en: 3, de: 0, es: 0, fr: 3, pt: 0 } as const;

/** Read one character at a time: the hardest way of cutting. */
function say(tag: string, text: string): { spoken: string; raw: string; mostHeld: number } {
  let state = startSpeech(tag);
  let mostHeld = 0;
  const pieces = [...text].flatMap((unit) => {
    const pushed = pushSpeech(state, unit);
    state = pushed.state;
    mostHeld = Math.max(mostHeld, state.held.length);
    return pushed.out;
  });
  pieces.push(...flushSpeech(state));
  return { spoken: pieces.map((p) => p.spoken).join(""), raw: pieces.map((p) => p.raw).join(""), mostHeld };
}

const whole = (tag: string, text: string): string => {
  const { state, out } = pushSpeech(startSpeech(tag), text);
  return [...out, ...flushSpeech(state)].map((p) => p.spoken).join("");
};

describe.each(LANGUAGES)("the lists, in %s", (language) => {
  test.each([...linesOf(FIRST[language]), ...linesOf(SECOND[language])])("$number: $text", (line) => {
    const tag = line.tag ?? TAGS[language];
    const said = say(tag, line.text);

    expect(said).toMatchObject({ spoken: line.words, raw: line.text });
    expect(said.mostHeld).toBeLessThanOrEqual(MAX_HELD);
    expect(whole(tag, line.text)).toBe(line.words);
  });
});

/**
 * Lists of 120 and more in each language (`test/fixtures/language/written.*.txt`). "first" was written before the code, of
 * 788 lines 317 were wrong; "second" after it, of 240 lines 8 (and 102 before). "third" comes of a second reading,
 * which found 32 expectations wrong for a native listener ("cincuenta más tiendas", "between … to", "+44 zero 20").
 * "fifth" is of what NVIDIA's own examples, read whole, showed to be wrong here, and of the lines known to be wrong
 * till then: of 194 lines 165 were wrong at first sight. Three of them ("un sac de 5-kg") are no writing of their
 * language and went, two asked for the wrong words. Of the 79 lines of "sixth", written after it, 6 were wrong, and 3 of
 * those asked for the wrong words. "as often something else" is what a reader found that the lists before had made wrong.
 *
 * What stays wrong needs the region ("40 kr.", "200 DH"), or is as often something else: "50c", "Part XL", "17.06.".
 */
describe.each(LANGUAGES)("what is written, in %s", (language) => {
  const [right = "", wrong = ""] = text("written", language).split("## known wrong\n");
  const lines = (list: string): readonly Line[] =>
    linesOf(
      list
        .split("\n")
        .filter((line) => line.includes(" => "))
        .map((line) => `new ${line}`)
        .join("\n"),
    ).filter(({ text }) => !text.startsWith("//"));

  test.each(lines(right))("$text", (line) => {
    const tag = line.tag ?? TAGS[language];
    const said = say(tag, line.text);

    expect(said).toMatchObject({ spoken: line.words, raw: line.text });
    expect(said.mostHeld).toBeLessThanOrEqual(MAX_HELD);
    expect(whole(tag, line.text)).toBe(line.words);
  });

  test("what is known to be wrong is still wrong, and no more of it", () => {
    const known = lines(wrong);

    expect(known.filter((line) => whole(line.tag ?? TAGS[language], line.text) === line.words)).toEqual([]);
    expect(known.length).toBeLessThanOrEqual(KNOWN_WRONG[language]);
    expect(lines(right).length).toBeGreaterThanOrEqual(200);
  });
});

test('BC-43: every Spanish-speaking country has its own "$"', () => {
  const said = (countries: string): Set<string> =>
    new Set(countries.split(" ").map((country) => whole(`es-${country}`, "$2").replace(/^\S+ /, "")));

  expect(said("MX CL AR CO UY DO CU PH")).toEqual(new Set(["pesos"]));
  expect(said("US PR EC SV PA ES 419")).toEqual(new Set(["dólares"]));
});

test("BC-47: a list may be longer than what is held back", () => {
  const { spoken, mostHeld } = say("en-US", "Rooms 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16 are free.");

  expect(spoken).toBe(
    "Rooms one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen, sixteen are free.",
  );
  expect(mostHeld).toBeLessThanOrEqual(MAX_HELD);
});

test("a short month with a full stop is none at the end of a word, whichever month it is", () => {
  const patterns = calendarRules(voice("en-US"))
    .map((r) => r.pattern)
    .filter((pattern) => new RegExp(pattern, "u").test("Oct. 5"));

  expect(patterns.length).toBeGreaterThan(0);
  for (const pattern of patterns) {
    for (const month of ["Jan", "Oct", "Sept"])
      expect(new RegExp(pattern, "u").exec(`é${month}. 5`), month).toBeNull();
  }
});

describe("BC-48: a voice that reads figures itself gets them as they are written", () => {
  test.each([
    ["It is **$42.50** on 3/4, call 911. 😀", "It is $42.50 on 3/4, call 911."],
    ["# Title\n\n- anna_b@example.com, #42, ~5", "Title. anna_b@example.com, #42, ~5"],
    ["2 * 3 = 6, see https://example.com/a_b?x=1", "2 * 3 = 6, see https://example.com/a_b?x=1"],
  ])("%j", (text, spoken) => {
    expect(say(AS_WRITTEN, text)).toMatchObject({ spoken, raw: text });
  });

  test.each([
    ["off", "That is $42 on 3/4."],
    ["on", "That is forty-two dollars on March fourth."],
  ] as const)("speech.normalise %s", async (normalise, words) => {
    const call = await new TestCall([says("That is **$42** on 3/4.")], { speech: { normalise } }).answered();
    await call.says("How much is it?");
    await call.passes(300);

    expect(call.spoken()).toContain(words);
  });
});
