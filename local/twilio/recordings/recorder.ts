import { SID_DIGITS } from "../../../worker/protocol/sids.ts";
import type { RecordingStatus, StackEvent } from "../events.ts";
import { newSid } from "../sid.ts";
import type { Stack, StackListener } from "../stack.ts";
import { failure, notFound, type Reply, type Request, type Route } from "../task-router/rest-reply.ts";
import { type Sound, type Sounds, wav, wavBytes } from "./wav.ts";

interface Recording {
  readonly sid: string;
  readonly callSid: string;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly pauses: { readonly from: number; to: number }[];
  readonly channels: number;
  readonly track: string;
  status: RecordingStatus;
  endedAt: number | undefined;
}

/** Somebody speaks, or a key sounds; epoch ms. */
interface Heard {
  readonly who: Sounds["who"];
  readonly from: number;
  to: number;
}

/** From the end of a recording until it can be fetched; real milliseconds. Twilio takes seconds. */
const PROCESSING_MS = 300;
const KEY_MS = 120;
/** A live result comes this much later than the word that it is of. */
const HEARING_MS = 300;
const NOT_IN_PROGRESS = 21220;

/**
 * Twilio's recorder, for recordings that are begun over REST. It listens to what is said on the line; times are real ones,
 * as the Worker has them, however fast people speak.
 *
 * Source: Recordings resource of API version 2010-04-01; the `twilio` package for its fields. Not documented, and made up
 * here: how a change of one that is over is refused, and the order of a list.
 */
