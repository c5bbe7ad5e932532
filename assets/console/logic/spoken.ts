import { LANGUAGES } from "../../../worker/language/parts.ts";

/**
 * What is said in each language where no agent changes it, by primary subtag. The build writes it beside the page as
 * `spoken.json`: the page reads it where words are edited, and carries no language in its own weight.
 */
export const SPOKEN = Object.fromEntries(
  Object.entries(LANGUAGES).flatMap(([code, { pack, callLines }]) =>
    pack === undefined ? [] : [[code, { phrases: pack.phrases, callLines: callLines ?? {} }]],
  ),
);

/** A line; lines that are said in turn; or a line by its plural form. */
export type Words = string | readonly string[] | Readonly<Record<string, string>>;

/** `GET /console/spoken.json` */
export type Spoken = Readonly<
  Record<string, Readonly<Record<"phrases" | "callLines", Readonly<Record<string, Words>>>>>
>;
