import { beforeEach, describe, expect, test } from "vitest";
import { AgentBook } from "../../../worker/ledger/agents/agent-book.ts";
import { migrate } from "../../../worker/ledger/schema.ts";
import type { Sql } from "../../../worker/ledger/sql.ts";
import type { AgentChange } from "../../../worker/protocol/console/agent-book.ts";
import { nodeSql } from "../../support/ledger/node-sql.ts";

/** Drafts and versions of agents, on the same SQLite in Node. */

const OWL = "owl-shoes";
const ANA = "ana@example.com";
const BEN = "ben@example.com";

let sql: Sql;
let book: AgentBook;
let queries: string[];
let now: number;
beforeEach(() => {
  sql = nodeSql();
  migrate(sql);
  const exec: Sql["exec"] = (query, ...bindings) => {
    queries.push(query);
    return sql.exec(query, ...bindings);
  };
  book = new AgentBook({ exec });
  [queries, now] = [[], 1_000];
});

const change = (what: AgentChange, by = ANA, agent = OWL) => {
  now += 1;
  return book.change(agent, what, by, now);
};
const save = (greeting: string, revision: number, by = ANA) =>
  change({ do: "save", revision, edit: { greeting } }, by);
const publish = (revision: number, more: object = {}) => change({ do: "publish", revision, ...more });

/** The next version, published whole or as said. */
function published(greeting: string, more: object = {}): number {
  const saved = save(greeting, 0);
  const answer = publish((saved.ok && saved.kept.draft?.revision) || 0, more);
  return (answer.ok && answer.version) || 0;
}

test("of an agent that nobody has edited the code answers", () => {
  expect(book.answering(OWL)).toEqual({});
  expect(book.kept(OWL)).toEqual({ answering: {}, versions: [], faults: [] });
  expect(book.edition(OWL, 1)).toBeUndefined();
  expect(book.drafted(OWL)).toBeUndefined();
});

test("what answers is told whole, but for versions that whoever asks has", () => {
  const [one, two] = [
    published("One."),
    published("Two.", { beside: { share: 0.2, numbers: ["+15550100007"] } }),
  ];
  const rollout = { version: two, share: 0.2, numbers: ["+15550100007"] };
  const first = { version: one, edit: { greeting: "One." } };

  expect(book.news(OWL, [])).toEqual(book.answering(OWL));
  expect(book.news(OWL, [two])).toEqual({ live: first, rollout });
  expect(book.news(OWL, [one, two, 99])).toEqual({ live: { version: one }, rollout });
});

test("a version that whoever asks has is not looked up for it, as each call asks", () => {
  const known = [published("One."), published("Two.", { beside: { share: 0.2, numbers: [] } })];
  queries = [];

  book.news(OWL, known);

  expect(queries).toEqual(["SELECT * FROM agents WHERE agent = ?"]);
});

