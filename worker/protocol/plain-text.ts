/** Text a person's screen can show: no control or formatting characters, no halves of a surrogate pair. */
export const plain = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]+/gu, " ").trim();

/**
 * Addresses are no use to whoever hears of a failure, and say where the systems behind it are: URLs, IPv4, IPv6 in brackets
 * (and not a time in them), names with a port, and names that are only known inside.
 */
const OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const LABEL = "[a-z\\d_-]{1,63}";
const ADDRESS = new RegExp(
  [
    "\\b[a-z][a-z\\d+.-]{0,20}:\\/\\/[^\\s\"'<>]+",
    `\\b(?:${OCTET}\\.){3}${OCTET}\\b(?::\\d+)?`,
    "\\[(?=[\\da-f:.]{0,40}::|(?:[\\da-f]{1,4}:){7})[\\da-f:.]{2,45}\\](?::\\d+)?",
    `\\b(?:${LABEL}\\.){1,8}(?:internal|local)\\b(?::\\d+)?`,
    `\\b(?:${LABEL}\\.){1,8}[a-z][a-z\\d-]{0,62}:\\d{2,5}\\b`,
    "\\blocalhost\\b(?::\\d+)?",
  ].join("|"),
  "gi",
);
/** A shorter path may stand in a word. */
const SHORTEST_PATH = 4;
/** More of a service's words is of no use to anybody; each pattern above looks at some of them more than once. */
const MAX_REASON_CHARS = 2_000;

/**
 * A service's own words about a failure, with no address in them: see `ADDRESS`, and the host and path that were asked, where
 * they stand by themselves.
 *
 * @param asked - the URL, or "" where it is not known.
 */
export function withoutAddresses(text: string, asked: string): string {
  const { host = "", hostname = "", pathname = "" } = URL.parse(asked) ?? {};
  // "shop" alone is a word.
  const own = [host, hostname].filter((name) => /[.:]/.test(name));
  if (pathname.length >= SHORTEST_PATH) own.push(pathname);
  return own.reduce(
    (said, part) => said.replace(byItself(part), "…"),
    text.slice(0, MAX_REASON_CHARS).replace(ADDRESS, "…"),
  );
}

/** Not in a longer word, nor behind the @ of somebody's e-mail. */
const byItself = (part: string): RegExp =>
  new RegExp(
    `(?<![\\p{L}\\p{N}@])${part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}(?!\\.?[\\p{L}\\p{N}])`,
    "giu",
  );

/** The beginning of a text, of at most `maxChars` UTF-16 units, cut between characters and with an ellipsis. */
export function shorten(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  let kept = "";
  for (const character of text) {
    if (kept.length + character.length >= maxChars) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
