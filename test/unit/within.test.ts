import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { within } from "../../worker/protocol/outgoing/within.ts";

/** A real server whose body stops behind its head. */
let server: Server;
let url: string;

beforeEach(async () => {
  server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" }).write("{");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

test("an answer that stops half way is given up in time, also where the collector runs meanwhile", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const collecting = setInterval(collect, 100);
  const read = async (signal: AbortSignal): Promise<unknown> => {
    const response = await fetch(url, { signal, redirect: "error" });
    return await response.json();
  };
  const asked = Array.from({ length: 20 }, () =>
    within(400, read).then(
      () => "answered",
      (error: Error) => error.name,
    ),
  );

  const outcomes = await Promise.race([Promise.all(asked), pause(3_000, "never")]);
  clearInterval(collecting);

  expect(outcomes).toEqual(asked.map(() => "TimeoutError"));
});

test("what is asked hears of it, and an answer in time is handed on, as a failure is", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  await expect(
    within(10, (signal) => {
      signal.addEventListener("abort", () => resolve(signal.reason.name));
      return new Promise(() => undefined);
    }),
  ).rejects.toThrow("within 10 ms");

  expect(await promise).toBe("TimeoutError");
  expect(await within(1_000, async () => 3)).toBe(3);
  await expect(within(1_000, async () => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
});
