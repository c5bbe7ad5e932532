import { expect, test } from "vitest";
import { eachCall } from "../../worker/api/each-call.ts";

test("one object that fails does not hide what was deleted of the others, in its twenty or later", async () => {
  const sids = Array.from({ length: 45 }, (_, i) => `CA${i}`);

  const { done, live, failed } = await eachCall(sids, async (callSid) => {
    if (callSid === "CA3") throw new Error("Network connection lost.");
    return callSid === "CA30" ? { live: true } : { live: false, lines: 2 };
  });

  expect([done.length, live, failed]).toEqual([43, ["CA30"], ["CA3"]]);
});
