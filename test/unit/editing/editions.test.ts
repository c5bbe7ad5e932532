import { beforeEach, describe, expect, test } from "vitest";
import { type EditionLedger, Editions } from "../../../worker/adapters/editions/editions.ts";
import { emptyMemory, type Memory } from "../../../worker/adapters/editions/memory.ts";
import { defineAgent } from "../../../worker/agent/define.ts";
import type { LogFields } from "../../../worker/ports.ts";
import type { AnsweringNews, EditionNews } from "../../../worker/protocol/console/agent-book.ts";
import type { AgentFault } from "../../../worker/protocol/console/agents.ts";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { present } from "../../../worker/protocol/present.ts";
import { ManualClock, settle } from "../../support/manual-clock.ts";

/** Who answers, whatever becomes of the ledger: the last copy that was good, and behind it the code. */

const agent = defineAgent({ name: "plain", greeting: "Hello.", instructions: "Be kind." });
const CALL = { callSid: `CA${"1".repeat(32)}`, from: "+15550100001", to: "+15550100002" };
const edition = (version: number, edit: AgentEdit = { greeting: `Version ${version}.` }) => ({
  version,
  edit,
});
/** As another release may have checked it. */
const REFUSED = { greeting: "" };

/** Addresses, and what stands there: Cloudflare's cache, as far as it is used. */
class StoredCache {
  readonly stored = new Map<string, string>();
  match = async (url: string | URL | Request) => {
    const body = this.stored.get(String(url));
    return body === undefined ? undefined : new Response(body);
  };
  put = async (url: string | URL | Request, response: Response) => {
    this.stored.set(String(url), await response.text());
  };
}

type Way = "answers" | "hangs" | "breaks" | "is newer";
let way: Way;
let said: AnsweringNews;
let versions: Record<number, AgentEdit>;
let asked: number;
/** Of each question, the versions that it says it has. */
let knew: (readonly number[])[];
let faults: AgentFault[];
let logged: { event: string; fields: LogFields | undefined }[];
let clock: ManualClock;
let memory: Memory;
let cache: StoredCache;

beforeEach(() => {
  [way, said, versions, asked, knew, faults, logged] = ["answers", {}, {}, 0, [], [], []];
  [clock, memory, cache] = [new ManualClock(), emptyMemory(), new StoredCache()];
});

function inItsWay<T>(answer: T): Promise<T | { readonly error: "ledger_newer" }> {
  asked += 1;
  if (way === "hangs") return new Promise(() => {});
  if (way === "breaks") return Promise.reject(new Error("Network connection lost."));
  return Promise.resolve(way === "is newer" ? { error: "ledger_newer" as const } : answer);
}

const ledger: EditionLedger = {
  answering: (_, known) => {
    knew.push(known);
    const without = <E extends EditionNews>({ edit, ...rest }: E) =>
      known.includes(rest.version) ? rest : { ...rest, ...present({ edit }) };
    const { live, rollout } = said;
    return inItsWay({ ...(live && { live: without(live) }), ...(rollout && { rollout: without(rollout) }) });
  },
  edition: (_, version) => inItsWay({ edit: versions[version] }),
  agentFault: async (_, fault) => void faults.push(fault),
};

const editions = (isBound = true) =>
  new Editions({
    ledger: () => (isBound ? ledger : undefined),
    cache: () => cache,
    memory,
    clock,
    log: (event, fields) => void logged.push({ event, fields }),
    later: () => undefined,
  });

/** @returns what answers, once the ledger had its time. */
async function answering(own = editions()) {
  const answer = own.answering(agent, CALL);
  await clock.advance(250);
  return answer;
}
async function again(version: number) {
  const answer = editions().again(agent, version);
  await clock.advance(500);
  return answer;
}

