import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { signOperatorToken } from "../../../worker/adapters/operator-token.ts";
import type { AgentChanged, AgentDetail, AgentList } from "../../../worker/protocol/console/agents.ts";
import { MAX_EDIT_BYTES } from "../../../worker/protocol/editing/agent-requests.ts";
import { AUTH_TOKEN } from "../secrets.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";
import { PARCELS_NUMBER, WORKSHOP_NUMBER } from "./workshop.ts";

/** Agents, edited through the Worker's door by two people. */

const ANA = "a".repeat(12);
const BEN = "b".repeat(12);
const OWL = "/owl-shoes";

let served: ServedWorker;
beforeAll(async () => {
  served = await serveWorker();
});
afterAll(() => served.close());

interface Refused {
  readonly error?: string;
  readonly hint?: string;
  readonly faults?: readonly string[];
  readonly draft?: { readonly revision: number; readonly by: string; readonly at: number };
}

async function ask<T = AgentChanged>(
  method: string,
  path: string,
  body?: unknown,
  {
    by = ANA,
    role = "operator",
    of = served,
  }: { by?: string; role?: "reader" | "operator"; of?: ServedWorker } = {},
) {
  const token = await signOperatorToken(AUTH_TOKEN, {
    role,
    expiresAt: Math.floor(Date.now() / 1_000) + 3_600,
    id: by,
  });
  const response = await fetch(`${of.origin}/api/agents${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as T & Refused };
}

const detail = async (query = "") => (await ask<AgentDetail>("GET", OWL + query)).body;
const save = (edit: unknown, revision: number, by = ANA) =>
  ask("PUT", `${OWL}/draft`, { edit, revision }, { by });
const publish = (body: object, by = ANA) => ask("POST", `${OWL}/publish`, body, { by });
const restore = (version: number, by = ANA) => ask("POST", `${OWL}/restore`, { version }, { by });

/** @returns its version. */
async function published(greeting: string, more: object = {}): Promise<number> {
  const { body: saved } = await save({ greeting }, 0);
  const { body } = await publish({ revision: saved.draft?.revision, ...more });
  return (await detail()).versions[0]?.version ?? Number(body.agent.live?.version);
}

/** Nobody waits for the list: a line may come after the next one. */
async function isAudited(lines: readonly string[]): Promise<void> {
  const audited = async () =>
    (await served.ledger("SELECT by, what FROM audit")).map(({ by, what }) => `${by} ${what}`);
  await expect.poll(audited, { timeout: 5_000 }).toEqual(expect.arrayContaining([...lines]));
}

/** Nothing is drafted, and the code answers. */
async function startOver(): Promise<void> {
  await ask("DELETE", `${OWL}/draft`);
  await restore(0);
}

test("what nobody has edited is as the code has it", async () => {
  const list = await ask<AgentList>("GET", "", undefined, { role: "reader" });
  const workshop = await ask<AgentDetail>("GET", "/workshop", undefined, { role: "reader" });

  expect(list.status).toBe(200);
  expect(list.body.agents.map(({ name, isDefault, numbers }) => [name, isDefault, numbers])).toEqual([
    ["owl-shoes", true, []],
    ["workshop", false, [WORKSHOP_NUMBER]],
    ["parcels", false, [PARCELS_NUMBER]],
  ]);
  expect(workshop.body).toMatchObject({
    name: "workshop",
    code: {
      greeting: "Hello, this is the workshop.",
      instructions: "Be kind.",
      languages: [{ code: "es-ES" }],
    },
    published: {},
    versions: [],
    tools: expect.arrayContaining([{ name: "pay", description: "Pays." }]),
  });
  expect(workshop.body).not.toHaveProperty("live");
});

test("an edit is drafted, published, and gone back from, and the list says who did it", async () => {
  await startOver();
  const saved = await save({ greeting: "Hi there." }, 0);
  const { revision = 0 } = saved.body.draft ?? {};
  expect(saved).toMatchObject({
    status: 200,
    body: { draft: { by: ANA, edit: { greeting: "Hi there." }, faults: [] } },
  });
  expect(saved.body.agent.draft).toEqual({ revision, by: ANA, at: expect.any(Number) });
  await save({ greeting: "Hi you." }, revision);

  const done = await publish({ revision: revision + 1, note: "Shorter\u0000." }, BEN);

  const version = done.body.agent.live?.version ?? 0;
  expect(done).toMatchObject({ status: 200, body: { agent: { live: { by: BEN, note: "Shorter ." } } } });
  expect(done.body.draft).toBeUndefined();
  expect(await detail()).toMatchObject({
    published: { greeting: "Hi you." },
    live: { version, by: BEN },
    versions: expect.arrayContaining([{ version, by: BEN, at: expect.any(Number), note: "Shorter ." }]),
  });
  expect(await detail(`?version=${version}`)).toMatchObject({ shown: { greeting: "Hi you." } });
  expect(await detail("?version=0")).toMatchObject({ shown: {} });
  expect(await restore(0, BEN)).toMatchObject({
    status: 200,
    body: { agent: { live: { version: 0, by: BEN } } },
  });
  expect((await detail()).published).toEqual({});
  expect(await restore(version)).toMatchObject({ body: { agent: { live: { version, by: BEN } } } });
  await isAudited([
    `${ANA} drafted owl-shoes`,
    `${BEN} published version ${version} of owl-shoes: Shorter .`,
    `${BEN} restored the code of owl-shoes`,
    `${ANA} restored version ${version} of owl-shoes`,
  ]);
});

describe("two people at once", () => {
  beforeEach(startOver);

  test("do not overwrite each other: the second is told whose draft it is, and of when", async () => {
    const { body } = await save({ greeting: "Ana's." }, 0);
    const draft = body.agent.draft;

    const refused = await save({ greeting: "Ben's." }, 0, BEN);

    expect(refused).toMatchObject({ status: 409, body: { error: "draft_changed", draft } });
    expect(refused.body.hint).toContain(`is ${ANA}'s now, of ${new Date(draft?.at ?? 0).toISOString()}`);
    expect((await detail()).drafted?.edit).toEqual({ greeting: "Ana's." });
    expect(await save({ greeting: "Ben's." }, draft?.revision ?? 0, BEN)).toMatchObject({ status: 200 });
  });

  test("of ten that save at the same moment one does", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => save({ greeting: `${n}.` }, 0)));

    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
  });

  test("publish and discard what they have seen, and nothing else", async () => {
    const { body } = await save({ greeting: "Ana's." }, 0);
    const seen = body.draft?.revision ?? 0;
    await save({ greeting: "Ben's." }, seen, BEN);

    expect(await publish({ revision: seen })).toMatchObject({
      status: 409,
      body: { error: "draft_changed" },
    });
    expect(await ask("DELETE", `${OWL}/draft?revision=${seen}`)).toMatchObject({ status: 409 });
    expect((await detail()).drafted?.edit).toEqual({ greeting: "Ben's." });
    const answers = await Promise.all([
      publish({ revision: seen + 1 }),
      publish({ revision: seen + 1 }, BEN),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await publish({ revision: seen + 1 })).body.hint).toContain("There is no draft any more");
  });
});

