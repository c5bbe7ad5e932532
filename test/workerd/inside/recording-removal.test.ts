import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { wipeWithRecording } from "../../../worker/adapters/twilio/recording-removal.ts";
import { newCallSid } from "../caller.ts";
import { SECRETS } from "../secrets.ts";

/** A call's recording goes with the call; Twilio is a function here, as the object asks it by `fetch`. */

const RE = `RE${"2".repeat(32)}`;
const ACCOUNT = {
  accountSid: SECRETS.TWILIO_ACCOUNT_SID,
  apiKey: "SK1",
  apiSecret: "hush",
  apiUrl: "https://api.twilio.com",
};

afterEach(() => {
  vi.restoreAllMocks();
});

function twilioAnswers(...statuses: readonly number[]): readonly string[] {
  const asked: string[] = [];
  const left = [...statuses];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (to, init) => {
    asked.push(`${init?.method} ${new URL(String(to)).pathname.split("/").at(-1)}`);
    return new Response(null, { status: left.shift() ?? 500 });
  });
  return asked;
}

test("a recording that Twilio does not delete is all that stays of a call, and is asked for again by the alarm", async () => {
  const stub = env.CALLS.getByName(newCallSid());
  const asked = twilioAnswers(500, 401, 204);
  const logged: unknown[] = [];
  const stored = () =>
    runInDurableObject(stub, async (_, { storage }) => ({
      kept: Object.fromEntries(await storage.list()),
      alarm: await storage.getAlarm(),
    }));

  const first = await runInDurableObject(stub, async (_, { storage }) => {
    await storage.put("said", "My name is Rosa.");
    return wipeWithRecording(storage, RE, ACCOUNT, (event, fields) => logged.push([event, fields]));
  });
  expect(first).toBe("left");
  expect(logged).toEqual([["recording.not_deleted", { tries: 1 }]]);
  const after = await stored();
  expect(after.kept).toEqual({ recording_left: { sid: RE, tries: 1 } });
  expect(after.alarm).toBeGreaterThan(Date.now() + 50_000);

  await runDurableObjectAlarm(stub);
  const again = await stored();
  expect(again.kept).toEqual({ recording_left: { sid: RE, tries: 2 } });
  expect(again.alarm).toBeGreaterThan(Date.now() + 110_000);

  await runDurableObjectAlarm(stub);
  expect(await stored()).toEqual({ kept: {}, alarm: null });
  expect(asked).toEqual(Array.from({ length: 3 }, () => `DELETE ${RE}.json`));
});

test.each([204, 404])(
  "one that Twilio has deleted (%i) leaves nothing, and a call without one asks for nothing",
  async (status) => {
    const stub = env.CALLS.getByName(newCallSid());
    const asked = twilioAnswers(status);
    const log = () => expect.unreachable("nothing went wrong");

    expect(
      await runInDurableObject(stub, (_, { storage }) => wipeWithRecording(storage, RE, ACCOUNT, log)),
    ).toBe("deleted");
    expect(
      await runInDurableObject(stub, (_, { storage }) => wipeWithRecording(storage, undefined, ACCOUNT, log)),
    ).toBe("none");
    expect(asked).toHaveLength(1);
  },
);
