import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { CallRow } from "../../../worker/protocol/console/call-row.ts";

/** Many calls that begin and end in one moment: none of their notes is lost. 10,000 of them took 41 s (docs/reliability.md). */

const CALLS = 500;
/** As many at once as would be on their way. */
const AT_ONCE = 100;

test("the beginnings and ends of calls that come together are all there", async () => {
  const ledger = env.LEDGER.getByName("many-notes");
  const began = Date.now();
  const row = (n: number, more: Partial<CallRow>): CallRow => ({
    callSid: `CA${n.toString(16).padStart(32, "0")}`,
    agent: `agent-${n % 4}`,
    from: `+1555${String(n).padStart(7, "0")}`,
    to: "+15550100002",
    startedAt: began - (n % 50),
    phase: "listening",
    language: "en-US",
    turns: 0,
    interruptions: 0,
    modelFailures: 0,
    toolFailures: 0,
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    model: "gpt-4.1",
    version: "v1",
    release: "r1",
    keptUntil: began + 3_600_000,
    ...more,
  });
  const times: number[] = [];
  const note = async (n: number, seq: number, more: Partial<CallRow>, said?: string): Promise<void> => {
    const sentMs = performance.now();
    const answer = await ledger.note({ seq, row: row(n, more), ...(said !== undefined && { said }) });
    times.push(performance.now() - sentMs);
    expect(answer).toMatchObject({ ok: true });
  };
  for (let from = 0; from < CALLS; from += AT_ONCE)
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, i) => {
        await note(from + i, 1, {});
        const more: Partial<CallRow> = { phase: "ended", endedAt: began, outcome: "resolved", turns: 3 };
        await note(from + i, 2, more, `Where is my order ${from + i}? It is in the post.`);
      }),
    );
  const tookMs = Date.now() - began;
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.ceil(times.length * share) - 1] ?? 0);
  console.log(
    `${CALLS} calls in ${tookMs} ms; a note: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`,
  );

  const stats = await ledger.stats({ fromMs: began - 1_000, toMs: began + 1, by: "agent" });
  expect(stats).toMatchObject({ total: { calls: CALLS, outcomes: { resolved: CALLS } } });
  const found = await ledger.page({ q: "order 499", byNumber: false, limit: 50 });
  expect("calls" in found && found.calls.map(({ callSid }) => callSid)).toEqual([row(499, {}).callSid]);
}, 60_000);