test("a draft that was made before another's publication does not undo it, and may once that was seen", async () => {
  await startOver();
  const before = await published("As before.");
  const theirs = await published("Theirs.");
  const { body } = await ask("PUT", `${OWL}/draft`, {
    edit: { greeting: "Mine." },
    revision: 0,
    base: before,
  });
  const revision = body.draft?.revision ?? 0;

  const refused = await publish({ revision });

  expect(body.draft?.base).toBe(before);
  expect(refused).toMatchObject({
    status: 409,
    body: { error: "base_changed", base: before, live: { version: theirs, by: ANA } },
  });
  expect(refused.body.hint).toMatch(
    new RegExp(
      `^Version ${theirs} answers now, by ${ANA}, of .* made from version ${before}: .*base. ${theirs} `,
    ),
  );
  expect((await detail()).published).toEqual({ greeting: "Theirs." });
  await ask("PUT", `${OWL}/draft`, { edit: { greeting: "Mine." }, revision, base: theirs });
  expect(await publish({ revision: revision + 1 })).toMatchObject({ status: 200 });
});

describe("what breaks a rule", () => {
  beforeEach(startOver);

  test.each([
    [
      "a voice that the provider does not know by that name",
      { voice: { voice: "Polly.Joanna" } },
      /^voice\.voice: is no voice/,
    ],
    ["200 kB of instructions", { instructions: "x".repeat(200_000) }, /^instructions: has more than 60000/],
    ["no greeting", { greeting: "" }, /^greeting: has no words/],
    [
      "hours that are none",
      { hours: { timeZone: "UTC", week: { mon: ["9-17"] } } },
      /^hours\.week\.mon\.0: /,
    ],
  ])("%s is drafted and told, and not published; what answers goes on", async (_, edit, fault) => {
    const version = await published("As before.");

    const { status, body } = await save(edit, 0);
    const refused = await publish({ revision: body.draft?.revision });

    expect(status).toBe(200);
    expect(body.draft?.faults.join()).toMatch(fault);
    expect(refused).toMatchObject({ status: 422, body: { error: "bad_edit", faults: body.draft?.faults } });
    expect(await detail()).toMatchObject({
      live: { version },
      published: { greeting: "As before." },
      drafted: { faults: body.draft?.faults },
    });
  });

  test.each([
    [
      "fields that are the code's alone",
      { tools: [], handOff: { target: { kind: "flex" } } },
      /tools.*handOff/,
    ],
    ["a number for a text", { greeting: 7 }, /^greeting: /],
    ["a file outside", { knowledge: { "../x.md": "x" } }, /^knowledge\./],
  ])("%s is no draft either", async (_, edit, fault) => {
    const { body } = await save({ greeting: "As before." }, 0);

    const refused = await save(edit, body.draft?.revision ?? 0);

    expect(refused).toMatchObject({ status: 422, body: { error: "bad_edit" } });
    expect(refused.body.faults?.join()).toMatch(fault);
    expect((await detail()).drafted?.edit).toEqual({ greeting: "As before." });
  });

  test("by this release alone is said where the agent is shown, and is neither published nor restored", async () => {
    const version = await published("As before.");
    const later = JSON.stringify({ greeting: "Hi.", mood: "sunny" });
    const { body } = await save({ greeting: "Mine." }, 0);
    await served.ledger(`UPDATE agent_drafts SET edit = '${later}'`);
    await served.ledger(`UPDATE agent_versions SET edit = '${later}' WHERE version = ${version}`);

    const shown = await detail();

    expect(shown.drafted?.faults).toEqual([expect.stringMatching(/^edit: .*mood/)]);
    expect(shown.fault).toEqual({
      of: "edit",
      at: expect.any(Number),
      message: expect.stringMatching(new RegExp(`^version ${version}: edit: .*mood`)),
    });
    expect(await publish({ revision: body.draft?.revision })).toMatchObject({ status: 422 });
    expect(await publish({ version })).toMatchObject({ status: 422 });
    expect(await restore(version)).toMatchObject({ status: 422 });
    expect(await restore(0)).toMatchObject({ status: 200 });
    expect((await detail()).fault).toBeUndefined();
  });
});

