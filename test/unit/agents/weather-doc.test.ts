import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import agents from "../../../agents/index.ts";
import { engineTools } from "../../../worker/agent/engine-tool-specs.ts";
import type { Tool } from "../../../worker/agent/tools/tool.ts";
import { toolContext, use } from "./tool-context.ts";

/**
 * The tool that docs/coming-from-owl-shoes.md prints, written out as its reader would, and asked of a service that wants the
 * key and answers in the fields that the sample reads.
 */
const root = new URL("../../../", import.meta.url).pathname;
const folder = join(root, ".wrangler", "weather-tool");
const KEY = "a key of the reader's";

const asked: URL[] = [];
const service = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://weather");
  asked.push(url);
  const { q, units, appid } = Object.fromEntries(url.searchParams);
  if (appid !== KEY) return void response.writeHead(401).end('{"cod":401}');
  if (q === "Nowhere") return void response.writeHead(404).end('{"cod":"404"}');
  if (q === "Mist") return void response.end('{"name":"Mist"}');
  const temp = units === "metric" ? 14.74 : 287.89;
  response.end(
    JSON.stringify({
      name: q,
      main: { temp, humidity: 81 },
      weather: [{ id: 804, description: "overcast clouds" }],
    }),
  );
});

let doc: string;
let tool: Tool;
beforeAll(async () => {
  await new Promise<void>((listening) => service.listen(0, "127.0.0.1", listening));
  doc = await readFile(join(root, "docs/coming-from-owl-shoes.md"), "utf8");
  const [, printed = ""] = /```ts\n([\s\S]*?)```/.exec(doc) ?? [];
  // A TCP server's address is an object.
  const here = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "get-weather.ts"), printed.replace("https://api.openweathermap.org", here));
  const module: { default: Tool } = await import(join(folder, "get-weather.ts"));
  tool = module.default;
});
afterAll(async () => {
  service.close().closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

const withKey = toolContext({ secret: () => KEY });

test("the weather of a city is told in degrees Celsius and words", async () => {
  expect((await use(tool, { city: "London" }, withKey)).output).toEqual({
    city: "London",
    degreesCelsius: 15,
    sky: "overcast clouds",
  });
  expect(asked.at(-1)?.pathname).toBe("/data/2.5/weather");
});

test.each([
  ["without its secret", "London", toolContext(), "Secret WEATHER_KEY is not set."],
  ["with a wrong key", "London", toolContext({ secret: () => "wrong" }), "The weather service answered 401."],
  ["of a city that there is not", "Nowhere", withKey, "The weather service answered 404."],
  ["of a service that answers something else", "Mist", withKey, /main/],
])("it fails %s, and makes no weather up", async (_, city, context, fault) => {
  await expect(use(tool, { city }, context)).rejects.toThrow(fault);
});

test("each tool that the page has on our side is one", () => {
  const ours = [...agents.default.tools, ...engineTools(agents.default)].map(({ name }) => name);
  const rows = doc.split("\n").filter((line) => line.startsWith("|"));
  const named = rows.flatMap((row) =>
    [...(row.split("|")[3] ?? "").matchAll(/`([a-z]+_[a-z_]+)`/g)].map(([, name]) => name),
  );

  expect(named.length).toBeGreaterThan(4);
  for (const name of named) expect(ours).toContain(name);
});
