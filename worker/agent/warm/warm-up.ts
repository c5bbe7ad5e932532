import { warmLanguage } from "../../language/warm.ts";
import type { CallState } from "../../session/state/call-state.ts";
import { packsOf, type Rules } from "../../session/state/rules.ts";
import type { Agent } from "../define.ts";
import { warmEars } from "../ears/filter.ts";
import { mannersOf } from "../ears/listen.ts";
import { warmKnowledge } from "../knowledge/agent-knowledge.ts";
import type { Outside } from "../outside.ts";
import { toolsOf } from "../prompt.ts";
import { rehearse } from "./rehearsal.ts";

/**
 * What a turn would wait for otherwise, done while the greeting is spoken.
 *
 * @param state - as it is by then.
 */
export function warmUp(
  language: string,
  agent: Agent,
  rules: Rules,
  { models, clock }: Pick<Outside, "models" | "clock">,
  state: () => CallState,
): void {
  for (const model of new Set(Object.values(models).map(({ at }) => at))) void model.prewarm?.();
  // The first use of a language compiles its patterns, 100 to 200 ms: when what is to be said has left.
  clock.after(0, () => {
    warmLanguage(language, rules.pack(language), packsOf(rules));
    warmEars(mannersOf(agent, rules.pack, state().call.language, toolsOf(agent)));
    rehearse(state(), rules, clock);
    clock.after(0, () => warmKnowledge(agent, clock));
  });
}