describe("a draft", () => {
  test("has a number that grows with each save", () => {
    const first = save("One.", 0);
    const second = save("Two.", 1, BEN);

    expect(first).toMatchObject({ ok: true, kept: { draft: { revision: 1, by: ANA, at: 1_001 } } });
    expect(second).toMatchObject({ ok: true, before: { revision: 1, by: ANA, at: 1_001 } });
    expect(book.drafted(OWL)).toEqual({
      revision: 2,
      by: BEN,
      at: 1_002,
      base: 0,
      edit: { greeting: "Two." },
    });
  });

  test("is not overwritten by whoever has not seen it, who is told whose it is", () => {
    save("Ana's.", 0);

    for (const revision of [0, 2])
      expect(save("Ben's.", revision, BEN)).toEqual({
        ok: false,
        refusal: "draft_changed",
        draft: { revision: 1, by: ANA, at: 1_001 },
      });
    expect(book.drafted(OWL)?.edit).toEqual({ greeting: "Ana's." });
  });

  test("that was discarded gives its number to none that comes after it", () => {
    save("One.", 0);
    expect(change({ do: "discard", revision: 1 })).toMatchObject({ ok: true, before: { revision: 1 } });
    save("Another.", 0, BEN);

    expect(save("One again.", 1)).toMatchObject({ ok: false, draft: { revision: 2, by: BEN } });
    expect(change({ do: "discard", revision: 1 })).toMatchObject({ ok: false, refusal: "draft_changed" });
    expect(change({ do: "discard" })).toMatchObject({ ok: true });
    expect(save("One again.", 2)).toEqual({ ok: false, refusal: "draft_changed" });
    expect(change({ do: "discard" })).toMatchObject({ ok: true });
  });

  test("of one agent is none of another's", () => {
    save("One.", 0);

    expect(book.drafted("night-desk")).toBeUndefined();
    expect(change({ do: "save", revision: 0, edit: {} }, BEN, "night-desk")).toMatchObject({ ok: true });
  });

  test("that is published answers, and is no draft any more", () => {
    save("One.", 0);
    const answer = publish(1, { note: "For the winter." });

    expect(answer).toMatchObject({ ok: true, version: 1 });
    expect(book.kept(OWL)).toEqual({
      answering: { live: { version: 1, edit: { greeting: "One." } } },
      live: { version: 1, by: ANA, at: 1_002, note: "For the winter." },
      versions: [{ version: 1, by: ANA, at: 1_002, note: "For the winter." }],
      faults: [],
    });
    expect(book.edition(OWL, 1)).toEqual({ greeting: "One." });
  });

  test("is published as whoever publishes has seen it, or not at all", () => {
    save("Ana's.", 0);
    save("Ben's.", 1, BEN);

    expect(publish(1)).toMatchObject({
      ok: false,
      refusal: "draft_changed",
      draft: { by: BEN, revision: 2 },
    });
    expect(publish(0)).toMatchObject({ ok: false });
    expect(book.answering(OWL)).toEqual({});
    expect(publish(2)).toMatchObject({ ok: true });
    expect(publish(2)).toEqual({ ok: false, refusal: "draft_changed" });
  });
});

describe("a draft that was made from what answers no more", () => {
  const from = (base: number | undefined, revision = 0) =>
    change({ do: "save", revision, edit: { greeting: "Mine." }, ...(base !== undefined && { base }) });

  test("does not undo what was published meanwhile, and is told which version that is", () => {
    published("One.");
    const saved = save("Two.", 0, BEN);
    publish((saved.ok && saved.kept.draft?.revision) || 0);
    // The page was opened while the first one answered.
    from(1);

    for (const more of [{}, { beside: { share: 0.1, numbers: [] } }])
      expect(publish(3, more)).toEqual({
        ok: false,
        refusal: "base_changed",
        base: 1,
        live: { version: 2, by: ANA, at: expect.any(Number) },
      });
    expect(book.answering(OWL).live?.edit).toEqual({ greeting: "Two." });
  });

  test("is published once it is saved for what answers", () => {
    published("One.");
    from(0);

    expect(publish(2)).toMatchObject({ refusal: "base_changed", base: 0 });
    from(1, 2);
    expect(publish(3)).toMatchObject({ ok: true, version: 2 });
  });

  test("knows it where nobody said it: it began with what answered, and saves go on from that", () => {
    from(undefined);
    book.publish(OWL, { greeting: "Of a table." }, undefined, "airtable", now);
    from(undefined, 1);

    expect(book.drafted(OWL)).toMatchObject({ revision: 2, base: 0 });
    expect(publish(2)).toMatchObject({ refusal: "base_changed", live: { version: 1, by: "airtable" } });
  });

  test("of an earlier release, which kept no such thing, is published as it was then", () => {
    from(undefined);
    book.publish(OWL, { greeting: "Of a table." }, undefined, "airtable", now);
    sql.exec("UPDATE agent_drafts SET base = NULL");

    expect(book.drafted(OWL)).not.toHaveProperty("base");
    expect(publish(1)).toMatchObject({ ok: true });
  });
});

