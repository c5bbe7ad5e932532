import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { TwilioRestError } from "../../worker/adapters/twilio/twilio-http.ts";
import type { HandOffSettings } from "../../worker/protocol/routing/hand-off-settings.ts";
import {
  EVERYONE,
  type Filter,
  filtersOf,
  mergeRouting,
  NOBODY,
  type Routing,
  routingOf,
} from "./routing.ts";
import type { TwilioApi } from "./twilio-api.ts";

export interface WantedFlex {
  /** The agent's name, which the workflow bears. */
  readonly agent: string;
  readonly handOff: HandOffSettings;
  /** A workflow to change although another made it: our filters are put before its own. */
  readonly workflowSid?: string | undefined;
  readonly workspaceSid?: string | undefined;
  /** Where the agent's calls are sent now: the agent's own workflow, or the one of `WORKFLOW_SID`. */
  readonly inUse?: { readonly name: string; readonly sid: string } | undefined;
  /** Do it. Otherwise everything is only asked. */
  readonly apply: boolean;
}

export interface Step {
  readonly change: "keep" | "create" | "update" | "later";
  readonly what: string;
  /** What is different, a line each. */
  readonly details: readonly string[];
}

export interface FlexSetup {
  readonly steps: readonly Step[];
  readonly workspaceSid: string;
  /** Undefined while it would still have to be made. */
  readonly workflowSid: string | undefined;
  /** What is wrong and not for this command to change. */
  readonly warnings: readonly string[];
}

/** Twilio's default of 100 calls in line is few for a bad day. At most 5,000. */
const LINE_LENGTH = 1_000;
const ASSIGNED_BY_FLEX = "Flex Task Assignment";

const Queue = z.object({ sid: z.string(), friendly_name: z.string() });
const Workflow = z.object({ sid: z.string(), friendly_name: z.string(), configuration: z.string() });
const VoiceQueue = z.object({ sid: z.string(), friendly_name: z.string(), max_size: z.number() });
const Configuration = z.looseObject({
  task_routing: z.looseObject({
    filters: z
      .array(z.looseObject({ filter_friendly_name: z.string().default(""), expression: z.string() }))
      .default([]),
  }),
});

/** Another installation in the same Flex project routes by a workflow of its own. @param env - its name. */
export const agentIn = (env: string, agent: string): string => (env === "dev" ? agent : `${agent} ${env}`);

/** The workflow of an agent, by which it is found again. */
const workflowName = (agent: string): string => `Baton ${agent}`;

/**
 * Makes what an agent's hand-off needs in Flex: its queues, a workflow that routes by its rules, and room in line.
 * What is there already is kept: a queue is found by its name and never changed, and a workflow that another made is
 * changed only when it is named. Nothing is deleted. Run again, it finds nothing to do.
 *
 * @throws Error or TwilioRestError that says what is missing.
 */
export async function setUpFlex(account: TwilioApi, wanted: WantedFlex): Promise<FlexSetup> {
  const { handOff, apply } = wanted;
  const steps: Step[] = [];
  const workspaceSid = await findWorkspace(account, wanted.workspaceSid);
  const workspace = `/v1/Workspaces/${workspaceSid}`;

  const sids = new Map<string, string>();
  const there = await account.list("taskRouter", `${workspace}/TaskQueues`, "task_queues", Queue);
  const names = [EVERYONE, ...handOff.queues, ...(handOff.insightsForResolved ? [NOBODY] : [])];
  for (const name of new Set(names)) {
    const known = there.find((queue) => queue.friendly_name === name)?.sid;
    const TargetWorkers = name === NOBODY ? "1==2" : "1==1";
    steps.push(
      known
        ? { change: "keep", what: `queue "${name}"`, details: [] }
        : { change: "create", what: `queue "${name}"`, details: [`people in it: ${TargetWorkers}`] },
    );
    const made =
      known || !apply
        ? undefined
        : await account.post(
            "taskRouter",
            `${workspace}/TaskQueues`,
            { FriendlyName: name, TargetWorkers },
            `queue "${name}"`,
          );
    sids.set(name, known ?? (made ? sidIn(made) : `(queue "${name}")`));
  }

  const workflowSid = await setUpWorkflow(account, wanted, workspaceSid, sids, steps);
  steps.push(await setUpLine(account, workflowSid, apply));
  return { steps, workspaceSid, workflowSid, warnings: await findMissing(account, wanted, workspaceSid) };
}

/** A workflow that calls are sent to and that is not there: Twilio ends the transfer with error 14220. */
async function findMissing(
  account: TwilioApi,
  { inUse }: WantedFlex,
  workspaceSid: string,
): Promise<readonly string[]> {
  if (!inUse || (await workflowOf(account, workspaceSid, inUse.sid))) return [];
  return [
    `${inUse.name} is ${inUse.sid}, which is not in workspace ${workspaceSid}: nobody who wants a person gets through`,
  ];
}

/** @returns undefined when there is no such workflow. */
async function workflowOf(
  account: TwilioApi,
  workspaceSid: string,
  sid: string,
): Promise<z.output<typeof Workflow> | undefined> {
  try {
    return Workflow.parse(
      await account.get("taskRouter", `/v1/Workspaces/${workspaceSid}/Workflows/${sid}`, `workflow ${sid}`),
    );
  } catch (error) {
    if (error instanceof Error && "status" in error && error.status === 404) return undefined;
    throw error;
  }
}

/** @returns the workspace that Flex uses; undefined where the account has no Flex. */
export async function flexWorkspace(account: TwilioApi): Promise<string | undefined> {
  try {
    const flex = await account.get("flex", "/v1/Configuration", "the Flex configuration");
    return typeof flex.taskrouter_workspace_sid === "string" ? flex.taskrouter_workspace_sid : undefined;
  } catch (error) {
    if (error instanceof TwilioRestError && error.status === 404) return undefined;
    throw error;
  }
}

