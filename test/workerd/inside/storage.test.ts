import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { connects } from "./line.ts";

test("a call whose storage fails goes on from memory", async () => {
  const caller = await connects();
  caller.says("My name is Rosa.");
  await caller.answer();
  caller.hearsOut();
  await runInDurableObject(env.CALLS.getByName(caller.callSid), (_, { storage }) => {
    storage.sql.exec("DROP TABLE state");
    storage.sql.exec("DROP TABLE frames");
  });

  caller.says("Do you sell boots?");

  expect(await caller.answer()).toBe("Heard: My name is Rosa. Do you sell boots?");
  expect(caller.closed).toBeUndefined();
});
