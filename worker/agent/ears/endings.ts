import { type Opens, OWN_VOICE, REASONING_AGAIN, REASONING_END } from "./marks.ts";
import { BracketScan } from "./written-calls.ts";

/**
 * Tells where what a mark has opened ends: the place behind it; "no" where it turns out to be speech; undefined while
 * that cannot be told. `body` is all of it so far, the mark included.
 */
export type Closes = (body: string, ended: boolean) => number | "no" | undefined;

/** What has not begun as a stage direction by then, in characters, is speech; a known one may be as long as the second. */
const MAX_ASIDE = 24;
const MAX_DIRECTION = 160;
/** Words in square brackets that are longer are speech. */
const MAX_BRACKET = 160;
/** The longest token is `<|tool_calls_section_begin|>`; with the channel and the receiver it is a head. */
const MAX_TOKEN = 200;
/** What is only labelled as thoughts is speech beyond that, in characters: some four seconds of a model's writing. */
const MAX_LABELLED = 1_200;
/** Pieces of an ending that were read before its rest came. */
const OVERLAP = 64;

const REASONING = new RegExp(`(?<again>${REASONING_AGAIN})|${REASONING_END}`, "giu");
const MUSING = new RegExp(REASONING_END, "giu");
const CHANNEL = /<\|(?:end|channel|start|return)\|>?/giu;
const SECTION =
  /<\|(?:\/tool_call|tool_calls?_(?:section_)?end|end_tool_(?:call|request)s?|end_action|call|eom_id|im_end|eot_id|end|channel|start)\|>|<tool_call\|>|\[(?:\/|END_)[A-Za-z_]+\]|\n(?=Observation:)|\n\s*\n(?=[A-Z])/gu;
const RESULT_END = /<\|?\/?\w{0,30}(?:output|result|response)s?\w{0,12}\|>|\[\/\w+\]/giu;
const VOICE = new RegExp(OWN_VOICE, "gu");
const ACTION = /\n(?=\*{0,2}Action:)/gu;
/** A line that begins like a call. */
const CALL = /\n\s*(?=[<{`]|[\w.]+[({])/gu;

/** Whether words are a stage direction, or may become one. */
export type Directs = (words: string) => "yes" | "perhaps" | "no";

export function closes(opens: Opens, opener: string, directs: Directs): Closes {
  switch (opens) {
    case "reasoning":
      return /^<\|.*analysis/i.test(opener) ? until(CHANNEL, opener.length, true) : reasoning();
    case "musing":
      return either(until(MUSING, opener.length), until(VOICE, 0));
    case "labelled":
      return orSpeech(either(until(VOICE, 0), until(ACTION, 0), until(CALL, 0)));
    case "other_voice":
      return otherVoice(opener);
    case "sentence":
      return until(/[.!?](?=\s|$)|\n/g, opener.length);
    case "result":
      return opener.startsWith("<") && !opener.startsWith("<|")
        ? until(closingTag(opener), 0)
        : until(RESULT_END, opener.length);
    case "over":
      return () => undefined;
    case "prompt":
      return until(/\[\/INST\]/gi, opener.length);
    case "call_tag":
      return /\/>$|^<\//.test(opener) ? () => opener.length : until(closingTag(opener), 0);
    case "call_fence":
      return until(/`{3}/g, opener.length);
    case "call_section":
      return until(SECTION, opener.length);
    case "call_brackets":
      return brackets();
    case "token":
      return token;
    case "tag":
      return until(opener === "<!--" ? /-->/g : /[>\n]/g, 0);
    case "aside":
      return aside(opener, directs);
    case "bracket":
      return bracket;
    default:
      return () => opener.length;
  }
}

/** To the first match of `pattern`, which has the flag `g`. */
function until(pattern: RegExp, from: number, before = false): Closes {
  const own = new RegExp(pattern.source, pattern.flags);
  let seen = from;
  return (body) => {
    own.lastIndex = Math.max(from, seen - OVERLAP);
    const match = own.exec(body);
    seen = body.length;
    return match ? match.index + (before ? 0 : match[0].length) : undefined;
  };
}

const either =
  (...all: readonly Closes[]): Closes =>
  (body, ended) => {
    const ends = all.map((c) => c(body, ended)).filter((e) => typeof e === "number");
    return ends.length === 0 ? undefined : Math.min(...ends);
  };

/** What nothing that follows shows to be machinery was said to the caller. */
const orSpeech =
  (machinery: Closes): Closes =>
  (body, ended) =>
    machinery(body, ended) ?? (ended || body.length > MAX_LABELLED ? "no" : undefined);

