/** What the page remembers of calls goes with whoever was let in: the next to sign in may see less. */

const caches: (() => void)[] = [];
const listeners = new Set<() => void>();

/** Has a module told when what it keeps of calls is to be forgotten. */
export const onForget = (forget: () => void): void => void caches.push(forget);

/** Everything that was read before is read anew. */
export function forgetAll(): void {
  for (const forget of caches) forget();
}

/** @returns a function that takes it back. */
export function onSignOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whoever was signed in is so no more. */
export function signedOut(): void {
  forgetAll();
  for (const listener of listeners) listener();
}

/** Gives the cookie back, and goes to the door. */
export async function leave(): Promise<void> {
  try {
    // By a request and not a form: the console sends no referrer, so that a form's `Origin` would be null.
    await fetch("/console/leave", { method: "POST", redirect: "manual" });
  } catch {
    // Not reached: the cookie stays, and what is at the address below says so.
  }
  signedOut();
  location.assign("/console");
}
