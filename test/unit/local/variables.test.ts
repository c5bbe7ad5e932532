import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect } from "vitest";
import { findVariables, stackVariables } from "../../../local/setup/variables.ts";
import { CASES } from "../../fixtures/variable-cases.ts";

/** The cases of test/scenarios/variables.test.ts, as far as the reader: it needs no server. */

const AGENTS = "test/fixtures/agents/keyed/index.ts";

const test = base.extend<{ written: (texts: readonly string[]) => Promise<readonly string[]> }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern which fixtures are needed.
  written: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "variables-"));
    await use((texts) =>
      Promise.all(
        texts.map(async (text, i) => {
          const file = join(folder, `${i}.env`);
          await writeFile(file, text);
          return file;
        }),
      ),
    );
    await rm(folder, { recursive: true });
  },
});

test.for(CASES)("$name", async ({ env = {}, devVars = "", dotEnv = "", seen }, { written }) => {
  const { variables, missing } = await stackVariables(AGENTS, await written([dotEnv, devVars]), env);

  const { OPENAI_API_KEY: model = "local", SHOP_KEY: shop, DESK_KEY: desk } = variables;
  expect({ model, shop, desk }).toEqual({ shop: undefined, desk: undefined, ...seen });
  expect(missing).toEqual([
    ...(shop
      ? []
      : [
          expect.stringMatching(/^SHOP_KEY is not set, and test\/fixtures\/agents\/keyed\/index\.ts:13 asks/),
        ]),
    ...(desk
      ? []
      : [
          expect.stringMatching(/^DESK_KEY is not set, and test\/fixtures\/agents\/keyed\/index\.ts:20 asks/),
        ]),
  ]);
  expect(Object.keys(variables)).not.toContain("AWS_SECRET_ACCESS_KEY");
});

test.for([
  ["UTF-16", "A\0=\x001\0\n\0", /0\.env cannot be read: it is in UTF-16/],
  ["line ends of CR alone", "A=1\rB=2\r", /0\.env cannot be read: its lines end with CR alone/],
] as const)("a file in %s is named, and not taken for an empty one", async ([, text, says], { written }) => {
  await expect(findVariables(await written([text]), {})).rejects.toThrow(says);
});

test("of a variable that stands in several places it is known which counts", async ({ written }) => {
  const files = await written(["A=1\nB=1\nC=1\nD=1\n", "A=2\nA=3\nC=1\n"]);

  const { repeated } = await findVariables(files, { B: "9" });

  expect(repeated).toEqual({
    A: `it stands in ${files[0]}, then in ${files[1]} (2 times): the last one counts`,
    B: `it stands in ${files[0]}, then in the shell: the last one counts`,
  });
});

test.for([
  ["Windows' line ends and a byte order mark", "\ufeffA=1\r\nB=2\r\n", { A: "1", B: "2" }],
  ["export, spaces and comments", "# all of them\nexport A=1\n  B = 2  # two\n", { A: "1", B: "2" }],
  ["a key of several lines", 'A="-----BEGIN\nabc\n-----END"\n', { A: "-----BEGIN\nabc\n-----END" }],
  ["signs that shells read", "A='$HOME `ls` \\n'\n", { A: "$HOME `ls` \\n" }],
  ["a value twice", "A=1\nA=2\n", { A: "2" }],
  ["blanks alone", "A=   \nB=''\n", {}],
  ["a name alone, and what is no line of it", "A\n=b\nC=3\n", { C: "3" }],
] as const)("a file with %0 is read", async ([_, text, all], { written }) => {
  expect((await findVariables(await written([text]), {})).all).toEqual(all);
});

test("what only an operator's commands need does not reach the local stack, from a file or the shell", async ({
  written,
}) => {
  const files = await written(["CLOUDFLARE_API_TOKEN=of-the-file\nTWILIO_IAM_URL=http://127.0.0.1:1\n"]);

  const { variables } = await stackVariables(AGENTS, files, { CLOUDFLARE_ACCOUNT_ID: "a".repeat(32) });

  expect(variables).toEqual({});
});

test("a named file that is not there is an error, a usual one is not", async () => {
  await expect(findVariables(["missing.env"], {})).rejects.toThrow("missing.env");
  expect((await findVariables(undefined, { A: "1" })).all).toMatchObject({ A: "1" });
});
