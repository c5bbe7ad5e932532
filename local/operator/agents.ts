import { CODE_VERSION, type PublishRequest } from "../../worker/protocol/console/agents.ts";
import { command, SHARED_OPTIONS, UsageError, variableFiles } from "../commands/command.ts";
import { didYouMean } from "../did-you-mean.ts";
import { findVariables } from "../setup/variables.ts";
import { type AgentsApi, agentsApi } from "./edits/agents-api.ts";
import { baseOf, liveOf, publishDraft, pull, push, showDifferences } from "./edits/exchange.ts";
import { agentsWithFiles } from "./edits/files.ts";
import type { Summary } from "./edits/wire.ts";
import { moment, plain } from "./shown/text.ts";
import { WORKER_OPTIONS, WORKER_USAGE } from "./worker-api.ts";

/** `npm run agents`: what of the agents is edited without code, from a terminal and from files in git. */

const USAGE = `Usage: npm run agents -- [pull | push | diff | publish | restore] [AGENT] [options]

Without a word lists the agents: what answers, and what is drafted.

  pull [AGENT]              writes what is published into edits/AGENT: edit.json, instructions.md, knowledge/*.md. Where the
                            code answers, all that it says, to begin with
    --draft                 what is drafted instead
    --version N             that version instead; 0 for the code
    --whole                 also what is as the code has it
    --force                 over files that were changed here since
  diff [AGENT]              what differs between code, what is published, the draft and the files, field by field
  push [AGENT]              makes the files the draft: of them what differs from the code. Prints what breaks a rule
    --force                 in the place of another's draft
    --publish               publishes it, where no rule is broken, as publish does
  publish AGENT             the draft answers all calls from now on
    --version N             one that was published before, instead
    --share SHARE           beside the one that answers, for that share of calls: 0 to 1
    --number NUMBER         the same for calls from and to a number; may be repeated
    --note TEXT             why, for whoever reads the list of versions
    --force                 a draft that was made from another version than answers now
  restore AGENT VERSION     that version answers all calls again; 0 for the code
${WORKER_USAGE}

Without AGENT pull takes all agents, push and diff those that have files. Needs TWILIO_AUTH_TOKEN, and RELAY_URL or
--worker. Ends with 1 where something was refused, or a draft breaks a rule.`;

const OPTIONS = {
  draft: { type: "boolean", default: false },
  version: { type: "string" },
  whole: { type: "boolean", default: false },
  force: { type: "boolean", default: false },
  publish: { type: "boolean", default: false },
  share: { type: "string" },
  number: { type: "string", multiple: true },
  note: { type: "string" },
  ...WORKER_OPTIONS,
  env: SHARED_OPTIONS.env,
} as const;

interface Given {
  readonly draft: boolean;
  readonly version?: string | undefined;
  readonly whole: boolean;
  readonly force: boolean;
  readonly publish: boolean;
  readonly share?: string | undefined;
  readonly number?: string[] | undefined;
  readonly note?: string | undefined;
}

/** By what it is told, the options it takes. */
const VERBS = {
  list: [],
  pull: ["draft", "version", "whole", "force"],
  diff: [],
  push: ["force", "publish", "share", "number", "note"],
  publish: ["force", "version", "share", "number", "note"],
  restore: [],
} as const satisfies Readonly<Record<string, readonly (keyof Given)[]>>;
type Verb = keyof typeof VERBS;

await command({ usage: USAGE, options: OPTIONS, takes: "words" }, async (given, words) => {
  const [verb, agent, number] = read(given, words);
  const api = agentsApi((await findVariables(variableFiles(given.env))).all, given.worker);
  switch (verb) {
    case "list":
      for (const summary of await api.list()) console.log(lineOf(summary));
      return;
    case "pull": {
      const agents = agent === undefined ? (await api.list()).map(({ name }) => name) : [agent];
      for (const name of agents) await pull(api, name, given);
      return;
    }
    case "diff":
      for (const name of await withFiles(agent)) await showDifferences(api, name);
      return;
    case "push": {
      const faulty: string[] = [];
      for (const name of await withFiles(agent)) {
        const revision = await push(api, name, given);
        if (revision === "faulty") faulty.push(name);
        else if (given.publish && revision !== "published")
          console.log(lineOf(await publishDraft(api, name, { revision, ...publication(given) })));
      }
      if (faulty.length > 0)
        throw new Error(`${faulty.join(", ")}: a draft that breaks a rule is not published.`);
      return;
    }
    case "publish":
      console.log(lineOf(await publish(api, agent ?? "", given)));
      return;
    case "restore":
      console.log(lineOf(await api.restore(agent ?? "", number)));
  }
});

