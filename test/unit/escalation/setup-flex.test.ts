import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test as base, describe, expect } from "vitest";
import { setUpFlex, type WantedFlex } from "../../../local/setup/flex-setup.ts";
import { type Filter, filtersOf, routingOf } from "../../../local/setup/routing.ts";
import { twilioApi } from "../../../local/setup/twilio-api.ts";
import { HandOffSettings } from "../../../worker/protocol/routing/hand-off-settings.ts";
import { newSid, startTaskRouterMock, type TaskRouterMock } from "../../support/task-router-mock.ts";

const accountSid = newSid("AC");
const password = "hush";
const workspaceSid = newSid("WS");

const handOff = HandOffSettings.parse({
  queues: ["Billing", "Spanish"],
  routing: [
    { when: { sentiment: ["negative"], reasonCode: ["caller_frustrated"] }, priority: 100 },
    { when: { language: ["es"] }, queue: "Spanish", skills: ["spanish", "deescalation"] },
    { when: { calledNumber: ["+15550100002"] }, queue: "Billing", priority: 5 },
  ],
  longestWaitS: 300,
});

const test = base.extend<{ mock: TaskRouterMock; withoutFlex: TaskRouterMock }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern which fixtures are needed.
  mock: async ({}, use) => {
    const mock = await startTaskRouterMock({ accountSid, password, workspaceSid });
    await use(mock);
    await mock.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  withoutFlex: async ({}, use) => {
    const mock = await startTaskRouterMock({ accountSid, password, workspaceSid, flex: false });
    await use(mock);
    await mock.close();
  },
});

const run = ({ url }: TaskRouterMock, more: Partial<WantedFlex> = {}) =>
  setUpFlex(twilioApi({ accountSid, user: accountSid, password }, { api: url, taskRouter: url, flex: url }), {
    agent: "owl-shoes",
    handOff,
    apply: true,
    ...more,
  });
const changes = ({ steps }: Awaited<ReturnType<typeof run>>) =>
  steps.map(({ change, what }) => `${change} ${what}`);

test("rules become filters in their order, and who waits too long falls off the end", () => {
  const [upset, spanish, billing] = filtersOf(handOff, (name) => `<${name}>`).slice(-3);

  expect(upset).toEqual({
    filter_friendly_name: "Baton: 1 everyone",
    expression: "reasonCode IN ['caller_frustrated'] AND sentiment IN ['negative']",
    targets: [{ queue: "<Everyone>", priority: 100, timeout: 300 }],
  });
  expect(spanish).toEqual({
    filter_friendly_name: "Baton: 2 Spanish",
    expression: "language IN ['es']",
    targets: [
      {
        queue: "<Spanish>",
        timeout: 60,
        expression: "worker.routing.skills HAS 'spanish' AND worker.routing.skills HAS 'deescalation'",
        order_by: "worker.routing.levels.spanish DESC",
        skip_if: "workers.available == 0",
      },
      { queue: "<Spanish>", timeout: 300, skip_if: "workers.available == 0" },
      { queue: "<Everyone>", timeout: 300 },
    ],
  });
  expect(billing).toMatchObject({
    expression: "called IN ['+15550100002']",
    targets: [
      { queue: "<Billing>", priority: 5 },
      { queue: "<Everyone>", priority: 5 },
    ],
  });
  expect(routingOf(handOff, (name) => `<${name}>`).task_routing.default_filter).toEqual({
    queue: "<Everyone>",
  });
});

test("a callback of closed hours is held until we open, before any other rule", () => {
  const hours = { timeZone: "UTC", week: { mon: ["08:00-18:00"] } };
  const [held, ...others] = filtersOf(HandOffSettings.parse({ ...handOff, hours }), String);

  expect(held).toMatchObject({
    expression: expect.stringContaining("taskType == 'callback'"),
    targets: [{ expression: expect.stringContaining("taskrouter.currentTime >= task.opens.time") }],
  });
  expect(others).toEqual(filtersOf(handOff, String));
});

