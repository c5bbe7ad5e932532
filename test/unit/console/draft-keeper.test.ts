import { describe, expect, test } from "vitest";
import { createKeeper, type Put, type Unsaved } from "../../../assets/console/logic/draft-keeper.ts";
import type { AgentDraft, DraftRequest } from "../../../worker/protocol/console/agents.ts";

const draft = (revision: number, greeting: string, by = "sam"): AgentDraft => ({
  revision,
  by,
  at: revision,
  edit: { greeting },
  faults: [],
});

/** A Worker of one draft, by hand: what is put waits until it is answered. */
function setUp(start: Partial<Parameters<typeof createKeeper>[0]> = {}) {
  const puts: { request: DraftRequest; answer: (put: Put) => Promise<void> }[] = [];
  let timer: (() => void) | undefined;
  let remembered: Unsaved | undefined;
  const keeper = createKeeper(
    { published: { greeting: "live" }, ...start },
    {
      put: (request) =>
        new Promise((resolve) => {
          const answer = async (put: Put): Promise<void> => {
            resolve(put);
            await new Promise((done) => setImmediate(done));
          };
          puts.push({ request, answer });
        }),
      remember: (unsaved) => {
        remembered = unsaved;
      },
      later: (_, run) => {
        timer = run;
        return () => {
          timer = undefined;
        };
      },
      changed: () => undefined,
    },
  );
  return {
    keeper,
    puts,
    /** The time for typing more, or for another try, is over. */
    elapse: () => timer?.(),
    remembered: () => remembered,
    is: () => keeper.kept().saving.is,
  };
}

describe("a draft", () => {
  test("begins with what answers, and is saved once nothing more is typed, with its revision", async () => {
    const { keeper, puts, elapse, is, remembered } = setUp();
    keeper.type({ greeting: "a" });
    keeper.type({ greeting: "ab" });
    expect(puts).toEqual([]);
    expect(remembered()).toEqual({ edit: { greeting: "ab" }, revision: 0, base: 0 });
    elapse();
    expect(puts[0]?.request).toEqual({ edit: { greeting: "ab" }, revision: 0, base: 0 });
    await puts[0]?.answer({ is: "saved", draft: draft(1, "ab") });

    expect([is(), keeper.kept().revision, remembered()]).toEqual(["saved", 1, undefined]);
  });

  test("that is typed on while it is saved is saved again at once, one request at a time", async () => {
    const { keeper, puts, elapse, is } = setUp();
    keeper.type({ greeting: "a" });
    elapse();
    keeper.type({ greeting: "ab" });
    const all = keeper.save();
    expect(puts.length).toBe(1);
    await puts[0]?.answer({ is: "saved", draft: draft(1, "a") });
    expect(puts[1]?.request).toEqual({ edit: { greeting: "ab" }, revision: 1, base: 0 });
    await puts[1]?.answer({ is: "saved", draft: draft(2, "ab") });

    expect(await all).toBe(true);
    expect(is()).toBe("saved");
  });

  test("that does not reach the Worker is tried again by itself, with what was typed since", async () => {
    const { keeper, puts, elapse, is, remembered } = setUp();
    keeper.type({ greeting: "a" });
    elapse();
    await puts[0]?.answer({ is: "lost" });
    keeper.type({ greeting: "ab" });
    expect([is(), remembered()?.edit]).toEqual(["lost", { greeting: "ab" }]);
    elapse();
    await puts[1]?.answer({ is: "saved", draft: draft(1, "ab") });
    expect([is(), keeper.kept().edit]).toEqual(["saved", { greeting: "ab" }]);
  });

  test("that the Worker refuses says why, and the next change is tried", async () => {
    const { keeper, puts, elapse, is } = setUp();
    keeper.type({ instructions: "x" });
    elapse();
    await puts[0]?.answer({ is: "refused", why: "too long", faults: ["instructions: too long"] });
    expect([is(), keeper.kept().faults]).toEqual(["refused", ["instructions: too long"]]);
    elapse();
    expect(puts.length).toBe(1);
    keeper.type({ instructions: "y" });
    elapse();
    expect(puts.length).toBe(2);
  });

  test("that was not saved when the page was left goes on from there", () => {
    const { puts, elapse, is } = setUp({ remembered: { edit: { greeting: "typed" }, revision: 3, base: 5 } });
    expect(is()).toBe("waiting");
    elapse();
    expect(puts[0]?.request).toEqual({ edit: { greeting: "typed" }, revision: 3, base: 5 });
  });
});

