import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listen, stop } from "../../../local/http.ts";

/** `npm run calls` in a terminal that is not in UTC. */

const root = fileURLToPath(new URL("../../..", import.meta.url));
const startedAt = Date.UTC(2026, 10, 28, 23, 22, 5);
let asked: URLSearchParams | undefined;
const server = createServer((request, response) => {
  asked = new URL(request.url ?? "/", "http://localhost").searchParams;
  const calls = [{ callSid: `CA${"a".repeat(32)}`, startedAt, endedAt: startedAt + 1_000 }];
  response.setHeader("content-type", "application/json").end(JSON.stringify({ calls }));
});
let worker = "";
beforeAll(async () => {
  worker = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(() => stop(server));

const calls = (...args: readonly string[]) =>
  new Promise<string>((resolve) => {
    const line = ["local/operator/calls.ts", "--env", "/dev/null", "--worker", worker, ...args];
    execFile(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", ...line],
      { cwd: root, env: { PATH: process.env.PATH, TZ: "Asia/Tokyo" } },
      (_, stdout, stderr) => resolve(stdout + stderr),
    );
  });

test.for([
  ["2026-11-28", "2026-11-28T00:00:00.000Z"],
  ["2026-11-28T23:22", "2026-11-28T23:22:00.000Z"],
  ["2026-11-28 23:22:05", "2026-11-28T23:22:05.000Z"],
  ["2026-11-28T23:22Z", "2026-11-28T23:22:00.000Z"],
  ["2026-11-28T23:22+01:00", "2026-11-28T22:22:00.000Z"],
] as const)("%s is given in the zone in which times are shown", async ([given, sent]) => {
  const output = await calls("--from", given);

  expect(asked?.get("from")).toBe(sent);
  expect(output).toMatch(/^began \(UTC\) .*\n11-28 23:22:05 /);
});