/** Whether a filter takes in tasks of such attributes: of TaskRouter's expressions, the forms that ours have. */
const takesIn = (attributes: Readonly<Record<string, string>>, { expression }: Filter): boolean =>
  expression.split(" AND ").every((term) => {
    if (term === "1==1") return true;
    const [, equal, value] = /^(\w+) == '(.*)'$/.exec(term) ?? [];
    if (equal !== undefined) return attributes[equal] === value;
    const [, name, list] = /^([\w.]+) IN \[(.*)\]$/.exec(term) ?? [];
    if (name === undefined || list === undefined) throw new Error(`not known: ${term}`);
    const known = attributes[name];
    return known !== undefined && list.split(", ").includes(`'${known}'`);
  });
/** How long a task waits, at least, when nobody takes it: past the last target it is cancelled. Seconds. */
const waitsS = ({ targets }: Filter): number =>
  targets.filter((t) => t.skip_if === undefined).reduce((sum, { timeout = 0 }) => sum + timeout, 0);

const DAY_S = 86_400;
const WITH_HOURS = { timeZone: "UTC", week: { mon: ["08:00-18:00"] } };

describe.each([
  ["the rules of an agent", handOff],
  ["an agent without rules", HandOffSettings.parse({})],
  ["an agent with hours", HandOffSettings.parse({ ...handOff, hours: WITH_HOURS })],
])("by %s", (_, settings) => {
  const { filters } = routingOf(settings, (name) => `<${name}>`).task_routing;

  test.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ["for everyone", { reasonCode: "rule", language: "en" }, "<Everyone>"],
    ["for a team", { reasonCode: "rule", language: "es" }, "<Spanish>"],
    ["of an upset caller", { reasonCode: "caller_frustrated", sentiment: "negative" }, "<Everyone>"],
  ])(
    "a callback within hours, %s, waits as long as its task may, a day, and a call does not",
    (_kind, task, first) => {
      const callback = filters.find((filter) => takesIn({ ...task, taskType: "callback" }, filter));
      const call = filters.find((filter) => takesIn(task, filter));
      if (!callback || !call) throw new Error("nowhere to go");

      expect(waitsS(callback)).toBeGreaterThanOrEqual(DAY_S);
      expect(waitsS(call)).toBeLessThanOrEqual(settings.longestWaitS);
      const queue = settings.routing.length === 0 ? "<Everyone>" : first;
      expect([callback.targets[0]?.queue, call.targets[0]?.queue]).toEqual([queue, queue]);
      expect(callback.targets.map(({ timeout: _timeout, ...rest }) => rest)).toEqual(
        call.targets.map(({ timeout: _timeout, ...rest }) => rest),
      );
    },
  );
});

test("a callback that was made by others waits in our own workflow as well", () => {
  const { filters } = routingOf(handOff, (name) => `<${name}>`).task_routing;
  const found = filters.find((filter) => takesIn({ taskType: "callback" }, filter));

  expect(found && waitsS(found)).toBeGreaterThanOrEqual(DAY_S);
});

test("in a workflow of somebody else's our callbacks wait as well, and nobody else's are taken", () => {
  const own = filtersOf(handOff, (name) => `<${name}>`);
  const ours = own.find((filter) => takesIn({ taskType: "callback", reasonCode: "rule" }, filter));

  expect(ours && waitsS(ours)).toBeGreaterThanOrEqual(DAY_S);
  expect(own.filter((filter) => takesIn({ taskType: "callback" }, filter))).toEqual([]);
});

test("a skill that cannot stand in an expression is refused by name", () => {
  const settings = HandOffSettings.parse({ routing: [{ skills: ["l'été"] }] });

  expect(() => filtersOf(settings, String)).toThrow(/"l'été" cannot stand/);
});

test("without --apply everything is shown and nothing is changed", async ({ mock }) => {
  mock.addQueue("Everyone");

  const setup = await run(mock, { apply: false });

  expect(changes(setup)).toEqual([
    'keep queue "Everyone"',
    'create queue "Billing"',
    'create queue "Spanish"',
    'create workflow "Baton owl-shoes"',
    "later room in line",
  ]);
  expect(setup.steps.at(3)?.details).toContainEqual(
    expect.stringMatching(/^\+ Baton: 2 Spanish: language IN \['es'\] → \(queue "Spanish"\)/),
  );
  expect(mock.changes).toEqual([]);
  expect(setup.workflowSid).toBeUndefined();
});