describe("a call that begins", () => {
  test("is answered by the code where nothing is published, or no ledger is bound", async () => {
    expect(await answering()).toEqual({ agent, version: 0, edit: {} });
    expect(await answering(editions(false))).toEqual({ agent, version: 0, edit: {} });
    expect(logged).toEqual([]);
  });

  test("is answered by what is live, or what is rolled out", async () => {
    said = { live: edition(2) };
    expect(await answering()).toMatchObject({ version: 2, agent: { greeting: "Version 2." } });

    said = { live: edition(2), rollout: { ...edition(3), share: 1, numbers: [] } };
    expect(await answering()).toMatchObject({ version: 3, edit: { greeting: "Version 3." } });

    said = { rollout: { ...edition(3), share: 0, numbers: [] } };
    expect(await answering()).toMatchObject({ version: 0, agent });
    expect([logged, faults]).toEqual([[], []]);
  });

  test("has sent what this process does not know, and is answered whole, also by the copy that is kept", async () => {
    said = { live: edition(2) };
    await answering();
    said = { live: edition(2), rollout: { ...edition(3), share: 1, numbers: [] } };
    expect(await answering()).toMatchObject({ version: 3, edit: { greeting: "Version 3." } });
    said = { live: edition(3) };
    expect(await answering()).toMatchObject({ version: 3, agent: { greeting: "Version 3." } });
    said = { live: edition(4) };
    expect(await answering()).toMatchObject({ version: 4 });
    expect(knew).toEqual([[], [2], [2, 3], [3]]);

    // Another process, which has the copy of the cache alone.
    [way, memory] = ["hangs", emptyMemory()];
    expect(await answering()).toMatchObject({ version: 4, agent: { greeting: "Version 4." } });
    expect(knew.at(-1)).toEqual([]);
  });

  test.each<readonly [Way, string]>([
    ["hangs", "no_answer"],
    ["breaks", "fault"],
    ["is newer", "ledger_newer"],
  ])(
    "is answered by the last copy where the ledger %s, from memory or the cache, and by the code without one",
    async (how, why) => {
      way = how;
      expect(await answering()).toMatchObject({ version: 0, agent });

      [way, said] = ["answers", { live: edition(2) }];
      await answering();
      way = how;
      expect(await answering()).toMatchObject({ version: 2, agent: { greeting: "Version 2." } });

      // Another process, of the same place.
      memory = emptyMemory();
      expect(await answering()).toMatchObject({ version: 2, agent: { greeting: "Version 2." } });
      expect(logged).toEqual(
        [0, 2, 2].map((version) => ({ event: "edition.stood_in", fields: { agent: "plain", version, why } })),
      );
    },
  );

  test("is never answered by the code under the number of a version of which nothing was sent", async () => {
    said = { live: { version: 3 } };
    expect(await answering()).toEqual({ agent, version: 0, edit: {} });

    said = { live: edition(2) };
    await answering();
    said = { live: edition(2), rollout: { version: 3, share: 1, numbers: [] } };
    expect(await answering()).toMatchObject({ version: 2, edit: { greeting: "Version 2." } });
    said = { live: edition(3) };
    expect(await answering()).toMatchObject({ version: 3, edit: { greeting: "Version 3." } });
    expect(logged).toEqual(
      [0, 2].map((version) => ({
        event: "edition.stood_in",
        fields: { agent: "plain", version, why: "fault" },
      })),
    );
  });

  test("waits 250 ms and no longer", async () => {
    way = "hangs";
    let isAnswered = false;
    void editions()
      .answering(agent, CALL)
      .then(() => (isAnswered = true));

    await clock.advance(249);
    expect(isAnswered).toBe(false);
    await clock.advance(1);
    expect(isAnswered).toBe(true);
  });

  test("is answered by what was good before where this release does not take what is live, which is said once", async () => {
    said = { live: edition(2) };
    await answering();
    said = { live: edition(3, REFUSED) };
    for (let calls = 0; calls < 3; calls += 1) expect(await answering()).toMatchObject({ version: 2 });

    expect(logged.filter(({ event }) => event === "edition.refused")).toEqual([
      { event: "edition.refused", fields: { agent: "plain", version: 3, by: "release", faults: 1 } },
    ]);
    expect(faults).toEqual([
      {
        at: expect.any(Number),
        of: "edit",
        message: expect.stringMatching(/version 3.*: greeting: has no words/),
      },
    ]);
    // What is good is not overwritten by what is not.
    [memory, way] = [emptyMemory(), "breaks"];
    expect(await answering()).toMatchObject({ version: 2 });
  });

  test("is answered by what is live where what is rolled out is not taken", async () => {
    said = { live: edition(2), rollout: { ...edition(3, REFUSED), share: 1, numbers: [] } };

    expect(await answering()).toMatchObject({ version: 2 });
    said = { rollout: { ...edition(4, REFUSED), share: 1, numbers: [] } };
    expect(await answering()).toMatchObject({ version: 0, agent });
  });

  test("is answered by the code again once that was restored, also from a copy", async () => {
    said = { live: edition(2) };
    await answering();
    said = {};
    await answering();
    [way, memory] = ["breaks", emptyMemory()];

    expect(await answering()).toMatchObject({ version: 0, agent });
  });

  test.each(["null", "[]", '{"live":7}', '{"rollout":{"version":1}}', '{"live":{"version":9,"edit":[1]}}'])(
    "is answered by the code where the copy is %s",
    async (copy) => {
      way = "breaks";
      cache.stored.set("https://editions.invalid/answering/plain", copy);

      expect(await answering()).toMatchObject({ version: 0, agent });
    },
  );

  test("is answered where the cache hangs or breaks", async () => {
    way = "breaks";
    cache.match = () => Promise.reject(new Error("no cache"));
    cache.put = () => Promise.reject(new Error("no cache"));
    expect(await answering()).toMatchObject({ version: 0 });

    cache.match = () => new Promise(() => {});
    expect(await answering()).toMatchObject({ version: 0 });
    [way, said] = ["answers", { live: edition(2) }];
    expect(await answering()).toMatchObject({ version: 2 });
  });
});

