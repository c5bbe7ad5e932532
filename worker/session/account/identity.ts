import type { Identity } from "../../protocol/handoff.ts";
import type { IdentityCheck } from "../state/tool-report.ts";

/** Names under which a model reports who is calling, without case and signs. */
const NAMES = new Set(["name", "fullname", "callername", "caller", "customername", "customer"]);

/** Whether a fact that the model reports under that name says who is calling. */
export const isName = (entity: string): boolean =>
  NAMES.has(entity.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""));

/**
 * Who the caller is, by all that was checked in the call.
 *
 * The last check counts, and says what came before it: who guesses until it fits is told apart from who knew, and a
 * check that fails is not made good by an easier one before it. A name that was only said makes nobody verified; it
 * counts where no check was made.
 *
 * @param checks - oldest first.
 * @returns undefined when nothing is known.
 */
export function identityOf(
  checks: readonly IdentityCheck[],
  claimedName: string | undefined,
): Identity | undefined {
  const last = checks.at(-1);
  if (!last) return claimedName ? { status: "claimed", name: claimedName } : undefined;
  const earlier = checks.slice(0, -1);
  const name = last.name ?? (last.status === "failed" ? claimedName : undefined);
  return { status: last.status, method: methodOf(last, earlier), ...(name ? { name } : {}) };
}

function methodOf(last: IdentityCheck, earlier: readonly IdentityCheck[]): string {
  if (last.status === "failed") {
    const before = earlier.findLast((check) => check.status === "verified");
    return before ? `${last.method}; verified before by ${before.method}` : last.method;
  }
  const failures = earlier.filter((check) => check.status === "failed").length;
  if (failures === 0) return last.method;
  return `${last.method}, after ${failures} failed ${failures === 1 ? "check" : "checks"}`;
}
