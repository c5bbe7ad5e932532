import { twilioRecordings } from "../adapters/twilio/recordings.ts";
import { callsOf, restAccountOf } from "../config.ts";
import { faultOf } from "../protocol/scrubbed.ts";
import { json } from "./answer.ts";
import type { Asked } from "./asked.ts";

/** What of Twilio's answer is for whoever plays it. */
const PASSED_ON = ["content-length", "content-range", "accept-ranges", "last-modified"];
/** Twilio takes some seconds to complete one; while the call goes on there is no telling. */
const RETRY_AFTER_S = "10";

/**
 * `GET /api/calls/:sid/recording`: the sound, as a WAV, or with `?format=mp3` as that. A player may ask for ranges. Where it
 * lies and by which key it is read stays here.
 */
export async function recording({ request, url, env, config, callSid }: Asked): Promise<Response> {
  const format = url.searchParams.get("format") ?? "wav";
  if (format !== "wav" && format !== "mp3")
    return json(400, { error: "bad_format", hint: "`format` is wav or mp3." });
  const found = await callsOf(env, config)(callSid).recordingOf();
  if (!found) return json(404, NONE);
  const twilio = twilioRecordings(restAccountOf(config));
  try {
    const { status } = await twilio.read(found.sid);
    if (status === "absent" || status === "deleted") return json(404, NONE);
    if (status !== "completed") return json(409, { ...NOT_YET, status }, { "retry-after": RETRY_AFTER_S });
    const sound = await twilio.media(found.sid, format, request.headers.get("range"));
    if (sound.ok || sound.status === 416) return passedOn(sound, callSid, format);
    await sound.body?.cancel();
    return json(502, { error: "twilio", status: sound.status, hint: UNREADABLE });
  } catch (cause) {
    const fault = faultOf(cause);
    // Somebody else has deleted it.
    if (fault.status === 404) return json(404, NONE);
    return json(502, { ...fault, error: "twilio", hint: UNREADABLE });
  }
}

const NONE = { error: "no_recording", hint: "There is no recording of this call, or it was deleted." };
const NOT_YET = {
  error: "not_completed",
  hint: "The recording goes on, or Twilio is still working on it. Ask again a little later.",
};
const UNREADABLE =
  "Twilio's recording cannot be had. The API key has to be allowed to read recordings; what is stored elsewhere (S3, encrypted) is read there.";

function passedOn({ status, headers, body }: Response, callSid: string, format: "wav" | "mp3"): Response {
  const passed = new Headers({
    "content-type": format === "wav" ? "audio/wav" : "audio/mpeg",
    "content-disposition": `inline; filename="${callSid}.${format}"`,
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
  });
  for (const name of PASSED_ON) {
    const value = headers.get(name);
    if (value !== null) passed.set(name, value);
  }
  return new Response(body, { status, headers: passed });
}
