import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { loadAgents } from "../setup/command-line.ts";
import { register } from "../setup/register-agent.ts";
import { root } from "../stack/agents-build.ts";
import { CALLED_NUMBER } from "../stack/stack.ts";
import { command, UsageError } from "./command.ts";

/** `npm run new -- NAME`: an agent that works, to be made into what it should be. */

const USAGE = `Usage: npm run new -- NAME [options]
  --default         it answers every number that is not another's; without it, it gets one of its own
Makes agents/NAME with instructions, knowledge, a tool and cases for npm run eval, a test, and its line in agents/index.ts.`;

const TEMPLATE = join(root, "local/new-agent");
const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const MAX_NAME_CHARS = 40;

/** @throws UsageError for a name that no agent can have, or that one has. */
function checkName(words: readonly string[]): string {
  const [name, another] = words;
  if (name === undefined || another !== undefined) throw new UsageError("Say one name, such as flower-shop.");
  if (!NAME.test(name) || name.length > MAX_NAME_CHARS) {
    const meant = name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^[-0-9]+|-+$/g, "");
    const hint = meant && meant.length <= MAX_NAME_CHARS ? ` Did you mean ${meant}?` : "";
    throw new UsageError(
      `"${name}" is no name for an agent: lower case letters, digits and -, ${MAX_NAME_CHARS} at most.${hint}`,
    );
  }
  for (const path of [`agents/${name}`, testOf(name)])
    if (existsSync(join(root, path))) throw new UsageError(`${path} is there already: choose another name.`);
  return name;
}

const testOf = (name: string): string => `test/unit/agents/${name}.test.ts`;

/** `flower-shop` as a business calls itself: Flower Shop. */
const titled = (name: string): string =>
  name.replaceAll(
    /(?:^|-)([a-z0-9])/g,
    (_, letter: string, at: number) => `${at > 0 ? " " : ""}${letter.toUpperCase()}`,
  );

/** The template's own name, in each of its spellings, becomes the agent's. */
const renamed = (text: string, name: string, number: string): string =>
  text
    .replaceAll("new-agent", name)
    .replaceAll("the new agent", titled(name))
    .replaceAll(CALLED_NUMBER, number);

await command(
  { usage: USAGE, options: { default: { type: "boolean", default: false } }, takes: "words" },
  async (values, words) => {
    const name = checkName(words);
    const index = join(root, "agents/index.ts");
    const { text, number, dropped } = register(await readFile(index, "utf8"), name, {
      asDefault: values.default,
      isThere: (file) => existsSync(join(dirname(index), file)),
    });

    const folder = join(root, "agents", name);
    await cp(TEMPLATE, folder, { recursive: true, filter: (file) => !file.endsWith(".test.ts") });
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isFile())
        await writeFile(file, renamed(await readFile(file, "utf8"), name, number ?? CALLED_NUMBER));
    }
    const test = await readFile(join(TEMPLATE, "agent.test.ts"), "utf8");
    await mkdir(dirname(join(root, testOf(name))), { recursive: true });
    await writeFile(
      join(root, testOf(name)),
      renamed(test.replace("./agent.ts", "../../../agents/new-agent/agent.ts"), name, ""),
    );
    await writeFile(index, text);

    const agents = await loadAgents();
    if (!agents.named(name)) throw new Error(`agents/index.ts does not name ${name}: add it by hand.`);
    for (const gone of dropped) console.log(`agents/index.ts named ${gone}, which is gone: taken out.`);
    console.log(`agents/${name} answers ${number ?? "every number that is not another's"}.

  What it is told        agents/${name}/instructions.md
  What it knows          agents/${name}/knowledge/*.md   docs/knowledge.md
  What it can do         agents/${name}/tools/opening-hours.ts   npm run tool -- ${name} opening_hours '{"day":"sunday"}'
  Who it is              agents/${name}/agent.ts
  Its tests              ${testOf(name)}   npm test
  Its conversations      agents/${name}/cases.json   npm run eval -- --cases agents/${name}/cases.json

Call it: npm start${number ? `, and dial ${number}` : ""}; or npm run call -- ${number ? `--to ${number} ` : ""}"Are you open on Sunday?"`);
  },
);
