import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newToken, workerApi } from "../../local/operator/worker-api.ts";
import { MADE_UP } from "../../local/stack/made-up.ts";
import { type LocalStack, startStack } from "../../local/stack/stack.ts";
import { callsTool, type Step, says } from "../support/model-steps.ts";
import { dial, type Phone } from "../support/phone.ts";
import { type ReceivedRequest, type ScriptedModel, startScriptedModel } from "../support/scripted-model.ts";
import { RECORDED } from "./support/recorded-agents.ts";

/** Calls that are recorded, from the first word to the deletion, over the whole stack. */

const patient = { within: 20_000 };
const AGREED = "Thank you. How can I help you?";

/** Asks for the PIN where the balance is asked for, and says what it has heard otherwise. */
function bankModel({ call }: ReceivedRequest): Step {
  if (typeof call.toolChoice === "object")
    return callsTool("hand_off", { reason: "A person.", callSummary: "About a card.", sentiment: "neutral" });
  const last = call.messages.at(-1);
  if (last?.role === "tool") return says("Please key in your PIN.");
  if (/keypad, secure/.test(last?.text ?? "")) return says("Your balance is forty dollars.");
  if (/balance/.test(last?.text ?? ""))
    return callsTool("collect_digits", { purpose: "pin", length: 4, secure: true });
  return says("I am listening.");
}

let stack: LocalStack;
let model: ScriptedModel;
beforeAll(async () => {
  model = await startScriptedModel({ otherwise: bankModel });
  stack = await startStack({
    agents: "test/scenarios/support/recorded-agents.ts",
    modelUrl: model.url,
    speechRate: 4,
  });
}, 120_000);
afterAll(async () => {
  await stack.close();
  await model.close();
});

const variables = () => ({
  TWILIO_AUTH_TOKEN: MADE_UP.TWILIO_AUTH_TOKEN,
  RELAY_URL: `${stack.urls.worker.replace("http", "ws")}/relay`,
});

const reaches = (agent: keyof typeof RECORDED): Promise<Phone> => dial(stack.twilio, { to: RECORDED[agent] });

const statuses = (phone: Phone): readonly string[] =>
  phone.events.flatMap((e) => (e.kind === "recording" ? [e.status] : []));

const recorded = (phone: Phone, status: string) =>
  phone.event("recording", (e) => e.status === status, patient);

/** The sound of a call, as a reader of the console asks for it. */
async function played({ callSid }: Phone, init: { range?: string; format?: string } = {}): Promise<Response> {
  const token = await newToken(variables(), "reader", 60);
  const query = init.format === undefined ? "" : `?format=${init.format}`;
  return fetch(`${stack.urls.worker}/api/calls/${callSid}/recording${query}`, {
    headers: { authorization: `Bearer ${token}`, ...(init.range && { range: init.range }) },
  });
}

interface Channels {
  readonly caller: Int16Array;
  readonly agent: Int16Array;
  /** Samples a second. */
  readonly rate: number;
}

function channelsOf(wav: Uint8Array): Channels {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength);
  expect(Buffer.from(wav.subarray(0, 4)).toString()).toBe("RIFF");
  const frames = (wav.byteLength - 44) / 4;
  const side = (offset: number) =>
    Int16Array.from({ length: frames }, (_, i) => view.getInt16(44 + i * 4 + offset, true));
  return { caller: side(0), agent: side(2), rate: view.getUint32(24, true) };
}

const loudest = (samples: Int16Array): number => samples.reduce((most, s) => Math.max(most, Math.abs(s)), 0);

