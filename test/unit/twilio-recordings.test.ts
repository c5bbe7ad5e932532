import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { listen, stop } from "../../local/http.ts";
import { callRecorder } from "../../worker/adapters/twilio/call-recorder.ts";
import { twilioRecordings } from "../../worker/adapters/twilio/recordings.ts";
import type { RecordingOrder } from "../../worker/session/state/parts.ts";

/** Twilio's recorder behind a network: a server that answers as it is told, and keeps what it was asked. */

const accountSid = `AC${"0".repeat(32)}`;
const CALL = `CA${"1".repeat(32)}`;
const RE = `RE${"2".repeat(32)}`;
const ROOT = `/2010-04-01/Accounts/${accountSid}`;

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}
type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let seen: Seen[] = [];
let answers: Answer[] = [];
const json =
  (status: number, body: unknown): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
const hangs: Answer = () => {};
const refused = (status: number, code: number): Answer => json(status, { code, message: "No.", status });
const listed = (...recordings: readonly object[]): Answer => json(200, { recordings });
const begun = json(201, { sid: RE, status: "in-progress" });

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "", url = "", headers } = request;
  const form = Object.fromEntries(new URLSearchParams(await text(request)));
  seen.push({ method, url, authorization: headers.authorization, range: headers.range, form });
  const answer = answers.shift();
  if (answer) answer(response, request);
  else json(500, {})(response, request);
}
const servers = [createServer(take), createServer(take)] as const;
let apiUrl = "";
let elsewhere = "";
beforeAll(async () => {
  apiUrl = `http://127.0.0.1:${await listen(servers[0])}`;
  elsewhere = `http://127.0.0.1:${await listen(servers[1])}`;
});
afterAll(() => Promise.all(servers.map(stop)));
beforeEach(() => {
  seen = [];
  answers = [];
});

const account = () => ({ accountSid, apiKey: "SK1", apiSecret: "hush", apiUrl });

const order = (name: RecordingOrder, sid: string | undefined = RE, again = false) =>
  callRecorder(account(), () => 1_000)(CALL, { type: "record", order: name, sid, again });
const asked = (): readonly string[] => seen.map(({ method, url }) => `${method} ${url.replace(ROOT, "")}`);

describe("orders", () => {
  test("a start asks for both sides apart, and nothing cut out, by the key", async () => {
    answers = [begun];

    expect(await order("start", undefined)).toEqual({ type: "recording_started", sid: RE, atMs: 1_000 });

    expect(seen).toEqual([
      {
        method: "POST",
        url: `${ROOT}/Calls/${CALL}/Recordings.json`,
        authorization: `Basic ${btoa("SK1:hush")}`,
        range: undefined,
        form: { RecordingChannels: "dual", RecordingTrack: "both", Trim: "do-not-trim" },
      },
    ]);
  });

  test.each([
    [401, 20003, "refused"],
    [404, 20404, "refused"],
    [400, 21220, "call_over"],
  ])(
    "a start that is refused with %i (%i) is told by its codes, and tried again only where it may help",
    async (status, code, why) => {
      answers = [refused(status, code), listed(), refused(status, code)];
      expect(await order("start", undefined)).toEqual({
        type: "recording_failed",
        during: "start",
        code: why,
        status,
        providerCode: code,
      });
      expect(asked().filter((a) => a.startsWith("POST"))).toHaveLength(code === 21220 ? 2 : 1);
    },
  );

  test("a call that is not in progress yet is asked for a second time", async () => {
    answers = [refused(400, 21220), listed(), begun];
    expect(await order("start", undefined)).toMatchObject({ type: "recording_started", sid: RE });
  });

  test("a start of which nobody knows the outcome is looked for before a second one is made", async () => {
    answers = [
      (response) => response.destroy(),
      listed(
        { sid: "RE-other", status: "in-progress", source: "DialVerb" },
        { sid: "RE-old", status: "completed", source: "StartCallRecordingAPI" },
        { sid: RE, status: "paused", source: "StartCallRecordingAPI" },
      ),
    ];
    expect(await order("start", undefined)).toMatchObject({ type: "recording_started", sid: RE });
    expect(asked()).toEqual([
      `POST /Calls/${CALL}/Recordings.json`,
      `GET /Calls/${CALL}/Recordings.json?PageSize=20`,
    ]);

    seen = [];
    answers = [listed({ sid: RE, status: "in-progress", source: "StartCallRecordingAPI" })];
    expect(await order("start", undefined, true)).toMatchObject({ type: "recording_started", sid: RE });
    expect(asked()).toEqual([`GET /Calls/${CALL}/Recordings.json?PageSize=20`]);
  });

  test("a Twilio that hangs is given up, and may have done it", async () => {
    answers = [hangs, hangs];
    expect(await order("start", undefined)).toMatchObject({ during: "start", code: "unreachable" });
    answers = [hangs];
    expect(await order("pause")).toMatchObject({ during: "pause", code: "unreachable" });
  });

  test("a pause leaves silence, and is tried once; a stop is insisted on, and so is a deletion", async () => {
    answers = [json(200, {})];
    expect(await order("pause")).toEqual({ type: "recording_changed", to: "paused" });
    expect(seen[0]).toMatchObject({
      url: `${ROOT}/Calls/${CALL}/Recordings/${RE}.json`,
      form: { Status: "paused", PauseBehavior: "silence" },
    });
    answers = [refused(500, 20500)];
    expect(await order("pause")).toMatchObject({ type: "recording_failed", during: "pause" });

    answers = [refused(500, 20500), (r) => r.destroy(), json(200, {})];
    expect(await order("stop")).toEqual({ type: "recording_changed", to: "over" });
    answers = [refused(500, 20500), refused(500, 20500), refused(403, 20003)];
    expect(await order("stop")).toMatchObject({ during: "stop", code: "refused", status: 403 });
    answers = [refused(400, 20001), (r) => r.writeHead(204).end()];
    expect(await order("delete")).toEqual({ type: "recording_changed", to: "deleted" });
  });

  test.each([
    [404, 20404],
    [400, 21220],
  ])("a stop that Twilio has made itself (%i, %i) is one", async (status, code) => {
    answers = [refused(status, code)];
    expect(await order("stop")).toEqual({ type: "recording_changed", to: "over" });
  });

  test("one that nobody knows the SID of is stopped all the same, and deleted", async () => {
    answers = [
      json(200, {}),
      listed({ sid: RE, status: "completed", source: "StartCallRecordingAPI" }),
      (r) => r.writeHead(204).end(),
    ];
    seen = [];
    const recorder = callRecorder(account(), () => 1_000);
    await recorder(CALL, { type: "record", order: "stop", sid: undefined, again: false });
    await recorder(CALL, { type: "record", order: "delete", sid: undefined, again: false });
    expect(asked()).toEqual([
      `POST /Calls/${CALL}/Recordings/Twilio.CURRENT.json`,
      `GET /Calls/${CALL}/Recordings.json?PageSize=20`,
      `DELETE /Recordings/${RE}.json`,
    ]);
  });
});

