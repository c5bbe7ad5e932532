import { expect, test } from "vitest";
import { briefMemory } from "../../../worker/adapters/twilio/brief-memory.ts";

test("a question that never comes back is asked again after a while", async () => {
  const memory = briefMemory<string>(10_000, 800, 10);
  void memory.get("a", 0, () => new Promise(() => {}));

  const joined = memory.get("a", 799, async () => "asked again");
  const later = await memory.get("a", 800, async () => "asked again");

  expect(later).toBe("asked again");
  expect(await Promise.race([joined, Promise.resolve("still waiting")])).toBe("still waiting");
});

test("a failure reaches all who wait for it, and is not remembered", async () => {
  const memory = briefMemory<string>(10_000, 800, 10);
  let fail: (error: Error) => void = () => {};
  const first = memory.get("a", 0, () => new Promise((_resolve, reject) => (fail = reject)));
  const second = memory.get("a", 1, async () => "not asked");
  fail(new Error("down"));

  await expect(first).rejects.toThrow("down");
  await expect(second).rejects.toThrow("down");
  expect(await memory.get("a", 2, async () => "up")).toBe("up");
});

test("no more is kept than there is room for, the oldest goes", async () => {
  const memory = briefMemory<number>(10_000, 800, 2);
  let asked = 0;
  const get = (key: string) => memory.get(key, 0, async () => ++asked);

  for (const key of ["a", "b", "c"]) await get(key);

  expect(await get("c")).toBe(3);
  expect(await get("b")).toBe(2);
  expect(await get("a")).toBe(4);
});