test("a workflow of any size is read", async ({ mock }) => {
  await run(mock);
  const [workflow] = mock.workflows;
  const grown = JSON.parse(String(workflow?.configuration));
  grown.notes = "x".repeat(300_000);
  Object.assign(workflow ?? {}, { configuration: JSON.stringify(grown) });

  expect(changes(await run(mock))).toContain('update workflow "Baton owl-shoes"');
});

test("run twice, the second time finds nothing to do", async ({ mock }) => {
  for (const name of ["Sales", "Everyone", "Chat"]) mock.addQueue(name);

  const first = await run(mock);
  const changed = mock.changes.length;
  mock.addVoiceQueue(first.workflowSid ?? "", 5_000);
  const second = await run(mock);

  expect(changed).toBe(3);
  expect(mock.changes).toHaveLength(changed);
  expect(second.steps.map(({ change }) => change)).toEqual(["keep", "keep", "keep", "keep", "keep"]);
  expect(second.workflowSid).toBe(first.workflowSid);
  expect(mock.queues.map((queue) => queue.friendly_name)).toEqual([
    "Sales",
    "Everyone",
    "Chat",
    "Billing",
    "Spanish",
  ]);
  const { task_routing } = JSON.parse(String(mock.workflows[0]?.configuration));
  const spanish = mock.queues.find((queue) => queue.friendly_name === "Spanish");
  const [ofSpanish] = task_routing.filters.filter(
    (filter: Filter) => filter.filter_friendly_name === "Baton: 2 Spanish",
  );
  expect(ofSpanish.targets[0].queue).toBe(spanish?.sid);
});

test("a rule that was changed is shown with what it was", async ({ mock }) => {
  await run(mock);
  const changed = HandOffSettings.parse({
    ...handOff,
    routing: handOff.routing.map((rule, i) =>
      i === 1 ? { ...rule, when: { language: ["es", "pt"] } } : rule,
    ),
  });

  const { steps } = await run(mock, { handOff: changed });

  const update = steps.find(({ change }) => change === "update");
  const ofCalls = update?.details.filter((line) => !line.includes(", callbacks:"));
  expect(update?.details).toHaveLength(4);
  expect(ofCalls?.map((line) => line.split(" → ")[0])).toEqual([
    "- Baton: 2 Spanish: language IN ['es']",
    "+ Baton: 2 Spanish: language IN ['es', 'pt']",
  ]);
});

const THEIRS = {
  task_routing: {
    filters: [
      {
        filter_friendly_name: "VIP",
        expression: "vip == true",
        targets: [{ queue: "WQ1", known_worker: "x" }],
      },
    ],
    default_filter: { queue: "WQ1" },
  },
  comment: "kept",
};

test("a workflow that was made by hand is not touched, unless it is named", async ({ mock }) => {
  const theirs = mock.addWorkflow("Assign to Anyone", THEIRS);

  await run(mock);
  const configurationOf = (sid: string) =>
    JSON.parse(String(mock.workflows.find((each) => each.sid === sid)?.configuration));
  expect(configurationOf(theirs)).toEqual(THEIRS);

  await run(mock, { workflowSid: theirs });
  const merged = configurationOf(theirs);
  expect(
    merged.task_routing.filters.map((f: { filter_friendly_name: string }) => f.filter_friendly_name),
  ).toEqual([
    "Baton: 1 everyone, callbacks",
    "Baton: 2 Spanish, callbacks",
    "Baton: 3 Billing, callbacks",
    "Baton: everybody else, callbacks",
    "Baton: 1 everyone",
    "Baton: 2 Spanish",
    "Baton: 3 Billing",
    "VIP",
  ]);
  expect(merged.task_routing.filters.at(-1)).toEqual(THEIRS.task_routing.filters[0]);
  expect(merged.task_routing.default_filter).toEqual({ queue: "WQ1" });
  expect(merged.comment).toBe("kept");

  const before = mock.changes.length;
  const again = await run(mock, { workflowSid: theirs });
  expect(mock.changes).toHaveLength(before);
  expect(again.workflowSid).toBe(theirs);
  expect(mock.changes.filter((change) => change.startsWith("DELETE"))).toEqual([]);
});