/** @throws UsageError where the words or options do not go together. */
function read(given: Given, words: readonly string[]): readonly [Verb, string | undefined, number] {
  const [verb = "list", agent, version, ...more] = words;
  if (!Object.hasOwn(VERBS, verb))
    throw new UsageError(`There is no ${verb}.${didYouMean(verb, Object.keys(VERBS))}`);
  const known = verb as Verb; // a key of it
  const takes: readonly string[] = VERBS[known];
  for (const name of ["draft", "version", "whole", "force", "publish", "share", "number", "note"] as const)
    if (given[name] !== undefined && given[name] !== false && !takes.includes(name))
      throw new UsageError(`${known} takes no --${name}.`);
  if (known === "push" && !given.publish && (given.share ?? given.number ?? given.note) !== undefined)
    throw new UsageError("--share, --number and --note are of a publication: add --publish.");
  if (given.draft && given.version !== undefined) throw new UsageError("Say --draft or --version, not both.");
  if (agent === undefined && (known === "publish" || known === "restore"))
    throw new UsageError(`Say which agent: npm run agents -- ${known} AGENT.`);
  if (more.length > 0 || (version !== undefined && known !== "restore"))
    throw new UsageError(`${[version, ...more].join(" ")} is too much: one agent at a time.`);
  if (known === "restore" && version === undefined)
    throw new UsageError(`Say which version: npm run agents -- restore ${agent} VERSION; 0 for the code.`);
  for (const number of [given.version, version])
    if (number !== undefined && !/^\d{1,9}$/.test(number))
      throw new UsageError(`${number} is no version: a whole number, 0 for the code.`);
  if (given.share !== undefined && !/^(0(\.\d+)?|1(\.0+)?)$/.test(given.share))
    throw new UsageError(`--share is a share of calls from 0 to 1, as in 0.1, not ${given.share}.`);
  return [known, agent, Number(version)];
}

async function withFiles(agent: string | undefined): Promise<readonly string[]> {
  if (agent !== undefined) return [agent];
  const found = await agentsWithFiles();
  if (found.length === 0) throw new Error("There are no files in edits: npm run agents -- pull writes them.");
  return found;
}

function lineOf({ name, live, rollout, draft, fault }: Summary): string {
  const parts = [
    live && live.version !== CODE_VERSION
      ? `version ${live.version}, ${moment(live.at)} UTC by ${live.by}${live.note ? `: ${live.note}` : ""}`
      : "as the code has it",
    ...(rollout ? [besideIt(rollout)] : []),
    ...(draft ? [`draft ${draft.revision}, ${moment(draft.at)} UTC by ${draft.by}`] : []),
    ...(fault ? [`fault: ${fault.message}`] : []),
  ];
  return plain(`${name}: ${parts.join("; ")}`);
}

function besideIt({ version, share, numbers }: NonNullable<Summary["rollout"]>): string {
  const some = numbers.length > 0 ? ` and ${numbers.length} numbers` : "";
  return `version ${version} for ${Number((share * 100).toFixed(2))} % of calls${some}`;
}

async function publish(api: AgentsApi, agent: string, given: Given): Promise<Summary> {
  if (given.version !== undefined)
    return api.publish(agent, { version: Number(given.version), ...publication(given) });
  const detail = await api.detail(agent);
  const { drafted } = detail;
  if (!drafted)
    throw new Error(`${agent}: nothing is drafted. --version N publishes one that was published before.`);
  const [base, live] = [baseOf(detail), liveOf(detail)];
  if (base !== live && !given.force)
    throw new Error(
      `${agent}: the draft was made from ${named(base)}, and ${named(live)} answers now. npm run agents -- diff ${agent} shows what differs; publish --force publishes it all the same.`,
    );
  const { revision } = base === live ? drafted : await api.save(agent, drafted.edit, drafted.revision, live);
  return publishDraft(api, agent, { revision, ...publication(given) });
}

function named(version: number): string {
  return version === CODE_VERSION ? "the code" : `version ${version}`;
}

function publication({ share, number, note }: Given): Omit<PublishRequest, "revision" | "version"> {
  return {
    ...(share !== undefined && { share: Number(share) }),
    ...(number !== undefined && { numbers: number }),
    ...(note !== undefined && { note }),
  };
}
