import { createHash } from "node:crypto";
import { hostname, userInfo } from "node:os";

/** As much of a name as an id has room for beside what tells machines apart: worker/adapters/operator-token.ts. */
const MAX_NAME_CHARS = 24;

/**
 * Whose commands these are, for the audit list: the name of who is signed in here, and what tells this machine from others.
 * The same each time.
 */
export function terminalId(user = userName(), host = hostname()): string {
  const name = user
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .slice(0, MAX_NAME_CHARS);
  return name + createHash("sha256").update(`${user}@${host}`).digest("hex").slice(0, 8);
}

/** A container may run as a number that no user has. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "terminal";
  }
}
