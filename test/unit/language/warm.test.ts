import { expect, test } from "vitest";
import { asksForPerson } from "../../../worker/language/hearing/person-request.ts";
import { packFor } from "../../../worker/language/packs.ts";
import { flushSpeech, pushSpeech, startSpeech } from "../../../worker/language/spoken/normalise.ts";
import { warmLanguage } from "../../../worker/language/warm.ts";

test("warming is idempotent and leaves no trace in what is said later", () => {
  const pack = packFor("fr-CA");
  warmLanguage("fr-CA", pack);
  warmLanguage("fr-CA", pack);

  const { out, state } = pushSpeech(startSpeech("fr-CA"), "Ça fait 5 €.");

  expect([...out, ...flushSpeech(state)].map((o) => o.spoken).join("")).toBe("Ça fait cinq euros.");
  expect(asksForPerson("Un conseiller, s'il vous plaît", pack)).toBe(true);
});
