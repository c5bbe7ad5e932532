import * as z from "zod";

/**
 * The two places where an HTTP tool's definition is filled in: its URL with arguments, which come from a model and
 * are trusted with nothing, and its headers with secrets.
 */

export interface UrlTemplate {
  readonly method: string;
  /** Arguments the URL takes; the others are the query or the body. */
  readonly placeholders: ReadonlySet<string>;
  /** Host and port, for messages. */
  readonly host: string;
  /**
   * @returns the address with each value encoded, in the place the template gives it and nowhere else.
   * @throws TypeError naming the argument whose value would change the path.
   */
  readonly fill: (args: Readonly<Record<string, unknown>>) => string;
}

/**
 * @param template - such as `https://api.example.com/orders/{orderNumber}`.
 * @param input - schema of the tool's arguments; every placeholder is a required one of plain type.
 * @throws TypeError saying what is wrong with the template.
 */
export function urlTemplate(template: string, method: string, input: z.ZodObject): UrlTemplate {
  if (/[\s\\#]/.test(template)) throw new TypeError("url: no spaces, backslashes or fragment.");
  if (template.includes("{{"))
    throw new TypeError("url: secrets belong in a header; addresses end up in logs.");
  const [, origin, path = ""] = /^([a-z]+:\/\/[^/?]+)([^?]*)/i.exec(template) ?? [];
  if (origin === undefined) throw new TypeError(`url "${template}": write it as https://host/path.`);
  if (/[{}@]/.test(origin))
    throw new TypeError(`url "${template}": host and port are fixed, without a login.`);
  const { protocol, hostname, host } = parse(template, origin);
  if (protocol !== "https:" && !(protocol === "http:" && isLoopback(hostname))) {
    throw new TypeError(`url "${template}": https only; http reaches this machine alone.`);
  }

  const names = [...template.matchAll(PLACEHOLDER)].map(([, name]) => name ?? "");
  if (/[{}]/.test(template.replace(PLACEHOLDER, ""))) {
    throw new TypeError(`url "${template}": a placeholder is the name of an argument in braces.`);
  }
  if (hasDotSegment(path.replace(PLACEHOLDER, "x")))
    throw new TypeError(`url "${template}": write the path without dots.`);
  checkArguments(new Set(names), new URLSearchParams(template.split("?")[1] ?? ""), method, input);

  return {
    method,
    placeholders: new Set(names),
    host,
    fill: (args) => {
      for (const [, name = ""] of path.matchAll(PLACEHOLDER)) {
        if (args[name] === "") throw new TypeError(`Argument "${name}" is empty.`);
      }
      const filled = template.replace(PLACEHOLDER, (_, name: string) =>
        encodeURIComponent(plainText(name, args[name])),
      );
      if (hasDotSegment(filled.slice(origin.length).split("?")[0] ?? "")) {
        throw new TypeError(`Argument ${names.map((n) => `"${n}"`).join(" or ")} is a path of dots.`);
      }
      return filled;
    },
  };
}

/**
 * @param headers - values may name secrets: `Bearer {{SHOP_API_KEY}}`.
 * @param args - names of the tool's arguments; none may go into a header.
 * @returns a function that reads the secrets, at each run, and gives the headers to send. It throws a TypeError
 * naming the secret that no header can carry.
 * @throws TypeError naming the header that cannot be sent.
 */
export function headerTemplate(headers: Readonly<Record<string, string>>, args: readonly string[]) {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw new TypeError(`header "${name}": not a header's name.`);
    if (OURS.has(name.toLowerCase())) throw new TypeError(`header "${name}" is set by the tool itself.`);
    const rest = value.replace(SECRET, "");
    if (UNSENDABLE.test(rest))
      throw new TypeError(`header "${name}": a line end, or characters beyond Latin-1.`);
    if (rest.includes("{{")) throw new TypeError(`header "${name}": name a secret as {{UPPER_CASE}}.`);
    const arg = args.find((a) => rest.includes(`{${a}}`));
    if (arg) throw new TypeError(`header "${name}": argument {${arg}} may not go into a header.`);
  }
  return (secret: (name: string) => string): Record<string, string> => {
    const read = (name: string) => {
      const value = secret(name);
      if (!UNSENDABLE.test(value)) return value;
      throw new TypeError(
        `Secret ${name} has a line end or characters beyond Latin-1: store it again without.`,
      );
    };
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value.replace(SECRET, (_, key: string) => read(key)),
      ]),
    );
  };
}

const PLACEHOLDER = /\{([A-Za-z_]\w*)\}/g;
const SECRET = /\{\{([A-Z][A-Z0-9_]*)\}\}/g;
/** Anything but a tab, printable ASCII and the upper half of Latin-1. */
const UNSENDABLE = /[^\t -~\u00a0-\u00ff]/;
/** Set by us, or by the runtime from the address and the body. */
const OURS: ReadonlySet<string> = new Set([
  "idempotency-key",
  "content-type",
  "content-length",
  "transfer-encoding",
  "connection",
  "host",
]);

function parse(template: string, origin: string): URL {
  try {
    return new URL(origin);
  } catch (cause) {
    throw new TypeError(`url "${template}": not an address.`, { cause });
  }
}

/** Whether nothing leaves the machine, so that plain http is safe. */
const isLoopback = (hostname: string): boolean =>
  /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

/** `.` and `..`, also encoded: the only segments that every URL parser takes out of a path again. */
const hasDotSegment = (path: string): boolean => path.split("/").some((s) => /^(\.|%2e){1,2}$/i.test(s));

/**
 * One value of an address. Half a character, which no encoding has, becomes U+FFFD.
 *
 * @throws TypeError naming the argument when it is not one plain value.
 */
export function plainText(name: string, value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    throw new TypeError(`Argument "${name}" is not a text, a number or a yes or no.`);
  }
  return String(value).replace(/\p{Surrogate}/gu, "\ufffd");
}

/** What of a JSON Schema is looked at here. */
const Shape = z.object({
  properties: z.record(z.string(), z.object({ type: z.unknown().optional() })).default({}),
  required: z.array(z.string()).default([]),
});

function checkArguments(
  placeholders: ReadonlySet<string>,
  query: URLSearchParams,
  method: string,
  input: z.ZodObject,
): void {
  const { properties, required } = Shape.parse(
    z.toJSONSchema(input, { io: "output", unrepresentable: "any" }),
  );
  for (const name of placeholders) {
    const type = properties[name]?.type;
    if (!(name in properties))
      throw new TypeError(`url: {${name}} is not an argument; the input has no such field.`);
    if (!required.includes(name)) throw new TypeError(`url: {${name}} may be missing; make it required.`);
    if (type === "object" || type === "array") throw new TypeError(`url: {${name}} is not one plain value.`);
  }
  if (method !== "GET" && method !== "DELETE") return;
  for (const [name, { type }] of Object.entries(properties)) {
    if (placeholders.has(name)) continue;
    if (type === "object") throw new TypeError(`argument "${name}": nested values need POST, PUT or PATCH.`);
    if (query.has(name)) throw new TypeError(`argument "${name}" is in the url already, with a fixed value.`);
  }
}
