/** What comes in while something has to be known first waits for it, in its order. */
export class HeldBack {
  #acts: (() => void)[] | undefined;

  get isHolding(): boolean {
    return this.#acts !== undefined;
  }

  hold(act: () => void): void {
    this.#acts?.push(act);
  }

  /** @param known - what is waited for; does not fail. @param then - comes before all that has waited. */
  until<T>(known: T | Promise<T>, then: (value: T) => void): void {
    if (known instanceof Promise) void this.#holding(known, then);
    else then(known);
  }

  async #holding<T>(known: Promise<T>, then: (value: T) => void): Promise<void> {
    this.#acts = [];
    const value = await known;
    const acts = [() => then(value), ...this.#acts];
    this.#acts = undefined;
    // One of them may begin to wait itself.
    for (const act of acts) {
      if (this.#acts) this.hold(act);
      else act();
    }
  }
}