describe("a call that has a version", () => {
  test("has it again: from memory, the cache or the ledger, which is asked once", async () => {
    versions = { 5: { greeting: "Five." } };
    expect(editions().known(agent, 5)).toBeUndefined();
    expect(await again(5)).toMatchObject({ version: 5, agent: { greeting: "Five." } });
    expect(await again(5)).toMatchObject({ version: 5 });
    expect(editions().known(agent, 5)).toMatchObject({ version: 5, agent: { greeting: "Five." } });

    [memory, way] = [emptyMemory(), "breaks"];
    expect(await again(5)).toMatchObject({ version: 5, agent: { greeting: "Five." } });
    expect(asked).toBe(1);
    expect(logged).toEqual([]);
  });

  test("has the code where it is nowhere to be had, or not taken, which is said", async () => {
    expect(await again(0)).toEqual({ agent, version: 0, edit: {} });
    expect(asked).toBe(0);

    versions = { 6: REFUSED };
    for (const [version, how] of [
      [5, "answers"],
      [6, "answers"],
      [7, "hangs"],
      [7, "breaks"],
      [7, "is newer"],
    ] as const) {
      way = how;
      expect(await again(version)).toEqual({ agent, version: 0, edit: {} });
    }
    expect(logged.flatMap(({ event, fields }) => (event === "edition.stood_in" ? fields?.why : []))).toEqual([
      "unknown_version",
      "refused",
      "no_answer",
      "fault",
      "ledger_newer",
    ]);
  });

  test("that Twilio did not take is said where the agent is shown", async () => {
    editions().refusedByRelay(agent, { version: 5, code: "64101" });
    await settle();

    expect(faults).toEqual([
      { at: clock.now(), of: "relay", message: expect.stringMatching(/version 5 \(error 64101\)/) },
    ]);
    expect(logged).toEqual([
      { event: "edition.refused", fields: { agent: "plain", version: 5, by: "relay", code: "64101" } },
    ]);
  });
});

test("a process that sees many versions remembers the newest", async () => {
  for (let version = 1; version <= 200; version += 1) {
    said = { live: edition(version) };
    await answering();
  }

  expect(editions().known(agent, 1)).toBeUndefined();
  expect(editions().known(agent, 200)).toMatchObject({ version: 200 });
  expect(memory.checked.size + memory.copies.size).toBeLessThan(150);
});
