import fc from "fast-check";
import { expect, test } from "vitest";
import { folded, lineDiff } from "../../../assets/console/logic/line-diff.ts";

const text = fc
  .array(fc.constantFrom("a", "b", "c d e", "c d f", "", "x"), { maxLength: 14 })
  .map((l) => l.join("\n"));

test("both texts can be read from what differs between them", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      const side = (not: "in" | "out") =>
        lines
          .filter(({ is }) => is !== not)
          .map((line) => line.text)
          .join("\n");
      expect([side("in"), side("out")]).toEqual([before, after]);
      if (before === after) expect(lines.every(({ is }) => is === "same")).toBe(true);
      for (const { text: line, differs: [from, to] = [0, line.length] } of lines) {
        expect(from).toBeLessThanOrEqual(to);
        expect(to).toBeLessThanOrEqual(line.length);
      }
    }),
  );
});

test("no more lines go and come than have to", () => {
  const lines = lineDiff("a\nb\nc\nd\ne", "a\nc\nd\nx\ne");
  expect(lines.filter(({ is }) => is !== "same").map(({ is, text: line }) => [is, line])).toEqual([
    ["out", "b"],
    ["in", "x"],
  ]);
});

test("a word that changed in a line is marked, and two lines with nothing in common are not", () => {
  const [out, into] = lineDiff("Returns within 30 days.", "Returns within 14 days.");
  expect(out?.text.slice(...(out.differs ?? []))).toBe("30");
  expect(into?.text.slice(...(into.differs ?? []))).toBe("14");
  expect(lineDiff("one", "two").every(({ differs }) => differs === undefined)).toBe(true);
});

test("texts of thousands of lines that all differ are shown, as one block each", () => {
  const long = (mark: string) => Array.from({ length: 5_000 }, (_, n) => `${mark} ${n}`).join("\n");
  const lines = lineDiff(long("a"), long("b"));
  expect(lines.length).toBe(10_000);
});

test("what is far from any change is counted and not shown", () => {
  const many = Array.from({ length: 40 }, (_, n) => `line ${n}`);
  const parts = folded(lineDiff(many.join("\n"), many.with(20, "other").join("\n")));
  expect(parts[0]).toEqual({ is: "skipped", lines: 17 });
  expect(parts.at(-1)).toEqual({ is: "skipped", lines: 16 });
  expect(parts.length).toBe(10);
});
