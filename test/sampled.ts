import { cyrb53 } from "../worker/protocol/digest.ts";

/**
 * Some of many cases that each take a stack or a deploy: others in each run of `.ci/run`, which prints its seed. Without a
 * seed all of them.
 *
 * @param seed - `SAMPLE_SEED` of the environment.
 */
export function sampled<T>(cases: readonly T[], count: number, seed = process.env.SAMPLE_SEED): readonly T[] {
  if (!seed) return cases;
  const place = (i: number) => cyrb53(`${seed}|${i}`, 0);
  const chosen = new Set(
    cases
      .map((_, i) => i)
      .sort((a, b) => place(a).localeCompare(place(b)))
      .slice(0, count),
  );
  return cases.filter((_, i) => chosen.has(i));
}
