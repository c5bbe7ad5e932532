import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstSource, prefixSource } from "../../../worker/language/spoken/prefix.ts";

const whole = (source: string): RegExp => new RegExp(`^(?:${prefixSource(source)})$`, "u");

describe("prefixSource", () => {
  test.each([
    ["abc", ["", "a", "ab", "abc"], ["b", "ac", "abcd"]],
    ["\\d{4}-\\d{2}", ["2", "2026", "2026-", "2026-1", "2026-11"], ["20-", "2026-111", "x"]],
    ["(?:km|kg)(?!\\p{L})", ["k", "km", "kg"], ["kx", "m"]],
    ["\\d+(?=kg)", ["5", "5k", "5kg"], ["5m", "k"]],
    ["a[\\]x]?b*", ["a", "a]", "axbb"], ["]", "aa"]],
    ["(?<day>\\d{1,2})\\.", ["1", "12", "12."], ["123", "."]],
  ])("%s", (source, beginnings, others) => {
    const prefix = whole(source);

    expect(beginnings.filter((b) => !prefix.test(b))).toEqual([]);
    expect(others.filter((o) => prefix.test(o))).toEqual([]);
  });

  test("every beginning of a match is one, for any pattern of these parts", () => {
    const atom = fc.constantFrom("a", "b", "\\d", "[ab]", "(?:ab|c)", "(?:a\\d)?", "b{1,3}", "c*");
    fc.assert(
      fc.property(fc.array(atom, { minLength: 1, maxLength: 6 }), (atoms) => {
        const source = atoms.join("");
        const [match] = fc.sample(fc.stringMatching(new RegExp(`^${source}$`)), 1);
        for (let at = 0; at <= (match ?? "").length; at++) {
          expect(whole(source).test((match ?? "").slice(0, at)), `${source} ${match} ${at}`).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("firstSource", () => {
  const first = (source: string): RegExp => new RegExp(`^(?:${firstSource(source)})$`, "u");

  test.each([
    ["(?<=x(?:y|z))\\d", "5", "x"],
    ["(?<minus>(?<!\\d)[-−])?(?:\\$|€)\\d+", "-$€", "5"],
    ["(?:1 )?[ap]m(?!x)", "1ap", "mx "],
    ["#{1,6} |(?:b?c*|d)e", "#bcde", " "],
    ["(?=a|\\p{N})\\.", "a5", "b"],
  ])("%s", (source, starts, others) => {
    expect([...starts].filter((c) => !first(source).test(c))).toEqual([]);
    expect([...others].filter((c) => first(source).test(c))).toEqual([]);
  });
});
