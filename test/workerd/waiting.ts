/** Those who wait for something to come about, and are woken whenever something has. */
export class Waiting {
  readonly #checks = new Set<() => void>();

  wake(): void {
    for (const check of [...this.#checks]) check();
  }

  /**
   * @param look - gives what is waited for, or undefined while it is not there.
   * @throws Error saying what was waited for and what there was instead, after `withinMs`.
   */
  until<T>(
    what: string,
    look: () => T | undefined,
    { withinMs, otherwise }: { readonly withinMs: number; readonly otherwise: () => string },
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const check = () => {
      const found = look();
      if (found === undefined) return;
      clearTimeout(timer);
      this.#checks.delete(check);
      resolve(found);
    };
    const timer = setTimeout(() => {
      this.#checks.delete(check);
      reject(new Error(`Waited ${withinMs} ms for ${what}. ${otherwise()}`));
    }, withinMs);
    this.#checks.add(check);
    check();
    return promise;
  }
}
