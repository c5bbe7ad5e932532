/**
 * Addresses are no use to whoever hears of a failure, and say where the systems behind it are: URLs, IPv4, IPv6 (and no time),
 * names with a port, names that are only known inside, and what a resolver did not find.
 */

const OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const IPV4 = `(?:${OCTET}\\.){3}${OCTET}`;
/** With `::` or all of its eight parts, and a figure in it: neither a time nor `std::string` is one. It may end in an IPv4, a zone, a port. */
const IPV6 = `(?<![\\w:.])(?=[\\da-f:]{0,39}::|(?:[\\da-f]{1,4}:){7}[\\da-f])(?=[a-f:]{0,39}\\d)(?:[\\da-f]{0,4}:){2,8}(?:${IPV4}|[\\da-f]{1,5}|(?<=::))(?:%\\w{1,20})?(?![a-z\\d]|:[a-z\\d:])`;
const IPV6_IN_BRACKETS = "\\[(?=[\\da-f:.]{0,40}::|(?:[\\da-f]{1,4}:){7})[\\da-f:.]{2,45}\\]";

const LABEL = "[a-z\\d_-]{1,63}";
const WORD = "[a-z][a-z\\d_-]{0,62}";
/** Where a name begins: what begins within one is looked at with the whole of it, and once. */
const BEGINS = "(?<![\\w-]|[\\w-]\\.)";
/** Not a price, nor a longer number. */
const ENDS = "\\b(?![.,]\\d)";
/** Two digits are hours, or pieces: "Fri.Sat:10". */
const PORT = `:\\d{3,5}${ENDS}`;
/** Of databases, caches, queues and proxies. By one of them a single word is a host: others are numbers of whatever it names. */
const KNOWN_PORTS =
  "1433|1521|1883|2181|2379|3306|4222|5432|5433|5671|5672|5984|6379|6432|7687|808\\d|8443|8500|9042|9090|9092|9200|9300|9411|11211|15672|26379|2701[7-9]|50051";

const QUOTE = "[\"'`]?";
/** What is said before a host that was to be connected to. */
const CONNECTING = `\\b(?:ECONN[A-Z]{3,8}|ETIMEDOUT|E(?:HOST|NET)UNREACH|connect(?:ing|ion)? to|dial (?:tcp|udp)|upstream|proxy) ${QUOTE}`;
/** What Node, curl, Java, Go and PostgreSQL say before a name that no resolver knows. */
const UNRESOLVED = `(?:\\b(?:ENOTFOUND|EAI_AGAIN|resolve host:|UnknownHostException:|no such host:) ?${QUOTE}|\\b(?:translate host name|no such host) ["'\`])`;
const NAME = `(?:${LABEL}\\.){0,20}${WORD}`;

const ADDRESS = new RegExp(
  [
    "(?<![a-z\\d])[a-z][a-z\\d+.-]{0,20}:\\/\\/[^\\s\"'<>]+",
    // Before the others: one may end as they begin.
    IPV6,
    `(?:${IPV6_IN_BRACKETS}|\\b${IPV4}\\b|\\blocalhost\\b|${BEGINS}(?:${LABEL}\\.){1,20}(?:internal|local)\\b)(?::\\d+)?`,
    `${BEGINS}(?:${LABEL}\\.){1,20}${WORD}${PORT}`,
    `${BEGINS}(?:${LABEL}\\.){2,20}${WORD}:80${ENDS}`,
    `${BEGINS}${WORD}:(?:${KNOWN_PORTS})${ENDS}`,
    `(?<=${CONNECTING})${WORD}${PORT}`,
    `(?<=${UNRESOLVED})${NAME}`,
    // Go's and Python's. A lookup that failed is no host.
    `(?<=\\blookup )${NAME}(?= on (?:${IPV4}|\\[)|: (?:no such host|temporary failure|server misbehaving|i/o timeout))`,
    `(?<=\\blookup )(?=[a-z]+[-_.\\d])${NAME}$`,
    `(?<=\\bresolve ')${NAME}(?=' \\(\\[Errno)`,
    `${BEGINS}${NAME}(?=: no such host\\b)`,
  ].join("|"),
  "gi",
);

/** A shorter path may stand in a word. */
const SHORTEST_PATH = 4;

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
  return own.reduce((said, part) => said.replace(byItself(part), "…"), text.replace(ADDRESS, "…"));
}

/** Not in a longer word, nor behind the @ of somebody's e-mail. */
const byItself = (part: string): RegExp =>
  new RegExp(
    `(?<![\\p{L}\\p{N}@])${part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}(?!\\.?[\\p{L}\\p{N}])`,
    "giu",
  );
