import { expect, test } from "vitest";
import { isBackchannel } from "../../../worker/language/hearing/backchannel.ts";
import type { Phrases } from "../../../worker/language/pack.ts";
import { checkPackChanges } from "../../../worker/language/pack-check.ts";
import { packFor } from "../../../worker/language/packs.ts";
import { LANGUAGES } from "../../../worker/language/parts.ts";

test.each([
  ["en-US", "en"],
  ["es_MX", "es"],
  ["FR", "fr"],
  ["pt-BR", "pt"],
])("%s gets the pack of %s", (tag, code) => {
  expect(packFor(tag).code).toBe(code);
});

test("a language that is not shipped gets English", () => {
  expect(packFor("nl-NL").phrases).toBe(packFor("en").phrases);
  expect(packFor("").code).toBe("en");
  expect(packFor("constructor-X").phrases).toBe(packFor("en").phrases);
});

test("the same language and changes give the same pack", () => {
  const changes = { en: { backchannels: ["righto"] } };

  expect(packFor("en-US", changes)).toBe(packFor("en-GB", changes));
  expect(packFor("en-US")).toBe(packFor("en"));
});

test("lists grow, tables grow, phrases and numbers are replaced", () => {
  const pack = packFor("en", {
    en: { backchannels: ["righto"], digitWords: { nada: 0 }, phoneDigits: 7, phrases: { nudge: "Hello?" } },
  });

  expect(isBackchannel("Righto!", pack)).toBe(true);
  expect(isBackchannel("Mm-hmm.", pack)).toBe(true);
  expect(pack.digitWords).toMatchObject({ nada: 0, one: 1 });
  expect(pack.phoneDigits).toBe(7);
  expect(pack.phrases.nudge).toBe("Hello?");
  expect(pack.phrases.goOn).toBe(packFor("en").phrases.goOn);
});

test("an agent can bring a language of its own", () => {
  const pack = packFor("it-IT", { it: { backchannels: ["certo"], phrases: { nudge: "È ancora lì?" } } });

  expect(pack.code).toBe("it");
  expect(pack.phrases.nudge).toBe("È ancora lì?");
  expect(isBackchannel("Certo.", pack)).toBe(true);
});

test("what is changed for the Functions is no part of a pack", () => {
  expect(packFor("en", { en: { callLines: { goodbye: "Bye." } } })).not.toHaveProperty("callLines");
});

test("right changes have no faults", () => {
  expect(
    checkPackChanges({
      en: {
        backchannels: ["righto"],
        asksForPerson: ["\\bthe boss\\b"],
        phrases: { nudge: "Hello?", filler: ["Mm."] },
      },
      it: { digitWords: { uno: 1 }, phoneDigits: 9 },
      es: { callLines: { queueMenu: "Marque 1.", aboutMinutes: { few: "Unos {count}." } } },
    }),
  ).toEqual([]);
});

test.each<[Record<string, unknown>, string]>([
  [{ "en-US": {} }, "languagePacks.en-US: write the primary subtag"],
  [{ en: 5 }, "languagePacks.en: must be an object"],
  [{ en: { backchanels: [] } }, "languagePacks.en.backchanels: no such field"],
  [{ en: { code: "fr" } }, "languagePacks.en.code: no such field"],
  [{ en: { toString: [] } }, "languagePacks.en.toString: no such field"],
  [{ en: { backchannels: "yes" } }, "languagePacks.en.backchannels: must be a list of strings"],
  [{ en: { asksForPerson: ["("] } }, 'languagePacks.en.asksForPerson: "(" is not a regular expression'],
  [{ en: { phoneDigits: 0 } }, "languagePacks.en.phoneDigits: must be a whole number above 0"],
  [{ en: { digitWords: { one: "1" } } }, "languagePacks.en.digitWords: must be a table"],
  [{ en: { phrases: { nuge: "x" } } }, "languagePacks.en.phrases.nuge: no such phrase"],
  [{ en: { phrases: { nudge: "" } } }, "languagePacks.en.phrases.nudge: must be a line to say"],
  [
    { en: { phrases: { filler: [] } } },
    "languagePacks.en.phrases.filler: must be a list of at least one line",
  ],
  [{ en: { callLines: 5 } }, "languagePacks.en.callLines: must be an object"],
  [{ en: { callLines: { queueMeny: "x" } } }, "languagePacks.en.callLines.queueMeny: no such line"],
  [
    { en: { callLines: { queueMenu: ["x"] } } },
    "languagePacks.en.callLines.queueMenu: must be a line to say",
  ],
  [
    { en: { callLines: { callersAhead: "{count}" } } },
    "languagePacks.en.callLines.callersAhead: must be an object",
  ],
  [
    { en: { callLines: { aboutMinutes: { singular: "A minute." } } } },
    "languagePacks.en.callLines.aboutMinutes.singular: no such plural form; it may be zero, one, two, few",
  ],
  [
    { en: { callLines: { sayLanguage: "English" } } },
    "languagePacks.en.callLines.sayLanguage: must be a language",
  ],
  [
    {
      it: {
        callLines: { sayLanguage: "it-IT", goodbye: "Arrivederci.", aboutMinutes: { one: "Un minuto." } },
      },
    },
    "languagePacks.it.callLines: has to have brokenFindingPerson, brokenGoodbye, nobodyFreeGoodbye, holdTheLine",
  ],
  [{ ar: { callLines: { goodbye: "مع السلامة." } } }, "languagePacks.ar.callLines: has to have sayLanguage"],
])("%j is refused by name", (changes, fault) => {
  expect(checkPackChanges(changes)).toEqual([expect.stringContaining(fault)]);
});

test("every shipped language says every phrase, in words a voice can read", () => {
  for (const [language, { pack }] of Object.entries(LANGUAGES)) {
    const phrases = pack?.phrases ?? {};
    for (const [name, said] of Object.entries(phrases) as [keyof Phrases, string | readonly string[]][]) {
      for (const line of typeof said === "string" ? [said] : said) {
        expect(line, `${language}.${name}`).toMatch(/^[\p{Lu}¿¡][^*#_`<>0-9]+[.?]$/u);
        expect(line.length, `${language}.${name}`).toBeLessThan(160);
      }
    }
  }
});
