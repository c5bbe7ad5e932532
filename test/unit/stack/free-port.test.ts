import { fork } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { freePort } from "../../../local/stack/free-port.ts";

const root = new URL("../../..", import.meta.url).pathname;

test("no two processes are given one port while their servers are still starting", async () => {
  const code = `
    import { freePort } from ${JSON.stringify(`${root}local/stack/free-port.ts`)};
    process.send(await Promise.all(Array.from({ length: 300 }, () => freePort())));
    process.on("message", () => process.exit());`;
  const children = Array.from({ length: 4 }, () =>
    fork("-", [], { execPath: process.execPath, execArgv: ["--input-type=module", "-e", code] }),
  );
  const messages = await Promise.all(children.map((child) => once(child, "message")));
  const given = messages.flatMap(([ports]) => ports);
  await Promise.all(
    children.map((child) => {
      child.send("go");
      return once(child, "exit");
    }),
  );

  expect(given).toHaveLength(1_200);
  expect(new Set(given).size).toBe(1_200);
});

test("a server that asks for any port is given none that is promised", async () => {
  const promised = await Promise.all(Array.from({ length: 1_000 }, () => freePort()));
  const servers = Array.from({ length: 1_000 }, () => createServer().listen(0));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const taken = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();

  expect(taken.filter((port) => promised.includes(port))).toEqual([]);
});

test("the wanted port is given where nothing listens on it, and another where something does", async () => {
  const port = await freePort();
  expect(await freePort(port)).toBe(port);

  const server = createServer().listen(port);
  await once(server, "listening");
  const other = await freePort(port);
  server.close();

  expect(other).not.toBe(port);
});
