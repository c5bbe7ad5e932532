import { type Place, type Rule, rule } from "./rule.ts";

/** A line break is a pause: a full stop, unless the line already ends in a mark. */
const pause = (_: unknown, { tail, after }: Place): string =>
  after === "" || tail.trim() === "" ? "" : /[\p{L}\p{N}%)\]"»”’]\s*$/u.test(tail) ? ". " : " ";

const cell = (_: unknown, { tail }: Place): string => (/[\p{L}\p{N}%).]$/u.test(tail.trimEnd()) ? ", " : "");

const LINE_START = "(?<=\\n[ \\t>]*)";

/** Names of tags that models write around speech: SSML, simple HTML, and their own thinking. */
const TAGS =
  "speak|break|prosody|emphasis|say-as|phoneme|sub|voice|audio|lang|mark|amazon|mstts|think|thinking|span|div|strong|em|br|ul|ol|li|p|s|b|i|u|a";

/** Markdown, tags and pictures: written for the eye, dropped for the ear. The same in every language. */
export const MARKUP: readonly Rule[] = [
  rule("[ \\t]*[\\r\\n]\\s{0,20}", pause),
  rule("[ \\t]{2,20}|\\t", " "),
  // The space before a pictograph goes with it.
  rule(" (?=[\\u{2600}-\\u{27BF}\\u{1F000}-\\u{1FAFF}])", ""),
  rule(`${LINE_START}[ \\t]+`, ""),
  rule(`${LINE_START}#{1,6} `, ""),
  rule(`${LINE_START}[-*+•‣◦▪·–] `, ""),
  rule(`(?<=\\n[ \\t>]*\\d{1,2})\\)`, "."),
  rule(`${LINE_START}> ?`, ""),
  rule(`${LINE_START}(?:-{3,20}|={3,20})`, ""),
  rule(`${LINE_START}\\|`, ""),
  rule("\\[[ xX]\\](?=\\s)", ""),
  rule("\\|[ \\t]?:?-{2}", { spoken: "", mode: "skip_line" }),
  rule("[ \\t]?\\|[ \\t]?", cell),
  rule("`{3,}[\\w+-]{0,12}(?=\\n)", ""),
  rule("[`\\\\^{}~\\]\\[<>]", ""),
  rule("\\*+", ""),
  rule("#+", ""),
  rule("_+", (_, { before, after }) =>
    /[\p{L}\p{N}]$/u.test(before) && /[\p{L}\p{N}]/u.test(after) ? " " : "",
  ),
  rule("\\[[^\\]\\n]{0,12}[Ii]nterrupt", { spoken: "", mode: "skip_mark" }),
  rule("!(?=\\[)", ""),
  rule("\\]\\(", { spoken: "", mode: "skip_target" }),
  rule("\\]\\[[^\\]\\n]{0,16}\\]", ""),
  rule(`<\\/?(?:${TAGS})(?=[\\s>\\/:])`, { spoken: "", mode: "skip_tag" }),
  rule("<\\/?[A-Za-z][\\w\\s=\"'\\/-]{0,18}>", ""),
  rule("&nbsp;", " "),
  rule("&[lg]t;", ""),
  rule("&quot;", '"'),
  rule("&#39;", "'"),
];

/** Signs of Markdown that are none where they stand: "2 * 3", "#42", "~5", "anna_b@example.com". */
export const KEPT: readonly Rule[] = [
  "(?<=\\d ?)\\*(?= ?\\d)",
  "#(?=\\d)",
  "~(?=\\d)",
  "(?<=[\\p{L}\\p{N}])_(?=[\\p{L}\\p{N}])",
].map((pattern) => rule(pattern, (m) => m[0]));

/** Pictographs with their joiners, skin tones, flags and key caps; control characters; halves of characters. */
export const UNSPEAKABLE =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]|\u{FE0E}|\u{FE0F}|\u{20E3}/u;

/** What ends each skipping mode. A line feed always does as well, so that no reply is lost. */
export const SKIP_ENDS: Readonly<Record<string, string>> = {
  skip_target: ")",
  skip_mark: "]",
  skip_tag: ">",
  skip_line: "",
};