export function createRecordings(stack: Stack): {
  readonly hear: StackListener;
  readonly routes: readonly Route[];
} {
  const recordings = new Map<string, Recording>();
  const statuses = new Map<string, string>();
  const heard = new Map<string, Heard[]>();
  const account = `/2010-04-01/Accounts/${stack.accountSid}`;
  const now = () => performance.timeOrigin + performance.now();
  const goesOn = ({ status }: Recording): boolean => status === "in-progress" || status === "paused";

  function enter(one: Recording, status: RecordingStatus): void {
    one.status = status;
    stack.emit({ kind: "recording", sid: one.sid, status }, one.callSid);
  }

  function end(one: Recording): void {
    if (!goesOn(one)) return;
    one.endedAt = now();
    const open = one.pauses.at(-1);
    if (one.status === "paused" && open) open.to = one.endedAt;
    enter(one, "stopped");
    one.status = "processing";
    stack.network.after(PROCESSING_MS, () => {
      if (one.status === "processing") enter(one, "completed");
    });
  }

  function hear(event: StackEvent): void {
    const { callSid, at } = event;
    if (callSid === undefined) return;
    const sounds = heard.get(callSid) ?? [];
    heard.set(callSid, sounds);
    switch (event.kind) {
      case "call":
        statuses.set(callSid, event.status);
        if (event.status === "ringing" || event.status === "in-progress") return;
        for (const one of recordings.values()) if (one.callSid === callSid) end(one);
        return;
      case "agent_speech":
        if (event.state === "started") sounds.push({ who: "agent", from: at, to: at + event.ms });
        else endSound(sounds, at);
        return;
      case "caller_speech": {
        const last = sounds.findLast(({ who }) => who === "caller");
        if (last && at - last.to < 3 * HEARING_MS) last.to = at;
        else sounds.push({ who: "caller", from: at - HEARING_MS, to: at });
        return;
      }
      case "caller_key":
        sounds.push({ who: "key", from: at, to: at + KEY_MS });
        return;
      default:
        return;
    }
  }

  function endSound(sounds: readonly Heard[], at: number): void {
    const last = sounds.findLast(({ who }) => who === "agent");
    if (last) last.to = at;
  }

  function soundOf({ callSid, startedAt, endedAt, pauses }: Recording): Sound {
    const ms = Math.round((endedAt ?? now()) - startedAt);
    const within = (at: number) => Math.max(0, Math.min(ms, at - startedAt));
    return {
      ms,
      sounds: (heard.get(callSid) ?? []).map(({ who, from, to }) => ({
        who,
        fromMs: within(from),
        toMs: within(to),
      })),
      silences: pauses.map(({ from, to }) => ({ fromMs: within(from), toMs: within(to) })),
    };
  }

  function body(one: Recording): object {
    const seconds =
      one.endedAt !== undefined && one.status === "completed"
        ? String(Math.round((one.endedAt - one.startedAt) / 1_000))
        : null;
    return {
      sid: one.sid,
      account_sid: stack.accountSid,
      call_sid: one.callSid,
      conference_sid: null,
      api_version: "2010-04-01",
      status: one.status,
      source: "StartCallRecordingAPI",
      channels: one.channels,
      track: one.track,
      // A string of whole seconds once it is known; Twilio's own value until then is not documented.
      duration: seconds,
      start_time: new Date(one.startedAt).toUTCString().replace("GMT", "+0000"),
      date_created: new Date(one.startedAt).toUTCString().replace("GMT", "+0000"),
      price: null,
      price_unit: "USD",
      error_code: null,
      encryption_details: null,
      uri: `${account}/Recordings/${one.sid}.json`,
    };
  }

  function start({ sids: [callSid = ""], form, url }: Request): Reply {
    const status = statuses.get(callSid);
    if (status === undefined) return notFound(new URL(url).pathname);
    if (status !== "in-progress") return failure(400, NOT_IN_PROGRESS, `Call ${callSid} is not in-progress.`);
    const one: Recording = {
      sid: newSid("RE"),
      callSid,
      startedAt: now(),
      pauses: [],
      channels: form.get("RecordingChannels") === "dual" ? 2 : 1,
      track: form.get("RecordingTrack") ?? "both",
      status: "in-progress",
      endedAt: undefined,
    };
    recordings.set(one.sid, one);
    enter(one, "in-progress");
    return { status: 201, body: body(one) };
  }

  function list({ sids: [callSid = ""], query }: Request): Reply {
    const all = [...recordings.values()]
      .filter((one) => one.callSid === callSid && one.status !== "deleted")
      .reverse();
    const size = Math.min(1_000, Math.max(1, Number(query.get("PageSize") ?? 50) || 50));
    const page = Math.max(0, Number(query.get("Page") ?? 0) || 0);
    const uri = (of: number) => `${account}/Calls/${callSid}/Recordings.json?PageSize=${size}&Page=${of}`;
    return {
      status: 200,
      body: {
        recordings: all.slice(page * size, (page + 1) * size).map(body),
        page,
        page_size: size,
        start: page * size,
        uri: uri(page),
        first_page_uri: uri(0),
        next_page_uri: all.length > (page + 1) * size ? uri(page + 1) : null,
        previous_page_uri: page > 0 ? uri(page - 1) : null,
      },
    };
  }

  function update({ sids: [callSid = "", named = ""], form, url }: Request): Reply {
    const ofCall = [...recordings.values()].filter((one) => one.callSid === callSid);
    const one =
      named === "Twilio.CURRENT" ? ofCall.findLast(goesOn) : ofCall.find(({ sid }) => sid === named);
    if (!one || one.status === "deleted") return notFound(new URL(url).pathname);
    if (!goesOn(one)) return failure(400, NOT_IN_PROGRESS, `Recording ${one.sid} is not in-progress.`);
    const status = form.get("Status");
    if (status === "stopped") end(one);
    else if (status === "paused" && one.status !== "paused") {
      one.pauses.push({ from: now(), to: Number.POSITIVE_INFINITY });
      enter(one, "paused");
    } else if (status === "in-progress" && one.status === "paused") {
      const open = one.pauses.at(-1);
      if (open) open.to = now();
      enter(one, "in-progress");
    } else if (status !== one.status)
      return failure(400, 20001, "Status must be in-progress, paused or stopped");
    return { status: 200, body: body(one) };
  }

  const known = ({ sids: [sid = ""], url }: Request): Recording | Reply => {
    const one = recordings.get(sid);
    return one && one.status !== "deleted" ? one : notFound(new URL(url).pathname);
  };
  const isReply = (one: Recording | Reply): one is Reply => "body" in one;

  function remove(request: Request): Reply {
    const one = known(request);
    if (isReply(one)) return one;
    if (one.status !== "completed") return failure(400, 20001, `Recording ${one.sid} is not completed.`);
    enter(one, "deleted");
    return { status: 204, body: {} };
  }

  /** The file itself; a WAV only, as there is nothing here that makes an MP3. */
  function media(request: Request): Reply {
    const one = known(request);
    if (isReply(one)) return one;
    if (one.status !== "completed") return notFound(new URL(request.url).pathname);
    const sound = soundOf(one);
    const bytes = wavBytes(sound);
    const type = { "content-type": "audio/x-wav", "accept-ranges": "bytes" };
    const asked = /^bytes=(\d+)-(\d*)$/.exec(request.range ?? "");
    if (!asked) return { status: 200, body: {}, file: wav(sound), headers: type };
    const from = Number(asked[1]);
    const to = Math.min(bytes - 1, asked[2] ? Number(asked[2]) : bytes - 1);
    if (from >= bytes || to < from)
      return {
        status: 416,
        body: {},
        file: Buffer.alloc(0),
        headers: { ...type, "content-range": `bytes */${bytes}` },
      };
    const headers = { ...type, "content-range": `bytes ${from}-${to}/${bytes}` };
    return { status: 206, body: {}, file: wav(sound, from, to + 1), headers };
  }

  const ofCall = `^${account}/Calls/(CA${SID_DIGITS})/Recordings`;
  const one = `^${account}/Recordings/(RE${SID_DIGITS})`;
  return {
    hear,
    routes: [
      { method: "POST", path: new RegExp(`${ofCall}\\.json$`), answer: start },
      { method: "GET", path: new RegExp(`${ofCall}\\.json$`), answer: list },
      {
        method: "POST",
        path: new RegExp(`${ofCall}/(RE${SID_DIGITS}|Twilio\\.CURRENT)\\.json$`),
        answer: update,
      },
      {
        method: "GET",
        path: new RegExp(`${one}\\.json$`),
        answer: (request) => {
          const found = known(request);
          return isReply(found) ? found : { status: 200, body: body(found) };
        },
      },
      { method: "GET", path: new RegExp(`${one}\\.wav$`), answer: media },
      { method: "DELETE", path: new RegExp(`${one}\\.json$`), answer: remove },
    ],
  };
}
