import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { VARIABLES } from "../../../local/doctor/variables.ts";
import { KEEP_PANELS } from "../../../local/operate/dist.ts";
import { environmentNamed } from "../../../local/operate/environments.ts";
import { ROTATIONS } from "../../../local/operate/rotate/rotation.ts";
import { LOG_EVENTS } from "../../../worker/protocol/log/log-events.ts";
import { OUTCOMES } from "../../../worker/protocol/log/outcome.ts";

/** Whoever is woken by an alert goes by docs/operations.md: it has to say what the code does. */

const root = path.resolve(import.meta.dirname, "../../..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const page = read("docs/operations.md");
const readme = read("README.md");
const scripts: Readonly<Record<string, string>> = JSON.parse(read("package.json")).scripts;

/** The section under a heading, to the next one of any level. */
const section = (heading: string): string => (page.split(`# ${heading}\n`)[1] ?? "").split(/\n#+ /)[0] ?? "";

/** Cells of a section's table, without its head. */
const tableUnder = (heading: string): readonly (readonly string[])[] =>
  section(heading)
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const spansOf = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);

type LevelOf = (typeof LOG_EVENTS)[keyof typeof LOG_EVENTS];

/** A level as the page writes it. */
function inWords(level: LevelOf): string {
  if (typeof level === "string") return level;
  const { field, levels, otherwise } = level;
  const byLevel = Map.groupBy(Object.entries(levels), ([, of]) => of);
  const parts = [...byLevel].map(
    ([of, values]) => `${of} where ${field} is ${values.map(([v]) => v).join(", ")}`,
  );
  return [otherwise, ...parts].join("; ");
}

const EVENT_TABLE = "What the Worker's log says";

test("docs/operations.md has every event of the log once, and no other", () => {
  const named = tableUnder(EVENT_TABLE).flatMap(([events = ""]) => spansOf(events));

  expect(named.toSorted()).toEqual(Object.keys(LOG_EVENTS).toSorted());
});

test("docs/operations.md has each event with the level that the log gives it", () => {
  const levels = tableUnder(EVENT_TABLE).flatMap(([events = "", level]) =>
    spansOf(events).map((event) => [event, level]),
  );

  expect(Object.fromEntries(levels)).toEqual(
    Object.fromEntries(Object.entries(LOG_EVENTS).map(([event, level]) => [event, inWords(level)])),
  );
});

test("docs/operations.md says what to do about each event that is more than information", () => {
  const silent = tableUnder(EVENT_TABLE).filter(
    ([, level = "", , todo]) => /warn|error/.test(level) && !todo,
  );

  expect(silent).toEqual([]);
});

test("an event that docs/operations.md names anywhere is one of the Worker's or the Functions'", () => {
  const ofFunctions = [...read("functions/_lib/webhook/webhook.ts").matchAll(/"(\w+\.\w+)"/g)].map(
    ([, event]) => event,
  );
  const known = new Set([...Object.keys(LOG_EVENTS), ...ofFunctions]);
  const kinds = new Set([...known].map((event) => event?.split(".")[0]));
  const named = spansOf(page).filter(
    (span) => /^[a-z]+\.[a-z_]+$/.test(span) && kinds.has(span.split(".")[0]),
  );

  expect(named.length).toBeGreaterThan(Object.keys(LOG_EVENTS).length);
  expect(named.filter((event) => !known.has(event))).toEqual([]);
});

describe.each([
  ["docs/operations.md", page],
  ["README.md", readme],
  ["agents/README.md", read("agents/README.md")],
  ["SECURITY.md", read("SECURITY.md")],
])("%s", (name, text) => {
  /** A command with what stands behind it, to the end of its span or line. */
  const commands = [...text.matchAll(/npm run ([a-z:]+)([^`\n#]*)/g)].map(([, command = "", rest = ""]) => ({
    command,
    options: [...rest.matchAll(/--[a-z][a-z-]*/g)].map(String),
  }));

  test("names commands that there are, with options that they have", () => {
    const shared = read("local/commands/command.ts");
    const wrong = commands.flatMap(({ command, options }) => {
      if (!scripts[command]) return [`npm run ${command}`];
      const file = /\S+\.ts/.exec(scripts[command])?.[0];
      if (!file) return options;
      const usage = `${read(file)}${shared}`;
      return options
        .filter((option) => !usage.includes(option))
        .map((option) => `npm run ${command} ${option}`);
    });

    expect(commands).not.toEqual([]);
    expect(wrong).toEqual([]);
  });

  test("has links that lead somewhere", () => {
    const slug = (heading: string) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, "")
        .replaceAll(" ", "-");
    const folder = path.dirname(name);
    const broken = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].flatMap(
      ([, file = "", anchor]) => {
        const target = file ? path.join(folder, file) : name;
        if (!existsSync(path.join(root, target))) return [target];
        if (!anchor) return [];
        const headings = [...read(target).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => slug(heading));
        return headings.includes(anchor) ? [] : [`${target}#${anchor}`];
      },
    );

    expect(broken).toEqual([]);
  });
});

test("every variable that docs/operations.md names is known to doctor", () => {
  const named = [...page.matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g)].map(String);

  expect(named).not.toEqual([]);
  expect([...new Set(named)].filter((name) => !(name in VARIABLES))).toEqual([]);
});

test("docs/operations.md names every outcome of a call, and every secret that can be exchanged", () => {
  const outcomes = tableUnder("Find a call").flatMap(([first = ""]) => spansOf(first));
  const rotations = tableUnder("Rotations").map(([first = ""]) => /rotate -- ([a-z-]+)/.exec(first)?.[1]);

  expect(outcomes).toEqual([...OUTCOMES]);
  expect(rotations).toEqual([...ROTATIONS]);
});

test("docs/operations.md names the fields of call.summary, as they are", () => {
  const source = read("worker/session/account/summary.ts").split("return present({")[1] ?? "";
  const fields = [...source.matchAll(/^ {4}(\w+)[:,]/gm)].map(([, field]) => field);
  const [, named = ""] = /Its fields: `([^`]+)`/.exec(section("Find a call")) ?? [];

  expect(fields.length).toBeGreaterThan(20);
  expect(named.split(/\s+/)).toEqual(fields);
});

test("docs/operations.md says where an environment's parts are, as the commands have it", () => {
  const table = tableUnder("Environments").map(([, ...cells]) => cells.map((cell) => spansOf(cell)[0]));
  const columnOf = (env: string) => {
    const { worker, files, record } = environmentNamed(env);
    return [worker, ...files, path.relative(root, record)];
  };
  const [worker, , ...places] = table;

  expect([worker?.[0], ...places.map(([dev]) => dev)]).toEqual(columnOf("dev"));
  expect([worker?.[1], ...places.map(([, other]) => other)]).toEqual(
    columnOf("name").map((place) => place.replace("name", "NAME")),
  );
});

test("docs/operations.md has the figures of the code", () => {
  const [, delay] = /max_delay = (\d+)/.exec(read("wrangler.toml")) ?? [];
  const [, deploys] = /KEEP_DEPLOYS = (\d+)/.exec(read("local/operate/record.ts")) ?? [];

  expect(page).toContain(`up to \`max_delay\` of \`wrangler.toml\`, ${delay} s`);
  expect(page).toContain(`after ${Number(delay) / 60} min`);
  expect([deploys, KEEP_PANELS]).toEqual(["50", 3]);
  expect(page).toContain("any\nof the last fifty that are recorded");
  expect(page).toContain("the three before it stay published");
});
