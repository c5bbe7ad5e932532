import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { within } from "../../../worker/protocol/outgoing/within.ts";

/** How a Worker that has just been deployed finds itself, by `/health`. */
export type Health =
  | { readonly is: "ready" }
  /** It takes no call. */
  | { readonly is: "not_configured"; readonly faults: readonly string[] }
  /** It was not reached, or not the version that was deployed: a new one takes a moment, a new address longer. */
  | { readonly is: "unknown"; readonly why: string };

const DEADLINE_MS = 10_000;
/** For a version to be what answers everywhere. */
const SETTLING_MS = 20_000;
const PAUSE_MS = 1_000;

const Report = z.object({
  status: z.string(),
  version: z.string(),
  faults: z.array(z.string()).default([]),
});

/** @param versionId - that was deployed; another one's answer says nothing. */
export async function healthOf(
  url: string,
  versionId: string,
  settlingMs: number = SETTLING_MS,
): Promise<Health> {
  const health = new URL("/health", url);
  for (const deadline = Date.now() + settlingMs; ; await pause(PAUSE_MS)) {
    const found = await look(health, versionId);
    if (found.is !== "unknown" || Date.now() + PAUSE_MS > deadline) return found;
  }
}

async function look(health: URL, versionId: string): Promise<Health> {
  let status: number;
  let body: unknown;
  try {
    [status, body] = await within(DEADLINE_MS, async (signal) => {
      const answer = await fetch(health, { signal, redirect: "manual" });
      return [answer.status, await answer.json().catch(() => undefined)];
    });
  } catch {
    return { is: "unknown", why: "it cannot be reached yet" };
  }
  const report = Report.safeParse(body);
  if (!report.success) return { is: "unknown", why: `it answers ${status}` };
  const { status: says, version, faults } = report.data;
  // Without the binding of versions it is called so.
  if (version !== versionId && version !== "dev")
    return { is: "unknown", why: `version ${version} answers still` };
  return says === "not_configured" ? { is: says, faults } : { is: "ready" };
}
