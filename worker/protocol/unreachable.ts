/** Closes a switch over a union: a member that is added and not handled does not compile. */
export function unreachable(member: never): never {
  throw new Error(`unknown ${JSON.stringify((member as { type?: unknown }).type ?? member)}`); // only reachable past the type checker
}