describe("what is recorded", () => {
  test("an announced recording begins once it was heard, is silent while a PIN is keyed in, and can be played", async () => {
    const phone = await reaches("announced");
    await phone.hears("This call is recorded.", patient);
    const began = await recorded(phone, "in-progress");
    const noticed = phone.events.find(
      (e) => e.kind === "agent_speech" && e.state === "finished" && /is recorded/.test(e.text),
    );
    expect(began.seq).toBeGreaterThan(noticed?.seq ?? Number.POSITIVE_INFINITY);
    expect((await played(phone)).status).toBe(409);

    await phone.says("What is my balance?");
    const paused = await recorded(phone, "paused");
    await phone.hears("key in your PIN", patient);
    await phone.presses("1234");
    await phone.hears("forty dollars", patient);
    const keys = phone.events.filter((e) => e.kind === "caller_key");
    const resumed = await phone.event(
      "recording",
      (e) => e.status === "in-progress" && e.seq > paused.seq,
      patient,
    );
    expect(keys).toHaveLength(4);
    expect(keys.every((k) => k.at > paused.at && k.at < resumed.at)).toBe(true);
    await phone.says("Thank you very much.");
    await phone.hears("I am listening", patient);
    await phone.hangsUp();
    const stopped = await recorded(phone, "stopped");
    await recorded(phone, "completed");

    const answer = await played(phone);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "audio/wav",
      "accept-ranges": "bytes",
    });
    const wav = new Uint8Array(await answer.arrayBuffer());
    const { caller, agent, rate } = channelsOf(wav);
    const ms = (caller.length / rate) * 1_000;
    expect(Math.abs(ms - (stopped.at - began.at))).toBeLessThan(60);
    const sampleAt = (at: number) => Math.round(((at - began.at) / 1_000) * rate);
    const secret = [sampleAt(paused.at) + 800, sampleAt(resumed.at) - 800] as const;
    expect(secret[1] - secret[0]).toBeGreaterThan(rate / 2);
    expect(loudest(caller.subarray(...secret))).toBe(0);
    expect(loudest(agent.subarray(...secret))).toBe(0);
    expect(loudest(caller)).toBeGreaterThan(500);
    expect(loudest(agent)).toBeGreaterThan(500);

    const part = await played(phone, { range: "bytes=1000-1999" });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes 1000-1999/${wav.byteLength}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(Buffer.from(wav.subarray(1_000, 2_000)))).toBe(true);
    expect((await played(phone, { range: `bytes=${wav.byteLength}-` })).status).toBe(416);
    expect((await played(phone, { format: "flac" })).status).toBe(400);
  });

  test("a yes is waited for, and a no is not recorded", async () => {
    const yes = await reaches("asked");
    await yes.hears("may I record this call?", patient);
    expect(statuses(yes)).toEqual([]);
    await yes.says("Yes, that is fine.");
    await yes.hears(AGREED, patient);
    await recorded(yes, "in-progress");
    await yes.hangsUp();
    await recorded(yes, "completed");
    expect((await played(yes)).status).toBe(200);

    const no = await reaches("asked");
    await no.hears("may I record this call?", patient);
    await no.says("No, please don't.");
    await no.hears("this call is not recorded. How can I help you?", patient);
    await no.says("I have lost my card.");
    await no.hears("I am listening", patient);
    await no.hangsUp();
    await no.ended(patient);
    expect(statuses(no)).toEqual([]);
    const none = await played(no);
    expect(none.status).toBe(404);
    expect(await none.json()).toMatchObject({ error: "no_recording" });
  });

  test("a person who takes over is recorded only where the agent says so", async () => {
    const [own, all] = await Promise.all(
      (["announced", "untilEnd"] as const).map(async (name) => {
        const phone = await reaches(name);
        await phone.hears("This call is recorded.", patient);
        await recorded(phone, "in-progress");
        await phone.says("I want to talk to a person.");
        await phone.task("reserved", patient);
        await phone.agent("accept");
        return phone;
      }),
    );
    if (!own || !all) throw new Error("Two calls were made.");
    await recorded(own, "completed");
    expect((await played(own)).status).toBe(200);
    expect(statuses(all)).toEqual(["in-progress"]);
    expect((await played(all)).status).toBe(409);

    await Promise.all([own.hangsUp(), all.hangsUp()]);
    await recorded(all, "completed");
    expect(statuses(own)).toEqual(["in-progress", "stopped", "completed"]);
  });

  test("a Worker that dies goes on with the recording that there is", async () => {
    const phone = await reaches("announced");
    await phone.hears("This call is recorded.", patient);
    const began = await recorded(phone, "in-progress");
    // At this pace Twilio would ask again before any process could be back.
    await stack.twilio.command({ do: "set_faults", faults: { webhookLatencyMs: 13_000 } });
    await stack.killWorker();
    await stack.twilio.command({ do: "set_faults", faults: { webhookLatencyMs: 0 } });
    await phone.hears("I'm back", { within: 40_000 });
    await phone.says("I have lost my card.");
    await phone.hears("I am listening", patient);
    await phone.hangsUp();
    await recorded(phone, "completed");

    expect(phone.events.every((e) => e.kind !== "recording" || e.sid === began.sid)).toBe(true);
    expect(phone.heard.match(/This call is recorded/g)).toHaveLength(1);
    expect((await played(phone)).status).toBe(200);
  });

  test("a line that is lost is not recorded until the caller is back, and there is one recording", async () => {
    const phone = await reaches("announced");
    await phone.hears("This call is recorded.", patient);
    await recorded(phone, "in-progress");
    await phone.losesSocket();
    const paused = await recorded(phone, "paused");
    await phone.hears("I'm back", patient);
    await phone.event("recording", (e) => e.status === "in-progress" && e.seq > paused.seq, patient);
    await phone.hangsUp();
    await recorded(phone, "completed");

    expect(statuses(phone)).toEqual(["in-progress", "paused", "in-progress", "stopped", "completed"]);
    expect(phone.heard.match(/This call is recorded/g)).toHaveLength(1);
    expect((await played(phone)).status).toBe(200);
  });
});

test("who deletes a call deletes its recording, and who only reads cannot have it without a token", async () => {
  const phone = await reaches("announced");
  await phone.hears("This call is recorded.", patient);
  await recorded(phone, "in-progress");
  await phone.hangsUp();
  await recorded(phone, "completed");
  const path = `/api/calls/${phone.callSid}`;
  expect((await fetch(`${stack.urls.worker}${path}/recording`)).status).toBe(401);

  const gone = await workerApi(variables()).ask("DELETE", path);

  expect(gone).toMatchObject({
    status: 200,
    body: { deleted: ["state", "transcript", "record", "recording", "row"] },
  });
  await recorded(phone, "deleted");
  expect((await played(phone)).status).toBe(404);
});
