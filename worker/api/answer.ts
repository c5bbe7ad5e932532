import { readBounded } from "../protocol/bounded-body.ts";

/** What the Worker's routes read and answer with. */

export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  Response.json(body, {
    status,
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff", ...headers },
  });

/** Any Flex domain may read a record: the signed link is the permission, and no cookie is involved. */
export const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "if-none-match",
  "access-control-expose-headers": "etag",
};

/** Nothing that an operator asks is longer. */
const MAX_BODY_BYTES = 10_000;

/** @returns a request's body as JSON; undefined where it is none. */
export async function bodyOf(request: Request): Promise<unknown> {
  const read = await readBody(request, MAX_BODY_BYTES);
  return read.ok ? read.body : undefined;
}

export type ReadBody =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly reason: "too_large" | "no_json" };

/** A request's body as JSON, of at most so many bytes. */
export async function readBody(request: Request, maxBytes: number): Promise<ReadBody> {
  try {
    const text = await readBounded(request.body, maxBytes);
    return text === undefined ? { ok: false, reason: "too_large" } : { ok: true, body: JSON.parse(text) };
  } catch {
    return { ok: false, reason: "no_json" }; // or broken off
  }
}
