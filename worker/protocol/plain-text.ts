/** Text a person's screen can show: no control or formatting characters, no halves of a surrogate pair. */
export const plain = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]+/gu, " ").trim();

/** Addresses are no use to whoever hears of a failure, and say where the systems behind it are. */
const ADDRESS =
  /\b[a-z][a-z\d+.-]*:\/\/[^\s"'<>]+|\b(?:\d{1,3}\.){3}\d{1,3}\b(?::\d+)?|\[[\da-f:]*:[\da-f:]*\](?::\d+)?/gi;
/** A shorter path may stand in a word. */
const SHORTEST_PATH = 4;

/**
 * A service's own words about a failure, with no address in them: a URL, a number, and the host and path that were asked.
 *
 * @param asked - the URL, or "" where it is not known.
 */
export function withoutAddresses(text: string, asked: string): string {
  const { host = "", hostname = "", pathname = "" } = URL.parse(asked) ?? {};
  const own = [host, hostname, pathname.length < SHORTEST_PATH ? "" : pathname].filter((part) => part !== "");
  return own.reduce((said, part) => said.replaceAll(part, "…"), text.replace(ADDRESS, "…"));
}

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
