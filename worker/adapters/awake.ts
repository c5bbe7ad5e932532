/** A pending timer keeps the object active: a deploy waits for it, and no turn pays for a cold constructor. */
export class Awake {
  #timer: ReturnType<typeof setInterval> | undefined;

  get is(): boolean {
    return this.#timer !== undefined;
  }

  stay(): void {
    this.#timer ??= setInterval(() => {}, 30_000);
  }

  /** The call has no socket any more. */
  letGo(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
