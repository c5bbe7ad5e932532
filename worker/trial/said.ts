import { MAX_SAID_CHARS, type TrialNews, type TrialSaid } from "../protocol/console/trial.ts";
import { plain } from "../protocol/plain-text.ts";

export type Refusal = Omit<Extract<TrialNews, { type: "refused" }>, "type">;

export type ReadSaid = { readonly ok: true; readonly said: TrialSaid } | ({ readonly ok: false } & Refusal);

/** A message with the longest text in it, each character escaped. */
const MAX_MESSAGE_CHARS = 6 * MAX_SAID_CHARS + 100;

/** What a page has sent, or why it is nothing. */
export function readSaid(raw: string | ArrayBuffer): ReadSaid {
  const message = typeof raw === "string" && raw.length <= MAX_MESSAGE_CHARS ? parsed(raw) : undefined;
  if (typeof raw === "string" && raw.length > MAX_MESSAGE_CHARS) return tooLong(raw.length);
  switch (message?.type) {
    case "say": {
      const text = typeof message.text === "string" ? plain(message.text) : "";
      if (text.length > MAX_SAID_CHARS) return tooLong(text.length);
      return text === ""
        ? { ok: false, error: "no_text", hint: "`say` needs a `text`: the words.", goesOn: true }
        : { ok: true, said: { type: "say", text } };
    }
    case "press": {
      const { digit } = message;
      return typeof digit === "string" && /^[0-9*#]$/.test(digit)
        ? { ok: true, said: { type: "press", digit } }
        : { ok: false, error: "bad_digit", hint: "`press` needs a `digit`: one of 0 to 9, * and #." };
    }
    case "hang_up":
      return { ok: true, said: { type: "hang_up" } };
    default:
      return {
        ok: false,
        error: "bad_message",
        hint: 'Send JSON such as {"type": "say", "text": "Hello."}; `type` is one of say, press, hang_up.',
      };
  }
}

const tooLong = (chars: number): ReadSaid => ({
  ok: false,
  error: "too_long",
  goesOn: true,
  hint: `What is said has ${MAX_SAID_CHARS} characters at most, and this has ${chars}.`,
});

function parsed(raw: string): { type?: unknown; text?: unknown; digit?: unknown } | undefined {
  try {
    return Object(JSON.parse(raw));
  } catch {
    return undefined; // not JSON
  }
}

/** More at once than somebody keys in, and in the long run more than anybody types. */
const AT_ONCE = 20;
const A_SECOND = 2;

/** How fast somebody may speak: each text asks the model. @param now - epoch ms. */
export function pace(now: () => number): () => boolean {
  let left = AT_ONCE;
  let atMs = now();
  return () => {
    const nowMs = now();
    left = Math.min(AT_ONCE, left + ((nowMs - atMs) / 1_000) * A_SECOND);
    atMs = nowMs;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
