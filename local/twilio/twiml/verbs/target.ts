import type { Next, Scope } from "../../call-context.ts";
import { callParams } from "../../call-params.ts";
import type { WebhookRequest } from "../../webhook.ts";

/** The request a URL in a document stands for. Relative ones start at the document's own; empty means that itself. */
export function target(
  scope: Scope,
  url: string,
  method: string | undefined,
  params: Readonly<Record<string, string>> = {},
): WebhookRequest {
  const { call, document } = scope;
  const absolute = URL.canParse(url, document.url) ? new URL(url, document.url).href : url;
  return {
    // A fragment is not part of a request, and so not of what is signed.
    url: absolute.replace(/#.*$/, ""),
    method: method?.toUpperCase() === "GET" ? "GET" : "POST",
    params: { ...callParams(call.identity, call.status()), ...scope.params(), ...params },
  };
}

export const follow = (
  scope: Scope,
  url: string,
  method?: string,
  params?: Readonly<Record<string, string>>,
): Next => ({
  go: "to",
  request: target(scope, url, method, params),
});

/** Reads an attribute that is a whole number of at least `least`. */
export function integer(value: string | undefined, usual: number, least = 0): number {
  return value !== undefined && /^\d+$/.test(value) ? Math.max(least, Number(value)) : usual;
}