describe("a version beside the one that answers", () => {
  beforeEach(startOver);

  test("has a share and numbers, which a reader sees the ends of", async () => {
    const first = await published("One.");
    const second = await published("Two.", { share: 0.25, numbers: ["+15550100001"] });

    expect((await detail()).rollout).toEqual({ version: second, share: 0.25, numbers: ["+15550100001"] });
    const { body } = await ask<AgentDetail>("GET", OWL, undefined, { role: "reader" });
    expect(body.rollout?.numbers).toEqual(["…0001"]);
    expect(await publish({ version: second, share: 1 })).toMatchObject({
      body: { agent: { live: { version: first }, rollout: { share: 1, numbers: [] } } },
    });
    const whole = await publish({ version: second });
    expect(whole.body.agent.live?.version).toBe(second);
    expect(whole.body.agent).not.toHaveProperty("rollout");
    expect(await publish({ version: second, share: 0.5 })).toMatchObject({
      status: 409,
      body: { error: "answers_already" },
    });
    await isAudited([
      `${ANA} published version ${second} of owl-shoes beside the one that answers, for 25 % of calls and 1 numbers`,
      `${ANA} published version ${second} of owl-shoes beside the one that answers, for 100 % of calls`,
      `${ANA} published version ${second} of owl-shoes`,
    ]);
  });
});