describe("a version", () => {
  test("beside the one that answers takes its share, until another is published whole", () => {
    published("One.");
    published("Two.", { beside: { share: 0.1, numbers: ["+15550100001"] } });

    const rollout = { version: 2, share: 0.1, numbers: ["+15550100001"], edit: { greeting: "Two." } };
    expect(book.answering(OWL)).toEqual({ live: { version: 1, edit: { greeting: "One." } }, rollout });
    change({ do: "answer", version: 2, beside: { share: 0.5, numbers: [] } });
    expect(book.answering(OWL).rollout).toEqual({ ...rollout, share: 0.5, numbers: [] });
    published("Three.");
    expect(book.answering(OWL)).toEqual({ live: { version: 3, edit: { greeting: "Three." } } });
  });

  test("may stand beside the code", () => {
    published("One.", { beside: { share: 0.1, numbers: [] } });

    expect(book.answering(OWL)).toEqual({
      rollout: { version: 1, share: 0.1, numbers: [], edit: { greeting: "One." } },
    });
    expect(book.kept(OWL).live).toBeUndefined();
  });

  test("that answers is nothing beside itself, and neither is the code beside anything", () => {
    published("One.");
    const beside = { share: 0.5, numbers: [] };

    expect(change({ do: "answer", version: 1, beside })).toEqual({ ok: false, refusal: "answers_already" });
    expect(change({ do: "answer", version: 0, beside })).toEqual({ ok: false, refusal: "unknown_version" });
    expect(change({ do: "answer", version: 2 })).toEqual({ ok: false, refusal: "unknown_version" });
  });

  test("that was answers again, and the code does, which ends what was tried beside them", () => {
    published("One.");
    published("Two.");
    published("Three.", { beside: { share: 0.1, numbers: [] } });

    expect(change({ do: "answer", version: 1 }, BEN)).toMatchObject({ ok: true, version: 1 });
    expect(book.answering(OWL)).toEqual({ live: { version: 1, edit: { greeting: "One." } } });
    // Who published it is still who published it.
    expect(book.kept(OWL).live).toMatchObject({ version: 1, by: ANA });
    change({ do: "answer", version: 0 }, BEN);
    expect(book.answering(OWL)).toEqual({});
    expect(book.kept(OWL).live).toEqual({ version: 0, by: BEN, at: now });
    expect(published("Four.")).toBe(4);
  });

  test("is kept with the newest hundred, and longer where it answers", () => {
    published("One.");
    published("Two.", { beside: { share: 0.1, numbers: [] } });
    for (let n = 3; n <= 103; n += 1) published(`${n}.`, { beside: { share: 0.1, numbers: [] } });

    const versions = book.kept(OWL).versions.map(({ version }) => version);
    expect(versions).toHaveLength(101);
    expect([versions[0], versions.at(-2), versions.at(-1)]).toEqual([103, 4, 1]);
    expect(book.answering(OWL)).toMatchObject({ live: { version: 1 }, rollout: { version: 103 } });
    expect(change({ do: "answer", version: 3 })).toMatchObject({ refusal: "unknown_version" });
    published("Whole.");
    expect(book.kept(OWL).versions.map(({ version }) => version)).not.toContain(1);
  });
});

describe("a fault", () => {
  test("is known until another is told, it is gone, or another version answers", () => {
    book.fault(OWL, { at: 1, of: "relay", message: "No such voice." });
    book.fault(OWL, { at: 2, of: "source", message: "Slow." });
    book.fault(OWL, { at: 3, of: "relay", message: "x".repeat(5_000) });

    expect(book.kept(OWL).faults).toEqual([
      { at: 3, of: "relay", message: "x".repeat(1_000) },
      { at: 2, of: "source", message: "Slow." },
    ]);
    published("One.");
    expect(book.kept(OWL).faults).toEqual([{ at: 2, of: "source", message: "Slow." }]);
    book.faultGone(OWL, "source");
    expect(book.kept(OWL).faults).toEqual([]);
  });
});
