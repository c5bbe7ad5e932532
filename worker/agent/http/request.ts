import type { ToolContext } from "../tools/tool.ts";
import { HttpToolError } from "./answer.ts";
import { plainText, type UrlTemplate } from "./http-template.ts";

/** How arguments go as the body of a request. */
export type HttpBody = "json" | "form" | "text";

/**
 * Where a list goes on: an address (`link` is the one of a Link header), or what to change in the query; undefined at
 * its end.
 */
export type NextPage = (
  page: unknown,
  link: string | undefined,
) => string | Readonly<Record<string, string>> | undefined;

/**
 * @param others - the arguments that are not in the address.
 * @throws TypeError where they cannot go as this body.
 */
export function checkBody(body: HttpBody | undefined, method: string, others: readonly string[]): void {
  if (body && isBodiless(method)) throw new TypeError(`body: a ${method} has none.`);
  if (body === "text" && others.length !== 1)
    throw new TypeError("body: text takes exactly one argument that is not in the url.");
}

export function requestFor(
  address: UrlTemplate,
  args: Readonly<Record<string, unknown>>,
  headers: Record<string, string>,
  context: ToolContext,
  body: HttpBody = "json",
): Request {
  const url = address.fill(args);
  const others = Object.entries(args).filter(([key]) => !address.placeholders.has(key));
  const bodiless = isBodiless(address.method);
  return new Request(bodiless ? withQuery(url, others) : url, {
    method: address.method,
    headers: {
      Accept: "application/json, text/plain;q=0.5",
      ...headers,
      // Of the other two, the runtime says what they are.
      ...(!bodiless && body === "json" && { "Content-Type": "application/json" }),
      "Idempotency-Key": context.idempotencyKey,
    },
    body: bodiless ? null : bodyOf(others, body),
    redirect: "manual",
    signal: context.signal,
  });
}

/**
 * The request for the next page; undefined where there is none, or it is the same again.
 *
 * @throws HttpToolError for another host: it would get the secrets.
 */
export function nextRequest(request: Request, next: ReturnType<NextPage>): Request | undefined {
  if (next === undefined) return undefined;
  const url = new URL(typeof next === "string" ? next : request.url, request.url);
  if (typeof next === "object")
    for (const [name, value] of Object.entries(next)) url.searchParams.set(name, value);
  const { origin } = new URL(request.url);
  if (url.origin !== origin)
    throw new HttpToolError("tool_redirected", `The service has its next page at another address.`);
  return url.href === request.url ? undefined : new Request(url, request);
}

const isBodiless = (method: string): boolean => method === "GET" || method === "DELETE";

/** A list repeats its name; what is absent or null is left out. */
function withQuery(url: string, args: readonly (readonly [string, unknown])[]): string {
  const query = new URLSearchParams();
  for (const [key, value] of args) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) query.append(key, plainText(key, item));
    }
  }
  if (query.size === 0) return url;
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}

function bodyOf(args: readonly (readonly [string, unknown])[], body: HttpBody): string | URLSearchParams {
  if (body === "json") return JSON.stringify(Object.fromEntries(args));
  if (body === "form") return new URLSearchParams(args.flatMap(([key, value]) => fields(key, value)));
  return args.map(([key, value]) => plainText(key, value)).join("");
}

/** As Stripe, Rails and PHP read it: `items[0][sku]`. */
function fields(name: string, value: unknown): [string, string][] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object") return [[name, plainText(name, value)]];
  return Object.entries(value).flatMap(([key, inner]) => fields(`${name}[${key}]`, inner));
}
