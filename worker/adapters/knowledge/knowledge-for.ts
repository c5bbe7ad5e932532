import type { Agent } from "../../agent/define.ts";
import { searchIn } from "../../agent/knowledge/agent-knowledge.ts";
import { MAX_PASSAGES } from "../../agent/knowledge/passages.ts";
import type { KnowledgeSource, Passage } from "../../agent/knowledge/source.ts";
import type { Clock, Log } from "../../ports.ts";
import { aiSearch } from "./ai-search.ts";
import { type KnowledgeAccount, twilioKnowledge } from "./twilio-knowledge.ts";

/** A caller waits for it, and a model after it. */
const DEADLINE_MS = 700;

interface Around {
  readonly clock: Clock;
  readonly log: Log;
  /** The Worker's, by name. */
  readonly bindings: Readonly<Record<string, unknown>>;
  readonly account: KnowledgeAccount;
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Where an agent's knowledge is looked up in one call: where the definition says first, within the deadline; in its files
 * where that has nothing, or does not answer. A source that does not is said once. Never throws.
 */
export function knowledgeFor(agent: Agent, around: Around): KnowledgeSource {
  const files = searchIn(agent);
  const elsewhere = sourceOf(agent, around);
  if (!elsewhere) return files;
  const { clock, log } = around;
  const kind = agent.knowledgeSource?.kind ?? "";
  let isSaid = false;
  const failed = (cause: unknown): readonly Passage[] => {
    if (!isSaid) log("knowledge.unreachable", { source: kind }, cause);
    isSaid = true;
    return [];
  };
  return {
    search: async (query, signal) => {
      const found = await inTime(clock, signal, (until) => elsewhere.search(query, until)).catch(failed);
      return found.length > 0 ? found : files.search(query, signal);
    },
  };
}

const sourceOf = (
  { knowledgeSource: where }: Agent,
  { bindings, account, fetch }: Around,
): KnowledgeSource | undefined =>
  where?.kind === "ai_search"
    ? aiSearch(bindings[where.binding], MAX_PASSAGES)
    : where && twilioKnowledge(where, { ...account, atMost: MAX_PASSAGES, ...(fetch && { fetch }) });

/** @throws Error at the deadline, whether or not what is asked looks at its signal. */
async function inTime<T>(
  clock: Clock,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<T> | T,
): Promise<T> {
  const deadline = new AbortController();
  const late = Promise.withResolvers<never>();
  const cancel = clock.after(DEADLINE_MS, () => {
    const cause = new Error(`No answer within ${DEADLINE_MS} ms.`);
    deadline.abort(cause);
    late.reject(cause);
  });
  try {
    const asked = (async () => ask(AbortSignal.any([deadline.signal, signal])))();
    return await Promise.race([asked, late.promise]);
  } finally {
    cancel();
  }
}
