import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TestCall } from "../../support/conversation.ts";
import { hangs, says } from "../../support/played-model.ts";

/** B10: every utterance of the shipped tables, at three places of a reply, in five languages. */

const REPLY =
  "Your order left on Monday. It comes with the post. You will get it on Thursday, in the afternoon.";

interface Case {
  readonly said: string;
  readonly backchannel: boolean;
}

const table = (code: string): readonly Case[] =>
  JSON.parse(
    readFileSync(new URL(`../../fixtures/language/backchannel.${code}.json`, import.meta.url), "utf8"),
  );

/** @returns whether the reply was resumed without asking the model. */
async function resumes(language: string, said: string, heardMs: number): Promise<boolean> {
  const call = await new TestCall([says(REPLY), hangs(), hangs()], {
    relay: { language },
    speculation: { enabled: false },
  }).answered();
  await call.says("Owl Shoes, 1042?");
  await call.startsSpeaking();
  await call.passes(heardMs);
  const heard = REPLY.slice(0, Math.round((heardMs / 1_000) * 16));
  await call.played(heard);
  await call.interrupts(heard);
  await call.fallsSilent();
  const from = call.sent.length;
  await call.says(said);
  return call.model.asked.length === 1 && call.spoken(from).trim() !== "";
}

const LENGTH_MS = (REPLY.length / 16) * 1_000;

test.each(["en-US", "es-ES", "fr-FR", "de-DE", "pt-BR"])(
  "B10: in %s an utterance resumes the reply in its middle only, and only when it says nothing",
  async (language) => {
    const cases = table(language.slice(0, 2));
    const wrong: string[] = [];
    for (const { said, backchannel } of cases) {
      if ((await resumes(language, said, 2_500)) !== backchannel) wrong.push(`middle: ${said}`);
      if (await resumes(language, said, 500)) wrong.push(`start: ${said}`);
      if (await resumes(language, said, LENGTH_MS - 500)) wrong.push(`end: ${said}`);
    }

    expect(cases.length).toBeGreaterThanOrEqual(100);
    expect(wrong.length / (cases.length * 3), wrong.join("\n")).toBeLessThanOrEqual(0.02);
  },
);
