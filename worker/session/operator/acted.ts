import { changePart, type Draft } from "../draft/draft.ts";
import type { Acted } from "../state/parts.ts";

/** More than anybody does in a call; then the latest. */
const MAX_ACTED = 200;

/** Who did what to the call stays on record. */
export function noteActed(d: Draft, { by, do: what, text }: Omit<Acted, "atMs" | "unsaid">): void {
  const acted = { atMs: d.now, by, do: what, text };
  changePart(d, "operating", { acted: [...d.state.operating.acted, acted].slice(-MAX_ACTED) });
}
