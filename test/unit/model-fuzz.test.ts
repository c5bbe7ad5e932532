import { afterEach, describe, expect, test, vi } from "vitest";
import { openAiModel } from "../../worker/adapters/openai/openai-model.ts";
import { ModelError, type ModelEvent, type ModelRequest } from "../../worker/agent/model.ts";
import { type OddStream, oddStreams, PLANTED } from "../support/odd-streams.ts";

/** A longer run: `FUZZ_STREAMS=20000 FUZZ_SEED=7 npx vitest …`. The same seed gives the same streams. */
const STREAMS = Number(process.env.FUZZ_STREAMS ?? 400);
const SEED = Number(process.env.FUZZ_SEED ?? 42);

const REQUEST: ModelRequest = {
  model: "gpt-4.1",
  instructions: "You are a phone agent.",
  items: [{ role: "caller", text: PLANTED }],
  tools: [],
  toolChoice: "auto",
  maxOutputTokens: 500,
  cacheKey: "owl-shoes",
};

afterEach(() => vi.unstubAllGlobals());

function serves({ status, type, pieces, breaks }: OddStream): void {
  vi.stubGlobal("fetch", async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        if (breaks) controller.error(new TypeError(`terminated ${PLANTED}`));
        else controller.close();
      },
    });
    return new Response(body, { status, headers: { "content-type": type } });
  });
}

async function heard(
  api: "responses" | "chat",
): Promise<{ readonly events: ModelEvent[]; readonly error: unknown }> {
  const events: ModelEvent[] = [];
  const model = openAiModel({ api, baseUrl: "https://model.example/v1", apiKey: "sk-test-4711" });
  try {
    for await (const event of model.stream(REQUEST, new AbortController().signal)) events.push(event);
    return { events, error: undefined };
  } catch (error) {
    return { events, error };
  }
}

/** What is wrong with how a stream was read; undefined where nothing is. */
function fault(events: readonly ModelEvent[], error: unknown): string | undefined {
  const finished = events.filter((e) => e.type === "finished").length;
  if (error === undefined && (finished !== 1 || events.at(-1)?.type !== "finished"))
    return "it ended quietly, and not with one `finished`";
  if (error !== undefined && !(error instanceof ModelError)) return `it threw ${String(error)}`;
  if (error instanceof ModelError && error.message.includes(PLANTED)) return `it quotes: ${error.message}`;
  if (error instanceof ModelError && error.message.includes("4711")) return "it tells the key";
  for (const e of events) {
    if (e.type === "text" && typeof e.delta !== "string") return "text that is none";
    if (e.type === "tool_call" && ![e.callId, e.name, e.arguments].every((v) => typeof v === "string"))
      return "a call whose parts are no texts";
  }
  return undefined;
}

describe.each(["responses", "chat"] as const)("%s", (api) => {
  test(
    `${STREAMS} odd streams are read to an end, or fail with a reason that quotes nothing (FUZZ_SEED=${SEED})`,
    async () => {
      const faults: string[] = [];
      const ends = new Map<string, number>();
      for (const [n, stream] of oddStreams(STREAMS, SEED).entries()) {
        serves(stream);
        const { events, error } = await heard(api);
        const wrong = fault(events, error);
        if (wrong) faults.push(`${n}: ${wrong}`);
        const end = error instanceof ModelError ? error.code : (events.at(-1)?.type ?? "nothing");
        ends.set(end, (ends.get(end) ?? 0) + 1);
      }
      expect(faults.slice(0, 20)).toEqual([]);
      // Odd, and not merely broken: some are read to their end, and they fail in several ways.
      expect(ends.get("finished") ?? 0).toBeGreaterThan(0);
      expect(ends.size).toBeGreaterThan(3);
    },
    10_000 + STREAMS * 20,
  );
});
