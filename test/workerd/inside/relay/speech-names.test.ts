import { expect, test } from "vitest";
import { languageFault } from "../../../../worker/protocol/relay/speech-names.ts";
import { LANGUAGES, NO_LANGUAGES } from "../../../support/editing/speech-names.ts";

test("which languages there are workerd knows as Node does", () => {
  expect(LANGUAGES.filter((tag) => languageFault(tag) !== undefined)).toEqual([]);
  for (const [tag, fault] of NO_LANGUAGES)
    expect([tag, languageFault(tag)]).toEqual([tag, expect.stringMatching(fault)]);
});
