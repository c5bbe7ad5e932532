import { expect, test } from "vitest";
import type { CallStore } from "../../../worker/adapters/call-store.ts";
import { CallWriter } from "../../../worker/adapters/call-writer.ts";
import { newCall } from "../../../worker/session/state/call-state.ts";

test("a state that could not be written is written with the next frame that has to be remembered", () => {
  const written: string[] = [];
  let failures = 1;
  const store = {
    remember: () => {},
    writeFrames: () => {},
    save: (state: { readonly call: { readonly callSid: string } }) => {
      failures -= 1;
      if (failures >= 0) throw new Error("disk I/O error");
      written.push(state.call.callSid);
    },
  };
  const failed: unknown[] = [];
  const writer = new CallWriter(store as unknown as CallStore, {
    written: () => {},
    failed: (cause) => failed.push(cause),
  }); // all that a writer asks of a store

  writer.save(newCall("CA1", "en-US"), false, []);
  writer.flush();
  expect([failed.length, written]).toEqual([1, []]);
  writer.remember("frame");
  writer.flush();

  expect(written).toEqual(["CA1"]);
});
