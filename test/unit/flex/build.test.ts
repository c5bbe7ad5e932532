import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BuiltPlugin, buildPlugin, check } from "../../../assets/flex/build.ts";

let outDir: string;
let built: BuiltPlugin;
let code: string;
beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), "plugin-"));
  built = await buildPlugin({ outDir });
  code = await readFile(built.file, "utf8");
});
afterAll(() => rm(outDir, { recursive: true }));

test("the plugin's script stays within 130 kB gzipped", () => {
  expect(built.gzipBytes).toBeLessThanOrEqual(130_000);
});

test("the script is a classic one, which calls loadPlugin as it runs", () => {
  expect(code).not.toMatch(/^\s*(import|export)\s/m);
  expect(() => new Function(code)).not.toThrow();
});

test("the schema library stays out", () => {
  expect(code).not.toMatch(/ZodError|invalid_union|_zod/);
});

test("of a language the script carries what the panel shows, and nothing of what is spoken", () => {
  expect(code).toContain("Vom Sprachassistenten");
  expect(code).not.toMatch(/Sind Sie noch da|Fragezeichen|Danke, dass Sie warten/);
});

test("the note beside it tells which build it is", async () => {
  expect(JSON.parse(await readFile(join(outDir, "baton-handoff.json"), "utf8"))).toEqual({
    version: built.version,
    sha256: built.sha256,
    bytes: Buffer.byteLength(code),
  });
});

test.each([
  ["no loadPlugin", ""],
  ["two of them", "a.Plugins.init(b);a.Plugins.init(c);"],
  ["a React of its own", "a.Plugins.init(b);__SECRET_INTERNALS_DO_NOT_USE"],
])("a bundle that would not work in Flex is refused: %s", (_, script) => {
  expect(() => check(script)).toThrow();
});
