import { afterAll, beforeAll, expect, test } from "vitest";
import { connects } from "./line.ts";
import { inOneMinute, type ServedWorker, serveWorker } from "./served-worker.ts";

let served: ServedWorker;
beforeAll(async () => {
  served = await serveWorker({ callsAMinute: 3 });
});
afterAll(() => served.close());

test("who calls again and again within a minute reaches a person; others, and who withholds their number, the agent", async () => {
  const from = "+15550100123";
  await inOneMinute();
  const calls = [];
  for (let i = 0; i < 4; i += 1) calls.push(await connects(served.origin, { from }));
  const others = [];
  for (const other of ["+15550100124", ...Array<string>(5).fill("anonymous")])
    others.push(await connects(served.origin, { from: other }));

  const last = calls[3];
  const [line] = await served.logged("limit.reached", last?.callSid ?? "");

  expect(line).toContain("calls_of_caller");
  expect(line).not.toContain(from);
  await last?.hears("colleague");
  for (const { callSid } of [...calls.slice(0, 3), ...others])
    expect(served.logs.filter((l) => l.includes("limit.reached") && l.includes(callSid))).toEqual([]);
});
