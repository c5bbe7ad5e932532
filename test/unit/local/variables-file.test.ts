import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { variablesIn } from "../../../local/setup/variables.ts";
import { withValues, writeAtOnce } from "../../../local/setup/variables-file.ts";

/** Values go into a file that belongs to somebody: every other sign of it stays. */

test.for([
  ["an empty file", "", "A=1\n"],
  ["a line without a value", "A=\nB=2\n", "A=1\nB=2\n"],
  ["a line with another value", "A=0\nB=2\n", "A=1\nB=2\n"],
  ["a comment behind the value", "A=0 # mine\n", "A=1 # mine\n"],
  ["a comment behind no value", "A=# mine\n", "A=1 # mine\n"],
  ["quotes, spaces and export", `  export A = "0"\nB=2`, `  export A = 1\nB=2`],
  ["a name twice, of which the last counts", "A=0\nA=\n", "A=0\nA=1\n"],
  ["a name in a comment", "# A=0\n", "# A=0\nA=1\n"],
  ["a name within another value", 'B="x\nA=0\ny"\n', 'B="x\nA=0\ny"\nA=1\n'],
  ["a longer name", "AA=0\nB_A=0\n", "AA=0\nB_A=0\nA=1\n"],
  ["Windows' line ends", "B=2\r\n", "B=2\r\nA=1\r\n"],
  ["a byte order mark", "\ufeffA=0\n", "\ufeffA=1\n"],
  ["no line end at its end", "B=2", "B=2\nA=1\n"],
  ["the value already", "A='1' # as it is\n", "A='1' # as it is\n"],
] as const)("into %0", ([_, before, after]) => {
  expect(withValues(before, { A: "1" })).toBe(after);
});

test("whatever the value is, it is read again as it was, or refused by the variable's name", () => {
  const value = fc
    .string({ unit: fc.constantFrom(..."aZ0 #'\"`$\\=\n"), minLength: 1 })
    .map((text) => text.trim());

  fc.assert(
    fc.property(value, (text) => {
      fc.pre(text !== "");
      let written: string;
      try {
        written = withValues("B='kept' # so\nA=0\n", { A: text });
      } catch (error) {
        expect(String(error)).toContain("A ");
        expect(String(error)).toContain("write its line yourself");
        return;
      }
      expect(variablesIn(written)).toEqual({ A: text, B: "kept" });
      expect(written.startsWith("B='kept' # so\n")).toBe(true);
    }),
  );
});

test("a file is written with the mode that is asked for, keeps its own otherwise, and a link stays a link", async () => {
  const folder = await mkdtemp(join(tmpdir(), "env-file-"));
  const [secret, settings, link] = ["secret", "settings", "link"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(secret, "old");
  await writeFile(settings, "old");
  await chmod(settings, 0o640);
  await symlink(settings, link);

  await writeAtOnce(secret, "new", 0o600);
  await writeAtOnce(link, "new");

  expect((await stat(secret)).mode & 0o777).toBe(0o600);
  expect((await stat(settings)).mode & 0o777).toBe(0o640);
  expect(await readFile(settings, "utf8")).toBe("new");
  await rm(folder, { recursive: true });
});
