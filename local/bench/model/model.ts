import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { ModelNews, ModelOrder, ModelRecord, Plan } from "./plan.ts";

/** The bench's own model: answers by schedule, and notes when requests came and words left. */
export interface BenchModel {
  /** With `/v1`. */
  readonly url: string;
  /** Where the tools of the bench's agent wait. */
  readonly toolsUrl: string;
  /** In the place of TaskRouter's API. */
  readonly taskRouterUrl: string;
  readonly play: (plan: Plan, options?: { readonly keepBodies?: boolean }) => void;
  /** From now on a new connection takes this long; those that are idle are closed. */
  readonly slowConnects: (ms: number) => void;
  /** All requests since the last time, oldest first; those still under way included, as far as they are. */
  readonly collect: () => Promise<{ readonly records: readonly ModelRecord[]; readonly connections: number }>;
  readonly close: () => Promise<void>;
}

export async function startBenchModel(): Promise<BenchModel> {
  const thread = new Worker(new URL("./server.ts", import.meta.url), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const order = (o: ModelOrder): void => thread.postMessage(o);
  const news = async (): Promise<ModelNews> => {
    const [said] = await once(thread, "message");
    return said as ModelNews; // the thread's only words, see ./server.ts
  };
  const first = await news();
  if (first.is !== "listening") throw new Error(`The bench's model began with "${first.is}".`);
  const origin = `http://127.0.0.1:${first.port}`;
  return {
    url: `${origin}/v1`,
    toolsUrl: `${origin}/tools`,
    taskRouterUrl: origin,
    play: (plan, { keepBodies = false } = {}) => order({ do: "play", plan, keepBodies }),
    slowConnects: (ms) => order({ do: "slow_connects", ms }),
    async collect() {
      order({ do: "collect" });
      const answer = await news();
      if (answer.is !== "collected") throw new Error(`The bench's model answered with "${answer.is}".`);
      return answer;
    },
    close: async () => {
      await thread.terminate();
    },
  };
}