/** Characters behind a line that are read before it is taken for what it looks like. */
const A_LOOK = 24;

/** Another's line is a sentence, or the agent's own comes after it: "User: admin" is a thing to be told. */
function otherVoice(opener: string): Closes {
  const own = either(until(VOICE, 0), until(ACTION, 0));
  return (body, ended) => {
    const end = own(body, ended);
    if (end !== undefined || !opener.endsWith(":") || opener.includes("Observation")) return end;
    const [line = "", rest = ""] =
      /^[\s*]*([^\n]*)\n?([\s\S]*)/.exec(body.slice(opener.length))?.slice(1) ?? [];
    if (!ended && rest.length < A_LOOK) return undefined;
    return /[.?!…]["'*)]*\s*$/.test(line) ? undefined : "no";
  };
}

/** A block that is opened once more inside itself ends with the second closing tag. */
function reasoning(): Closes {
  const own = new RegExp(REASONING.source, REASONING.flags);
  let depth = 1;
  let done = 1;
  let seen = 0;
  return (body) => {
    own.lastIndex = Math.max(done, seen - OVERLAP - 80);
    for (let match = own.exec(body); match; match = own.exec(body)) {
      done = own.lastIndex;
      depth += match.groups?.again === undefined ? -1 : 1;
      if (depth === 0) return done;
    }
    seen = body.length;
    return undefined;
  };
}

function closingTag(opener: string): RegExp {
  const name = /[\w:.-]+/.exec(opener)?.[0] ?? "";
  const closing = name.startsWith("start_") ? `<${name.replace("start", "end")}>` : `<\\/\\s?${name}\\s?>`;
  return new RegExp(closing, "giu");
}

function brackets(): Closes {
  const scan = new BracketScan();
  let end: number | undefined;
  return (body, ended) => {
    end ??= scan.read(body);
    // The full stop of a program.
    return end === undefined || (end === body.length && !ended)
      ? undefined
      : end + (body[end] === ";" ? 1 : 0);
  };
}

/** `<|name|>`, and with a channel's or a role's head all of it, up to `<|message|>`. */
const token: Closes = (body, ended) => {
  const head = HEADS.find(([begins]) => begins.test(body));
  const end = (head?.[1] ?? />|\n/).exec(body.slice(2));
  if (end) return end.index + 2 + end[0].length;
  if (!ended && body.length <= MAX_TOKEN) return undefined;
  const bare = /[>\n]/.exec(body.slice(2));
  return bare ? bare.index + 3 : body.length;
};

/** Tokens that a role or a channel follows, and what ends that. */
const HEADS: readonly (readonly [RegExp, RegExp])[] = [
  [/^<\|(?:start|channel)\|>/i, /<\|message\|>|\n/],
  [/^<\|channel>/i, /\n|(?<=channel>)(?=\W)/],
  [/^<\|start_header_id\|>/i, /<\|end_header_id\|>|\n/],
  [/^<\|im_start\|>/i, /\n/],
];

/** Judged at each character, so that how the reply was cut cannot matter. */
function aside(opener: string, directs: Directs): Closes {
  const end = opener === "(" ? ")" : opener === "{" ? "}" : [...opener].reverse().join("");
  let read = opener.length;
  let is = false;
  return (body, ended) => {
    for (; read < body.length; read += 1) {
      if (is && body.startsWith(end, read)) return read + end.length;
      // The second half of a closing mark may still be on its way.
      if (is && !ended && end.length > 1 && end.startsWith(body.slice(read))) return undefined;
      const inside = body.slice(opener.length, read + 1);
      const verdict = inside.includes("\n") || inside.length > MAX_DIRECTION ? "no" : directs(inside);
      is = verdict === "yes";
      if (verdict === "no" || (!is && inside.length > MAX_ASIDE)) return "no";
    }
    return ended ? "no" : undefined;
  };
}

/** What a caller is to find again: "gate [B]", "order [A-1042]". */
const REFERENCE = /^\[[A-Za-z](?:[A-Za-z]{0,4}[ -]?\d[\w-]*)?\]$/;

/** A link's text is speech: "[our terms](https://…)". */
const bracket: Closes = (body, ended) => {
  const at = body.indexOf("]");
  if (at < 0) return body.length > MAX_BRACKET || /\n\s*\n/.test(body) ? "no" : undefined;
  if (at === body.length - 1 && !ended) return undefined;
  return body[at + 1] === "(" || REFERENCE.test(body.slice(0, at + 1)) ? "no" : at + 1;
};
