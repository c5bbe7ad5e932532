import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";

/** The rules of the tree: who may import whom, and what only one file may do. */

const root = path.resolve(import.meta.dirname, "../..");
const FOLDERS = ["worker", "functions", "agents", "local", "assets"];

interface Import {
  readonly from: string;
  /** A path from the root, or a package. */
  readonly to: string;
}

/** The names of package.json's `imports`, such as `#baton`, with the paths they stand for. */
const names: Readonly<Record<string, string>> = z
  .object({
    imports: z.record(
      z.string(),
      z.union([z.string(), z.object({ default: z.string() }).transform((by) => by.default)]),
    ),
  })
  .parse(JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"))).imports;

const files = FOLDERS.flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => path.posix.join(folder, name))
    .filter((name) => /\.(ts|tsx|mts|mjs)$/.test(name)),
);
const sources = new Map(
  files.map((file) => [file, withoutComments(readFileSync(path.join(root, file), "utf8"))]),
);
const imports: readonly Import[] = [...sources].flatMap(([from, source]) =>
  importsOf(source).map((to) => ({
    from,
    to: to.startsWith(".")
      ? path.posix.join(path.posix.dirname(from), to)
      : path.posix.normalize(names[to] ?? to),
  })),
);

/** `//` counts as a comment only where no quote or colon stands before it, so that addresses in strings stay. */
function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^([^"'`:\n]*?)\/\/.*$/gm, "$1");
}

/** What a file imports or re-exports, statically, dynamically, or in a type. */
function importsOf(source: string): string[] {
  const patterns = [
    /^(?:import|export)\b[^"';]*?\bfrom\s*["']([^"']+)["']/gm,
    /^import\s*["']([^"']+)["']/gm,
    /\bimport\(\s*["']([^"']+)["']/g,
  ];
  return patterns.flatMap((pattern) => [...source.matchAll(pattern)].map(([, to = ""]) => to));
}

const under =
  (...folders: readonly string[]) =>
  (file: string) =>
    folders.some((f) => file === f || file.startsWith(`${f}/`));
const isPackage = (to: string) => !under(...FOLDERS, "test")(to);

/** Imports that start under `from` and lead anywhere but to what is allowed. */
function strays(
  from: string | readonly string[],
  allowed: readonly string[],
  packages: readonly string[],
): string[] {
  const starts = under(...[from].flat());
  return imports
    .filter(({ from: file }) => starts(file))
    .filter(({ to }) => (isPackage(to) ? !packages.includes(to) : !under(...allowed)(to)))
    .map(({ from: file, to }) => `${file} → ${to}`);
}

test("the imports of every folder are found", () => {
  for (const folder of FOLDERS)
    expect(imports.filter((i) => under(folder)(i.from)).length).toBeGreaterThan(5);
  expect(imports).toContainEqual({ from: "worker/config.ts", to: "worker/call.ts" });
  expect(imports).toContainEqual({ from: "worker/call-world.ts", to: "agents/index.ts" });
  expect(imports).toContainEqual({ from: "agents/index.ts", to: "worker/agent/api.ts" });
});

test("agents know the engine by its one name, wherever they lie in the tree", () => {
  const byPath = [...sources].filter(
    ([file, source]) => under("agents")(file) && /worker\/agent\//.test(source),
  );

  expect(byPath.map(([file]) => file)).toEqual([]);
});

/** The rooms of the conversation, from the top of the house down: each may import what stands below it. */
const ROOMS = ["line", "operator", "caller", "answer", "person", "account", "draft", "state"];

const LAYERS: readonly (readonly [
  from: string | readonly string[],
  allowed: readonly string[],
  packages: readonly string[],
])[] = [
  ["worker/protocol", ["worker/protocol"], ["zod"]],
  ["worker/language", ["worker/language"], []],
  ["worker/session", ["worker/session", "worker/language", "worker/protocol"], ["zod"]],
  [
    "worker/agent",
    ["worker/agent", "worker/session", "worker/language", "worker/protocol", "worker/ports.ts"],
    ["eventsource-parser", "minisearch", "zod"],
  ],
  [
    "worker/adapters",
    ["worker/adapters", "worker/agent", "worker/session", "worker/protocol", "worker/ports.ts"],
    ["eventsource-parser", "openai", "zod"],
  ],
  // `Env` names the class behind its binding, as a type.
  [
    "worker/config.ts",
    [
      "worker/call.ts",
      "worker/ledger/ledger.ts",
      "worker/call-place.ts",
      "worker/model-endpoints.ts",
      "worker/outgoing.ts",
      "worker/protocol",
      "worker/sources.ts",
    ],
    ["zod"],
  ],
  ["worker/call-place.ts", ["worker/protocol"], []],
  [
    "worker/call-world.ts",
    [
      "agents",
      "worker/adapters",
      "worker/agent",
      "worker/config.ts",
      "worker/ports.ts",
      "worker/protocol",
      "worker/session",
      "worker/trial",
      "worker/who-calls.ts",
    ],
    [],
  ],
  // An agent that is tried: what a call has around it is told of it alone.
  [
    "worker/trial",
    [
      "worker/trial",
      "worker/adapters/knowledge",
      "worker/agent",
      "worker/config.ts",
      "worker/log.ts",
      "worker/ports.ts",
      "worker/protocol",
    ],
    [],
  ],
  [
    "worker/who-calls.ts",
    ["worker/adapters", "worker/agent", "worker/config.ts", "worker/ports.ts", "worker/protocol"],
    [],
  ],
  [
    "worker/ledger-world.ts",
    [
      "agents",
      "worker/adapters",
      "worker/agent/editing",
      "worker/config.ts",
      "worker/ledger",
      "worker/log.ts",
      "worker/session/person/business-hours.ts",
    ],
    [],
  ],
  // What is known across calls: its object, in which calls are rows.
  [
    "worker/ledger",
    [
      "worker/ledger",
      "worker/ledger-world.ts",
      "worker/config.ts",
      "worker/log.ts",
      "worker/ports.ts",
      "worker/protocol",
    ],
    ["cloudflare:workers"],
  ],
  // The Worker's routes, each behind its door.
  [
    "worker/api",
    [
      "worker/api",
      "worker/adapters",
      "worker/agent/define.ts",
      "worker/agent/editing",
      "worker/config.ts",
      "worker/log.ts",
      "worker/protocol",
      // For the answer to a call's webhook, which may greet who calls.
      "worker/who-calls.ts",
    ],
    [],
  ],
  ["worker/model-endpoints.ts", ["worker/protocol"], []],
  ["worker/outgoing.ts", ["worker/protocol"], ["zod"]],
  ["worker/sources.ts", ["worker/protocol"], ["zod"]],
  ["worker/ports.ts", ["worker/protocol/log"], []],
  ["worker/log.ts", ["worker/ports.ts", "worker/protocol"], []],
  ["agents", ["agents", "worker/protocol", "worker/agent/api.ts"], ["zod"]],
  // Not the whole of `twilio`: only what writes TwiML is bundled. build.mjs is a tool, and no Function.
  [
    ["functions/_lib", "functions/voice"],
    ["functions/_lib", "worker/protocol", "worker/language", "worker/agent/define.ts", "agents"],
    ["@twilio-labs/serverless-runtime-types/types.js", "twilio/lib/twiml/VoiceResponse.js"],
  ],
  [["functions/voice"], ["functions/_lib", "agents"], ["@twilio-labs/serverless-runtime-types/types.js"]],
];

test.each(ROOMS.map((room, floor) => [room, ROOMS.slice(floor)] as const))(
  "worker/session/%s imports only its own room and those below",
  (room, allowed) => {
    const below = allowed.map((name) => `worker/session/${name}`);

    expect(
      strays(`worker/session/${room}`, [...below, "worker/language", "worker/protocol"], ["zod"]),
    ).toEqual([]);
  },
);

test("every file of the conversation is in a room, but for the one that decides", () => {
  const rooms = new Set(files.filter(under("worker/session")).map((file) => file.split("/")[2]));

  expect([...rooms].sort()).toEqual([...ROOMS, "step.ts"].sort());
});

test.each(LAYERS)("%s imports only what is below it", (from, allowed, packages) => {
  expect(files.some(under(...[from].flat()))).toBe(true);
  expect(strays(from, allowed, packages)).toEqual([]);
});

/** The first way round from each file that has one, each circle once. */
function circles(edges: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const found = new Map<string, string>();
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      const circle = path.slice(start);
      found.set([...circle].sort().join(), [...circle, file].join(" → "));
      return;
    }
    if (done.has(file)) return;
    for (const to of next.get(file) ?? []) walk(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return [...found.values()];
}

test("a circle of imports is found, however long, and a diamond is none", () => {
  const edges = (text: string) => text.split(" ").map((edge) => ({ from: edge[0] ?? "", to: edge[1] ?? "" }));

  expect(circles(edges("ab ac bd cd"))).toEqual([]);
  expect(circles(edges("ab bc cd db"))).toEqual(["b → c → d → b"]);
  expect(circles(edges("ab ba cd dc"))).toEqual(["a → b → a", "c → d → c"]);
});

test("no file of the Worker leads back to itself by its imports, types among them", () => {
  const within = imports.filter(({ from, to }) => under("worker")(from) && under("worker")(to));

  // `Env` names the classes behind its bindings, as types.
  const classes = ["worker/call.ts", "worker/ledger/ledger.ts"];
  expect(
    circles(within.filter(({ from, to }) => !(from === "worker/config.ts" && classes.includes(to)))),
  ).toEqual([]);
});

test("only the composing files and adapters import an adapter", () => {
  const importers = imports
    .filter(({ to }) => under("worker/adapters")(to))
    .map(({ from }) => from)
    .filter(
      (from) =>
        !under(
          "worker/adapters",
          "worker/api",
          "worker/call.ts",
          "worker/call-world.ts",
          "worker/ledger-world.ts",
          "worker/index.ts",
          "worker/trial",
          "worker/who-calls.ts",
        )(from),
    )
    .filter((from) => !under("local")(from));

  expect(importers).toEqual([]);
});

test("nothing that is deployed imports the local stack or a test", () => {
  const strangers = imports
    .filter(({ from }) => under("worker", "functions", "agents", "assets")(from))
    .filter(({ to }) => under("local", "test")(to))
    .map(({ from, to }) => `${from} → ${to}`);

  expect(strangers).toEqual([]);
});

test("the Worker and the agents use no module of Node, and not the twilio package", () => {
  const strangers = imports
    .filter(({ from }) => under("worker", "agents")(from))
    .filter(({ to }) => to.startsWith("node:") || to === "twilio" || to.startsWith("twilio/"))
    .map(({ from, to }) => `${from} → ${to}`);

  expect(strangers).toEqual([]);
});

test("every part of the Worker has a rule, but for the two files that put it together", () => {
  const parts = new Set(files.filter(under("worker")).map((file) => file.split("/").slice(0, 2).join("/")));
  const ruled: readonly string[] = LAYERS.flatMap(([from]) => from);

  expect([...parts].filter((part) => !ruled.includes(part)).sort()).toEqual([
    "worker/call.ts",
    "worker/index.ts",
  ]);
});

test("the Flex plugin shares nothing with the servers but their protocol and the languages", () => {
  const strangers = imports
    .filter(({ from, to }) => under("assets")(from) && under("worker", "functions", "agents")(to))
    .filter(({ to }) => !under("worker/protocol", "worker/language")(to))
    .map(({ from, to }) => `${from} → ${to}`);

  expect(strangers).toEqual([]);
});

test("no file of the Worker has more than 300 lines, but for the packs of the languages, which are data", () => {
  const long = files
    .filter(under("worker"))
    .filter((file) => readFileSync(path.join(root, file), "utf8").trimEnd().split("\n").length > 300);

  expect(long.filter((file) => !/^worker\/language\/\w+\/pack\.ts$/.test(file))).toEqual([]);
});

test("a folder of more than fifteen files has its reason in docs/architecture.md", () => {
  const reasons = readFileSync(path.join(root, "docs/architecture.md"), "utf8").split("\n\n");
  const [, ...named] = reasons.find((p) => p.startsWith("A folder that holds"))?.split("`") ?? [];
  const folders = [...FOLDERS, "test"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
      .map((entry) => path.relative(root, entry.parentPath)),
  );
  const full = [...new Set(folders)].filter((f) => folders.filter((other) => other === f).length > 15);

  expect(full.filter((f) => !named.includes(f) && !under("test/fixtures")(f))).toEqual([]);
  expect(full).toContain("test/unit/session");
});

/** Files in which a deployed unit says something that only these may say. */
const using = (word: RegExp) =>
  [...sources]
    .filter(([file]) => under("worker", "functions", "agents")(file))
    .filter(([, source]) => word.test(source))
    .map(([file]) => file);

test("the environment of the process is read nowhere", () => {
  expect(using(/\bprocess\s*\.\s*env\b/).filter((file) => !file.endsWith(".mjs"))).toEqual([]);
});

test("the console is written in the two files that log", () => {
  expect(using(/\bconsole\s*[.[]/).filter((file) => !file.endsWith(".mjs"))).toEqual([
    "worker/log.ts",
    "functions/_lib/webhook/log.ts",
  ]);
});