async function findWorkspace(account: TwilioApi, named: string | undefined): Promise<string> {
  const known = named ?? (await flexWorkspace(account));
  if (known) return known;
  // An account without Flex may have TaskRouter all the same.
  const all = await account.list("taskRouter", "/v1/Workspaces", "workspaces", Queue);
  const found = all.find((workspace) => workspace.friendly_name === ASSIGNED_BY_FLEX);
  if (found) return found.sid;
  throw new Error(
    `No Flex configuration, and no workspace named "${ASSIGNED_BY_FLEX}": name one with --workspace WS….`,
  );
}

/** @returns its SID; undefined while it is only planned. */
async function setUpWorkflow(
  account: TwilioApi,
  wanted: WantedFlex,
  workspaceSid: string,
  sids: ReadonlyMap<string, string>,
  steps: Step[],
): Promise<string | undefined> {
  const { handOff, apply } = wanted;
  const workspace = `/v1/Workspaces/${workspaceSid}`;
  const name = workflowName(wanted.agent);
  const sidOf = (queue: string): string => sids.get(queue) ?? `(queue "${queue}")`;

  const workflow = wanted.workflowSid
    ? await workflowOf(account, workspaceSid, wanted.workflowSid)
    : (
        await account.list(
          "taskRouter",
          `${workspace}/Workflows?FriendlyName=${encodeURIComponent(name)}`,
          "workflows",
          Workflow,
        )
      ).find((each) => each.friendly_name === name);

  if (!workflow && wanted.workflowSid)
    throw new Error(
      `There is no workflow ${wanted.workflowSid} in workspace ${workspaceSid}. Without --workflow one is made.`,
    );
  if (!workflow) {
    const routing = routingOf(handOff, sidOf);
    steps.push({
      change: "create",
      what: `workflow "${name}"`,
      details: differences([], routing.task_routing.filters),
    });
    if (!apply) return undefined;
    const form = { FriendlyName: name, Configuration: JSON.stringify(routing) };
    return sidIn(await account.post("taskRouter", `${workspace}/Workflows`, form, `workflow "${name}"`));
  }

  const what = `workflow "${workflow.friendly_name}"`;
  const now = routingIn(workflow.configuration, what);
  const isOurs = workflow.friendly_name === name;
  const then = isOurs ? routingOf(handOff, sidOf) : mergeRouting(now, filtersOf(handOff, sidOf));
  if (isDeepStrictEqual(now, JSON.parse(JSON.stringify(then)))) {
    steps.push({ change: "keep", what, details: [] });
    return workflow.sid;
  }
  steps.push({
    change: "update",
    what,
    details: differences(now.task_routing.filters, then.task_routing.filters),
  });
  if (apply) {
    const form = { Configuration: JSON.stringify(then) };
    await account.post("taskRouter", `${workspace}/Workflows/${workflow.sid}`, form, what);
  }
  return workflow.sid;
}

/** Calls of a workflow wait in a voice queue that is named by its SID, and that comes with the first of them. */
async function setUpLine(account: TwilioApi, workflowSid: string | undefined, apply: boolean): Promise<Step> {
  const what = "room in line";
  const queues = `/2010-04-01/Accounts/${account.accountSid}/Queues`;
  const all = workflowSid ? await account.list("api", `${queues}.json`, "queues", VoiceQueue) : [];
  const queue = all.find((each) => each.friendly_name === workflowSid);
  if (!queue)
    return {
      change: "later",
      what,
      details: ["the workflow's voice queue comes with its first call: run this again then"],
    };
  if (queue.max_size >= LINE_LENGTH)
    return { change: "keep", what, details: [`${queue.max_size} calls may wait`] };
  if (apply) await account.post("api", `${queues}/${queue.sid}.json`, { MaxSize: String(LINE_LENGTH) }, what);
  return { change: "update", what, details: [`${queue.max_size} calls may wait → ${LINE_LENGTH}`] };
}

/** Checked as far as it is read; the rest of somebody else's workflow is kept as it is. */
function routingIn(configuration: string, what: string): Routing {
  try {
    // What the schema looks at is of Routing's shape, and nothing else is touched.
    return Configuration.parse(JSON.parse(configuration)) as unknown as Routing;
  } catch (cause) {
    throw new Error(`The configuration of ${what} cannot be read; it is left alone.`, { cause });
  }
}

function differences(before: readonly Filter[], after: readonly Filter[]): readonly string[] {
  const named = (filters: readonly Filter[], name: string) =>
    filters.find((filter) => filter.filter_friendly_name === name);
  const lines = after.flatMap((filter) => {
    const old = named(before, filter.filter_friendly_name);
    if (isDeepStrictEqual(old, JSON.parse(JSON.stringify(filter)))) return [];
    return [...(old ? [`- ${line(old)}`] : []), `+ ${line(filter)}`];
  });
  const gone = before.filter((filter) => !named(after, filter.filter_friendly_name));
  const all = [...gone.map((filter) => `- ${line(filter)}`), ...lines];
  return all.length > 0 ? all : ["the order of the filters, or who fits none of them"];
}

const line = (filter: Filter): string =>
  `${filter.filter_friendly_name}: ${filter.expression} → ${filter.targets.map((t) => t.queue).join(", ")}`;

function sidIn(answer: Readonly<Record<string, unknown>>): string {
  if (typeof answer.sid === "string") return answer.sid;
  throw new Error("Twilio made something and named no SID: run this again to see what is there.");
}
