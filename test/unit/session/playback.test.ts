import { expect, test } from "vitest";
import {
  addLine,
  addPieces,
  heardRaw,
  type Line,
  type Playback,
  reportPlayed,
  settleInterrupted,
  silentPlayback,
  unheardChars,
  unheardPieces,
} from "../../../worker/session/state/speech/playback.ts";

const plain = (...texts: string[]) => texts.map((t) => ({ raw: t, spoken: t }));
const playing = (...pieces: { raw: string; spoken: string }[]) =>
  addPieces(addLine(silentPlayback, 1, 0), pieces, 0);

function firstLine(playback: Playback): Line {
  const line = playback.lines[0];
  if (!line) throw new Error("There is no line.");
  return line;
}

test("chunks are reported with or without their spaces, and a silent tail counts as heard", () => {
  let playback = playing(...plain("I heard:", " Stop.", " Stop. ", "\n"));

  for (const chunk of ["I heard:", " Stop.", "Stop."]) playback = reportPlayed(playback, chunk, 1);

  expect(unheardChars(playback)).toBe(0);
});

test.each([
  ["Your order is on its w", "Your order is on its w", "way."],
  ["Your order is", "Your order is", " on its way."],
  ["", "", "Your order is on its way."],
])("cut at %j, the heard part and the rest share no word and lose none", (fragment, heard, rest) => {
  const playback = reportPlayed(playing(...plain("Your order", " is on", " its way.")), fragment, 1);
  const line = firstLine(playback);

  expect(heardRaw(line)).toBe(heard);
  expect(
    unheardPieces(line)
      .map((p) => p.spoken)
      .join(""),
  ).toBe(rest);
});

test("a report that was normalised differently is found by its last words", () => {
  const playback = reportPlayed(
    playing(...plain("That is $42 in all, with the box. Shall I?")),
    "That is forty-two dollars in all, with the box.",
    1,
  );

  expect(heardRaw(firstLine(playback))).toBe("That is $42 in all, with the box.");
});

test("of two places that fit the fragment, the one nearest to the time is taken", () => {
  const text = "Press one for sales. Press one for help. Press one for the rest of it all.";
  const { playback, estimated } = settleInterrupted(playing(...plain(text)), "Press one", 16, 350 + 1_900);

  expect(estimated).toBe(true);
  expect(heardRaw(firstLine(playback))).toBe("Press one for sales. Press one");
});

test.each([
  ["forty", "It is "],
  ["forty-two", "It is $42"],
])("an amount cut after %j counts as heard from its first half on, whole or not at all", (said, heard) => {
  const amount = { raw: "$42", spoken: "forty-two dollars." };
  const playback = reportPlayed(playing(...plain("It is "), amount), `It is ${said}`, 1);

  expect(heardRaw(firstLine(playback))).toBe(heard);
});
