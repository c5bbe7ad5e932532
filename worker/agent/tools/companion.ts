import type { Clock, Log } from "../../ports.ts";

/** What a companion may use of its call. */
export interface CompanionWorld {
  readonly clock: Clock;
  readonly log: Log;
  /** Reads a secret of the Worker. Throws where it is not set. */
  readonly secret: (name: string) => string;
}

interface Closable {
  /** The call is over. What still runs may come to its end. Never throws. */
  readonly close: () => Promise<void>;
}

/** What goes along with a call for some of its tools, such as a session with their server: one a call, whichever of them run. */
export interface Companion<T extends Closable = Closable> {
  /** Names it in logs. */
  readonly name: string;
  /** Begins to make it ready, and waits for nothing. Never throws. */
  readonly begin: (world: CompanionWorld) => T;
}

/** Those of one call. */
export class Companions {
  readonly #world: CompanionWorld;
  readonly #going = new Map<Companion, Closable>();

  constructor(world: CompanionWorld) {
    this.#world = world;
  }

  /** Begins what has not begun yet. */
  begin(tools: readonly { readonly companion?: Companion | undefined }[]): void {
    for (const { companion } of tools) if (companion) this.of(companion);
  }

  /** The one of this call; it begins now where it has not: the process is another since. */
  of<T extends Closable>(companion: Companion<T>): T {
    const going = this.#going.get(companion) ?? companion.begin(this.#world);
    this.#going.set(companion, going);
    return going as T; // what `begin` of the same companion has made
  }

  async close(): Promise<void> {
    const going = [...this.#going.values()];
    this.#going.clear();
    await Promise.all(going.map((each) => each.close()));
  }
}