describe("the sound", () => {
  const media = (range: string | null = null) => twilioRecordings(account()).media(RE, "wav", range);

  test("comes with the range that was asked for, by the key", async () => {
    answers = [(r) => r.writeHead(206, { "content-range": "bytes 0-3/9" }).end("RIFF")];
    const answer = await media("bytes=0-3");
    expect(await answer.text()).toBe("RIFF");
    expect(seen).toMatchObject([
      { url: `${ROOT}/Recordings/${RE}.wav`, range: "bytes=0-3", authorization: `Basic ${btoa("SK1:hush")}` },
    ]);
  });

  test("a redirect within Twilio's API keeps the key, one to another host without encryption is not followed", async () => {
    answers = [(r) => r.writeHead(302, { location: "/elsewhere" }).end(), (r) => r.end("RIFF")];
    expect(await (await media("bytes=0-")).text()).toBe("RIFF");
    expect(seen[1]).toMatchObject({
      url: "/elsewhere",
      range: "bytes=0-",
      authorization: `Basic ${btoa("SK1:hush")}`,
    });

    seen = [];
    answers = [(r) => r.writeHead(302, { location: `${elsewhere}/media` }).end()];
    await expect(media()).rejects.toMatchObject({ name: "TwilioRestError" });
    expect(seen).toHaveLength(1);
  });

  test("the key goes to no other host", async () => {
    const asked: { url: string; authorization: string | null; range: string | null }[] = [];
    const fetched = vi.spyOn(globalThis, "fetch").mockImplementation(async (to, init) => {
      const headers = new Headers(init?.headers);
      asked.push({
        url: String(to),
        authorization: headers.get("authorization"),
        range: headers.get("range"),
      });
      return asked.length === 1
        ? new Response(null, { status: 302, headers: { location: "https://media.example.com/a.wav" } })
        : new Response("RIFF");
    });
    await media("bytes=5-");
    fetched.mockRestore();
    expect(asked[1]).toEqual({
      url: "https://media.example.com/a.wav",
      authorization: null,
      range: "bytes=5-",
    });
  });

  test("a circle of redirects ends, and so does a server that says nothing", async () => {
    answers = Array.from({ length: 9 }, (): Answer => (r) => r.writeHead(302, { location: "/again" }).end());
    await expect(media()).rejects.toMatchObject({ name: "TwilioRestError" });
    expect(seen).toHaveLength(4);
    answers = [hangs];
    await expect(media()).rejects.toMatchObject({ name: "TwilioRestError" });
  });
});
