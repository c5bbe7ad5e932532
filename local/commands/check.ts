import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { command } from "./command.ts";

/** `npm run check`: types of every folder (each has its own runtime, so its own tsconfig), lint and format. */

const root = fileURLToPath(new URL("../..", import.meta.url));

const projects = globSync("**/tsconfig.json", {
  cwd: root,
  exclude: (name) => /node_modules|dist|\.wrangler/.test(String(name)),
});

const checks: readonly (readonly [name: string, args: readonly string[]])[] = [
  ["lint and format", ["node_modules/@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "."]],
  ["docs/field.md", ["local/commands/field-table.ts"]],
  ...projects.sort().map((p) => [`types of ${p}`, ["node_modules/typescript/bin/tsc", "-p", p]] as const),
];

function run([name, args]: (typeof checks)[number]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { cwd: root, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      console.log(`${error ? "✗" : "✓"} ${name}`);
      if (error) console.log(`${stdout}${stderr}`);
      resolve(error === null);
    });
  });
}

await command({ usage: "Usage: npm run check\nTypes, lint and format.", options: {} }, async () => {
  const startedAt = performance.now();
  // Two at a time: one more would only wait for a core.
  const queue = [...checks];
  const results: boolean[] = [];
  await Promise.all(
    [1, 2].map(async () => {
      for (let next = queue.shift(); next; next = queue.shift()) results.push(await run(next));
    }),
  );
  const failed = results.filter((ok) => !ok).length;
  console.log(
    `${results.length - failed} of ${results.length} checks passed in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
});
