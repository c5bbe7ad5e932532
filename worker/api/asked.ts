import type { OperatorToken } from "../adapters/operator-token.ts";
import type { Agents } from "../agent/define.ts";
import type { Config, Env } from "../config.ts";

/** What a route is given. */
export interface Asked {
  readonly request: Request;
  readonly url: URL;
  readonly env: Env;
  readonly config: Config;
  readonly agents: Agents;
  /** Of the path's `:sid`; empty where it has none. */
  readonly callSid: string;
  /** Of the path's `:name`; empty where it has none. */
  readonly agentName: string;
  /** Who asks; of a route for everybody, nobody. */
  readonly who: Who;
  /**
   * Writes into the audit list what was done. Nobody waits for it, and it does not fail.
   *
   * @param by - where it is not who asks.
   */
  readonly note: (what: string, callSid?: string, by?: string) => void;
  /** Goes on after the answer. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** Who was let in: by a token, or by Cloudflare Access. `id` is the token's, or an e-mail address. */
export type Who = Pick<OperatorToken, "role" | "id"> & {
  /** When their token expires, epoch ms; absent where Access says each time who they are. */
  readonly untilMs?: number;
};