describe("a draft knows what it was made from", () => {
  const live = (version: number) => ({ live: { version }, published: { greeting: `live ${version}` } });

  test("what answered when it was typed, whatever was published until it is saved", async () => {
    const { keeper, puts, elapse } = setUp(live(5));
    keeper.read(live(6));
    expect(keeper.kept()).toMatchObject({ base: 6, edit: { greeting: "live 6" } });
    keeper.type({ greeting: "mine" });
    keeper.read(live(7));
    elapse();

    expect(puts[0]?.request).toEqual({ edit: { greeting: "mine" }, revision: 0, base: 6 });
    await puts[0]?.answer({ is: "saved", draft: { ...draft(1, "mine"), base: 6 } });
    expect(keeper.kept()).toMatchObject({ base: 6, saving: { is: "saved" } });
  });

  test("and is for another version once whoever typed has seen that one", async () => {
    const { keeper, puts, elapse, is } = setUp({ ...live(7), drafted: { ...draft(1, "mine"), base: 6 } });
    keeper.type({ greeting: "mine, longer" });
    elapse();
    keeper.moveTo(7);
    await puts[0]?.answer({ is: "saved", draft: { ...draft(2, "mine, longer"), base: 6 } });

    expect(puts[1]?.request).toEqual({ edit: { greeting: "mine, longer" }, revision: 2, base: 7 });
    await puts[1]?.answer({ is: "saved", draft: { ...draft(3, "mine, longer"), base: 7 } });
    expect([is(), keeper.kept().base]).toEqual(["saved", 7]);
  });
});

describe("of two people", () => {
  test("the later one keeps what they typed, saves nothing by itself, and chooses theirs or their own", async () => {
    for (const mine of [true, false]) {
      const { keeper, puts, elapse, is } = setUp({ drafted: draft(1, "first") });
      keeper.type({ greeting: "mine" });
      elapse();
      await puts[0]?.answer({ is: "conflict", theirs: draft(2, "theirs", "maya") });
      keeper.type({ greeting: "mine, longer" });
      elapse();
      expect([is(), puts.length, await keeper.save()]).toEqual(["conflict", 1, false]);

      if (mine) {
        keeper.keepMine();
        expect(puts[1]?.request).toEqual({ edit: { greeting: "mine, longer" }, revision: 2 });
      } else {
        keeper.takeTheirs();
        expect(keeper.kept()).toMatchObject({ edit: { greeting: "theirs" }, revision: 2, by: "maya" });
      }
    }
  });

  test("one may have published it: then mine is a new draft, or what answers is taken", async () => {
    const { keeper, puts, elapse } = setUp({ drafted: draft(4, "first") });
    keeper.type({ greeting: "mine" });
    elapse();
    await puts[0]?.answer({ is: "conflict" });
    keeper.takeTheirs();
    expect(keeper.kept()).toMatchObject({ edit: { greeting: "live" }, revision: 0 });
  });

  test("both are one where the same words were saved by this page before it was left", async () => {
    const { keeper, puts, elapse, is } = setUp({ remembered: { edit: { greeting: "typed" }, revision: 0 } });
    elapse();
    await puts[0]?.answer({ is: "conflict", theirs: draft(1, "typed") });
    expect([is(), keeper.kept().revision]).toEqual(["saved", 1]);
  });

  test("who types nothing sees what the other saves, and what answers once it was published", () => {
    const { keeper } = setUp();
    keeper.read({ published: { greeting: "live" }, drafted: draft(1, "theirs") });
    expect(keeper.kept().edit).toEqual({ greeting: "theirs" });
    // One that is older than what was saved would have none either.
    keeper.read({ published: { greeting: "live" } });
    expect(keeper.kept()).toMatchObject({ edit: { greeting: "theirs" }, revision: 1 });
    keeper.read({ published: { greeting: "another" } });
    expect(keeper.kept()).toMatchObject({ edit: { greeting: "another" }, revision: 0 });
  });

  test("who types loses nothing by what is read", () => {
    const { keeper } = setUp();
    keeper.type({ greeting: "mine" });
    keeper.read({ published: { greeting: "other" }, drafted: draft(7, "theirs") });
    expect(keeper.kept().edit).toEqual({ greeting: "mine" });
  });
});
