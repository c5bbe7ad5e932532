/** What is made of a definition. @throws TypeError that begins with whose it is, and says what cannot work. */
export function naming<T>(whose: string, build: () => T): T {
  try {
    return build();
  } catch (cause) {
    throw new TypeError(`${whose}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