describe("a body that is none is refused by name", () => {
  test.each<readonly [string, string, string, unknown, RegExp]>([
    ["no JSON", "PUT", "draft", "{edit", /^Send JSON/],
    ["nothing", "PUT", "draft", undefined, /^Send JSON/],
    ["a list", "PUT", "draft", [], /^body: /],
    ["no revision", "PUT", "draft", { edit: {} }, /^revision: /],
    ["a revision that is none", "PUT", "draft", { edit: {}, revision: -1 }, /^revision: /],
    ["a base that is none", "PUT", "draft", { edit: {}, revision: 0, base: "v1" }, /^base: /],
    ["no edit", "PUT", "draft", { revision: 0, greeting: "Hi." }, /^edit: .*greeting/],
    ["neither draft nor version", "POST", "publish", {}, /give `revision`.* or `version`/],
    ["both", "POST", "publish", { revision: 1, version: 1 }, /give `revision`/],
    ["the code", "POST", "publish", { version: 0 }, /^version: .*restore takes 0/],
    ["more than all calls", "POST", "publish", { revision: 1, share: 1.1 }, /^share: /],
    ["a rollout for no call", "POST", "publish", { revision: 1, share: 0 }, /^share: it would answer nobody/],
    [
      "a rollout for no number",
      "POST",
      "publish",
      { revision: 1, numbers: [] },
      /^share: it would answer nobody/,
    ],
    ["per cent", "POST", "publish", { revision: 1, share: "10%" }, /^share: /],
    [
      "a number without its country",
      "POST",
      "publish",
      { revision: 1, numbers: ["0711"] },
      /^numbers\.0: .*E\.164/,
    ],
    ["what nobody knows", "POST", "publish", { revision: 1, shaer: 0.1 }, /shaer/],
    ["more than a small body", "POST", "restore", { version: "1".repeat(20_000) }, /at most 10,000 bytes/],
    ["no version", "POST", "restore", {}, /^version: /],
    ["a version that is none", "POST", "restore", { version: 1.5 }, /^version: /],
  ])("%s", async (_, method, path, body, said) => {
    const { status, body: refused } = await ask(method, `${OWL}/${path}`, body);

    expect([400, 413]).toContain(status);
    expect(refused.hint).toMatch(said);
  });

  test("and so is one that is too large, of which no more is read", async () => {
    await startOver();
    const edit = { knowledge: { "all.md": "x".repeat(MAX_EDIT_BYTES) } };

    expect(await save(edit, 0)).toMatchObject({
      status: 413,
      body: { error: "too_large", hint: expect.stringContaining("1,900,000 bytes") },
    });
    expect(await detail()).not.toHaveProperty("drafted");
  });

  test("as much as an edit may have is kept and published", async () => {
    await startOver();
    // Three bytes each.
    const edit = { instructions: "語".repeat(60_000), knowledge: { "all.md": "語".repeat(560_000) } };

    const saved = await save(edit, 0);
    const done = await publish({ revision: saved.body.draft?.revision });

    expect(saved.body.draft?.faults).toEqual([]);
    expect(done.status).toBe(200);
    expect((await detail()).published).toEqual(edit);
  });
});

describe("what is not there is not found", () => {
  test.each(["/nobody", "/Owl%20Shoes", "/__proto__", "/owl-shoe"])(
    "an agent %s, and those that are are named",
    async (path) => {
      for (const [method, rest, body] of [
        ["GET", "", undefined],
        ["PUT", "/draft", { edit: {}, revision: 0 }],
        ["DELETE", "/draft", undefined],
        ["POST", "/publish", { revision: 1 }],
        ["POST", "/restore", { version: 0 }],
      ] as const)
        expect(await ask(method, path + rest, body)).toMatchObject({
          status: 404,
          body: { error: "unknown_agent", hint: expect.stringContaining("owl-shoes, workshop") },
        });
    },
  );

  test("a version", async () => {
    expect(await restore(9_999)).toMatchObject({ status: 404, body: { error: "unknown_version" } });
    expect(await publish({ version: 9_999 })).toMatchObject({ status: 404 });
    expect(await ask("GET", `${OWL}?version=9999`)).toMatchObject({ status: 404 });
    expect(await ask("GET", `${OWL}?version=x`)).toMatchObject({ status: 400 });
  });
});

test("a reader sees, and changes nothing", async () => {
  await startOver();
  await save({ greeting: "Hi." }, 0);
  const reader = { role: "reader" } as const;

  expect((await ask<AgentDetail>("GET", OWL, undefined, reader)).body.drafted?.edit).toEqual({
    greeting: "Hi.",
  });
  for (const [method, path] of [
    ["PUT", "draft"],
    ["DELETE", "draft"],
    ["POST", "publish"],
    ["POST", "restore"],
  ])
    expect(await ask(`${method}`, `${OWL}/${path}`, {}, reader)).toMatchObject({
      status: 403,
      body: { error: "role" },
    });
});

test("without a ledger there is nothing to edit, and it is said", async () => {
  const bare = await serveWorker({ ledger: false });
  const answers = [
    await ask("GET", "", undefined, { of: bare }),
    await ask("GET", OWL, undefined, { of: bare }),
    await ask("PUT", `${OWL}/draft`, { edit: {}, revision: 0 }, { of: bare }),
  ];
  await bare.close();

  for (const answer of answers)
    expect(answer).toMatchObject({ status: 503, body: { error: "no_ledger", hint: expect.any(String) } });
});

test("a ledger that a later release has written is left alone", async () => {
  const newer = await serveWorker();
  await ask("GET", "", undefined, { of: newer });
  await newer.ledger("UPDATE meta SET version = 99");
  await newer.redeploy();
  const answers = [
    await ask("GET", "", undefined, { of: newer }),
    await ask("PUT", `${OWL}/draft`, { edit: {}, revision: 0 }, { of: newer }),
    await ask("POST", `${OWL}/restore`, { version: 0 }, { of: newer }),
  ];
  await newer.close();

  for (const answer of answers)
    expect(answer).toMatchObject({ status: 503, body: { error: "ledger_newer" } });
});
