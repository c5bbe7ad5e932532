import { expect, test } from "vitest";
import { secretsOf } from "../../worker/agent/conceal.ts";
import { concealer } from "../../worker/session/account/concealment.ts";
import { KINDS } from "../../worker/session/account/secret-kinds.ts";
import { LOOK_ALIKES, LOOK_ALIKES_AFTER, LOOK_ALIKES_LAST } from "./look-alikes.ts";
import { ALL_SECRETS } from "./planted-secrets.ts";
import { leaksOf, secretsIn, sinksOf } from "./secret-sinks.ts";

/** L2, M4: every kind of secret, by every way in, and every place that something of a call comes to. */

// `keys` widens the names to any text.
const ALL_KINDS = Object.keys(KINDS) as (keyof typeof KINDS)[];

/** Known, and not mended: "99, 126" is in French "9926" as well, and all that tells them apart is the key at the end. */
const OPEN = /^deux quatre-vingt-quinze/;

test.each(ALL_SECRETS.flatMap(secretsIn))(
  "B39: $kind, $way, is nowhere that it may not be: $turns",
  async (planted) => {
    const leaks = leaksOf(planted, await sinksOf(planted, ALL_KINDS));

    if (OPEN.test(planted.turns[0] ?? "")) expect(leaks).not.toEqual([]);
    else expect(leaks).toEqual([]);
  },
);

test("every kind that an agent can name is planted", () => {
  const planted = new Set(ALL_SECRETS.flatMap(secretsIn).map(({ kind }) => kind));

  expect(ALL_KINDS.filter((kind) => !planted.has(kind))).toEqual([]);
});

/** What is masked without need, with all the kinds concealed at once: each looks like one, to the sign. */
const MASKED_ALL_THE_SAME = [
  "The serial is SN 12 34 56 B.",
  "Die Seriennummer ist SN 12 0706 B.",
  "É o processo 529982248.",
  "Ich war am Markt um 12.",
];

test("a line that is like a secret stays as it is, but for four of 295", () => {
  const conceal = concealer({}, secretsOf(ALL_KINDS));
  const lines = `${LOOK_ALIKES}${LOOK_ALIKES_AFTER}${LOOK_ALIKES_LAST}`
    .split("\n")
    .filter((row) => row !== "")
    .map((row) => row.slice(row.indexOf(" | ") + 3));

  expect(lines.filter((line) => conceal(line) !== line).sort()).toEqual(MASKED_ALL_THE_SAME.sort());
  expect(lines).toHaveLength(295);
});
