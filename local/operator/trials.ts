import * as z from "zod";
import { type TrialCase, TrialCases } from "../../worker/protocol/editing/cases.ts";
import { playCase } from "../../worker/protocol/editing/play-case.ts";
import { UsageError, variableFiles } from "../commands/command.ts";
import { findVariables } from "../setup/variables.ts";
import { terminalId } from "./terminal-id.ts";
import { openTrial } from "./trial-link.ts";
import { newToken, refusal, variablesFor, type WorkerApi, workerApi, workerOrigin } from "./worker-api.ts";

/** Cases of an agent that is not published yet, over the trial's socket of a Worker that runs. */

/** What is tried, as the options of a command have it. */
export interface AskedTrial {
  readonly agent: string;
  readonly draft: boolean;
  readonly version: string | undefined;
  readonly worker: string | undefined;
  readonly env: readonly string[] | undefined;
}

/** As long as one trial may take. Seconds. */
const TOKEN_S = 900;

const Cases = z.object({ cases: TrialCases });
const Drafted = z.object({ drafted: z.object({ revision: z.number() }).optional() });

/**
 * Plays one case after the other, each on a trial of its own.
 *
 * @param cases - undefined for the agent's own.
 * @param told - of each, with what was not as expected.
 * @throws Error where it cannot be tried, with the Worker's words.
 */
export async function playTrials(
  { agent, draft, version, worker, env }: AskedTrial,
  cases: readonly TrialCase[] | undefined,
  told: (played: TrialCase, faults: readonly string[]) => void,
): Promise<{ readonly total: number; readonly failed: number }> {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(agent)) throw new UsageError(`--agent ${agent} is no agent's name.`);
  if (draft === (version !== undefined))
    throw new UsageError("Say --draft or --version N: what of it is tried.");
  if (version !== undefined && !/^\d{1,9}$/.test(version))
    throw new UsageError(`--version is a whole number, 0 for the code, not ${version}.`);
  const found = (await findVariables(variableFiles(env))).all;
  const api = workerApi(found, worker);
  const played = cases ?? (await casesOf(api, agent));
  if (played.length === 0)
    throw new Error(`${agent} has no cases: give its definition some, or say --cases FILE.`);
  const query = version === undefined ? `draft=${await revisionOf(api, agent)}` : `version=${version}`;
  const variables = variablesFor(found, worker);
  const origin = workerOrigin(variables, worker).replace(/^http/, "ws");

  let failed = 0;
  for (const one of played) {
    const token = await newToken(variables, "operator", TOKEN_S, terminalId());
    const { link, signal, close } = await openTrial(
      `${origin}/api/agents/${agent}/try?${query}&open=${one.open ?? true}`,
      token,
    );
    const faults = await playCase(link, one, signal).finally(close);
    if (faults.length > 0) failed += 1;
    told(one, faults);
  }
  return { total: played.length, failed };
}

async function casesOf(api: WorkerApi, agent: string): Promise<readonly TrialCase[]> {
  const answer = await api.ask("GET", `/api/agents/${agent}/cases`);
  const read = Cases.safeParse(answer.body);
  if (answer.status !== 200 || !read.success) throw new Error(refusal(answer));
  return read.data.cases;
}

async function revisionOf(api: WorkerApi, agent: string): Promise<number> {
  const answer = await api.ask("GET", `/api/agents/${agent}`);
  const read = Drafted.safeParse(answer.body);
  if (answer.status !== 200 || !read.success) throw new Error(refusal(answer));
  const { drafted } = read.data;
  if (!drafted)
    throw new Error(`Nothing of ${agent} is drafted: draft it in the console, or with npm run agents.`);
  return drafted.revision;
}