test("room in line is made where there is little, and never taken", async ({ mock }) => {
  const { workflowSid = "" } = await run(mock);
  for (const name of ["another", "and another"]) mock.addVoiceQueue(name, 100);
  mock.addVoiceQueue(workflowSid, 100);

  const { steps } = await run(mock);

  expect(steps.at(-1)).toMatchObject({ change: "update", details: ["100 calls may wait → 1000"] });
  expect(mock.voiceQueues.map((queue) => queue.max_size)).toEqual([100, 100, 1_000]);
});

test("calls the agent resolved get a filter of their own, to a queue without people", async ({ mock }) => {
  await run(mock, { handOff: { ...handOff, insightsForResolved: true } });

  const nobody = mock.queues.find((queue) => queue.friendly_name === "Baton: nobody");
  const { task_routing } = JSON.parse(String(mock.workflows[0]?.configuration));
  expect(nobody).toMatchObject({ target_workers: "1==2" });
  expect(task_routing.filters[0]).toMatchObject({
    expression: "conversations.virtual == 'Yes'",
    targets: [{ queue: nobody?.sid }],
  });
});

test("without Flex's configuration the workspace is found by its name", async ({ withoutFlex }) => {
  expect(await run(withoutFlex, { apply: false })).toMatchObject({ workspaceSid });
});

const root = fileURLToPath(new URL("../../..", import.meta.url));

const SHOP = "test/fixtures/agents/shop/index.ts";

/** The command as an operator runs it. */
function command(args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [
        "--disable-warning=ExperimentalWarning",
        "local/commands/setup-flex.ts",
        "--agents",
        SHOP,
        "--env",
        "/dev/null",
        ...args,
      ],
      { cwd: root, env: { PATH: process.env.PATH, ...env } },
      (error, stdout, stderr) => resolve({ code: error ? 1 : 0, output: stdout + stderr }),
    );
  });
}

test("the command shows a plan of the default agent, and makes it", { timeout: 30_000 }, async ({ mock }) => {
  const env = {
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: password,
    TWILIO_API_URL: mock.url,
    TWILIO_TASKROUTER_URL: mock.url,
    TWILIO_FLEX_URL: mock.url,
  };

  const plan = await command([], env);
  expect(plan.output).toContain('+ create workflow "Baton owl-shoes"');
  expect(plan.output).toMatch(/run it with --apply/);
  expect(mock.changes).toEqual([]);

  const made = await command(["--apply"], env);
  expect(made.output).toContain(`WORKFLOW_SID=${mock.workflows[0]?.sid}`);
  expect(await command(["--apply"], env)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/Nothing to do/),
  });
});

test("a workflow that calls are sent to now, and that does not exist, is named", { timeout: 30_000 }, async ({
  mock,
}) => {
  const gone = `WW${"9".repeat(32)}`;
  const env = {
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: password,
    TWILIO_API_URL: mock.url,
    TWILIO_TASKROUTER_URL: mock.url,
    TWILIO_FLEX_URL: mock.url,
  };

  const planned = await command([], { ...env, WORKFLOW_SID: gone });
  const named = await command(["--workflow", gone], env);

  expect(planned).toMatchObject({
    code: 0,
    output: expect.stringMatching(new RegExp(`! WORKFLOW_SID is ${gone}, which is not in workspace`)),
  });
  expect(named).toMatchObject({
    code: 1,
    output: expect.stringMatching(new RegExp(`^There is no workflow ${gone} in workspace ${workspaceSid}`)),
  });
});

test("the command names what it lacks, and plans without it", { timeout: 30_000 }, async () => {
  expect(await command([], {})).toMatchObject({
    code: 0,
    output: expect.stringMatching(
      /^\+ create queue "Everyone"\n[\s\S]*none of it yet[\s\S]*Set TWILIO_ACCOUNT_SID;/,
    ),
  });
  expect(await command(["--apply"], {})).toEqual({
    code: 1,
    output:
      "Set TWILIO_ACCOUNT_SID; and TWILIO_API_KEY and TWILIO_API_SECRET, or TWILIO_AUTH_TOKEN. They are in Twilio's console.\n",
  });
  expect(await command(["--agent", "x"], {})).toMatchObject({
    code: 1,
    output: expect.stringMatching(/no agent "x": there are owl-shoes/),
  });
});
