import { CODE_VERSION, type PublishRequest } from "../../../worker/protocol/console/agents.ts";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { both, fieldsOf, over } from "../../../worker/protocol/editing/edit-fields.ts";
import { moment, plain } from "../shown/text.ts";
import type { AgentsApi } from "./agents-api.ts";
import { differences } from "./differences.ts";
import { beyond, editOf, isSameEdit } from "./fields.ts";
import {
  digestOf,
  folderOf,
  hasFiles,
  passedOver,
  pulledOf,
  readEdit,
  writeEdit,
  writePulled,
} from "./files.ts";
import type { Detail, Summary } from "./wire.ts";

/** Between the files of an agent here and what a Worker has of it: nothing that somebody wrote is lost on the way. */

export async function pull(
  api: AgentsApi,
  agent: string,
  {
    draft,
    version,
    whole,
    force,
  }: {
    readonly draft: boolean;
    readonly version?: string | undefined;
    readonly whole: boolean;
    readonly force: boolean;
  },
): Promise<void> {
  const detail = await api.detail(agent, version);
  const [what, edit] = chosen(detail, draft, version);
  const all = whole || Object.keys(edit).length === 0;
  const wanted = all ? editOf(both(detail.code, edit)) : (edit as AgentEdit);
  if (hasFiles(agent) && !force) {
    const there = await readEdit(agent);
    if (digestOf(there) !== (await pulledOf(agent))?.digest && !isSameEdit(there, wanted))
      throw new Error(
        `${folderOf(agent)} was changed here since it was pulled: push it, or add --force to write over it.`,
      );
  }
  await writeEdit(agent, wanted);
  await remember(api, agent, {
    revision: draft ? (detail.drafted?.revision ?? 0) : 0,
    live: draft ? baseOf(detail) : liveOf(detail),
  });
  console.log(`${agent}: ${what}, in ${folderOf(agent)}`);
  if (detail.drafted && !draft)
    console.log(`  There is a draft of ${plain(detail.drafted.by)}'s as well: --draft takes that one.`);
  if (!all) console.log("  What is not there is as the code has it; --whole writes that as well.");
}

/** What it is in words, and the edit. */
function chosen(detail: Detail, draft: boolean, version: string | undefined): readonly [string, object] {
  if (draft) {
    if (!detail.drafted) throw new Error(`${detail.name}: nothing is drafted.`);
    return [`draft ${detail.drafted.revision}`, detail.drafted.edit];
  }
  const number = version === undefined ? liveOf(detail) : Number(version);
  const edit = version === undefined ? detail.published : (detail.shown ?? {});
  return [number === CODE_VERSION ? "all that the code says" : `version ${number}`, edit];
}

export const liveOf = ({ live }: Pick<Detail, "live">): number => live?.version ?? CODE_VERSION;

/** The version that the draft was made from. */
export const baseOf = (detail: Pick<Detail, "live" | "drafted">): number =>
  detail.drafted?.base ?? liveOf(detail);

/** Of the files as they stand now. */
async function remember(
  { origin }: AgentsApi,
  agent: string,
  had: { readonly revision: number; readonly live: number },
): Promise<void> {
  const pulled = await pulledOf(agent);
  await writePulled(agent, {
    digest: digestOf(await readEdit(agent)),
    at: { ...pulled?.at, [origin]: had },
  });
}

export async function showDifferences(api: AgentsApi, agent: string): Promise<void> {
  const { code, published, drafted } = await api.detail(agent);
  const sides = [
    { name: "code", fields: fieldsOf(code) },
    { name: "published", fields: over(code, published) },
    ...(drafted ? [{ name: "draft", fields: over(code, drafted.edit) }] : []),
    ...(hasFiles(agent) ? [{ name: "files", fields: over(code, await readEdit(agent)) }] : []),
  ];
  const told = differences(sides);
  const compared = sides.map(({ name }) => name).join(", ");
  console.log(told.length > 0 ? `${agent}: ${compared}\n` : `${agent}: nothing differs between ${compared}`);
  for (const line of told) console.log(line);
}

/**
 * Makes the files the draft, and prints what keeps it from being published.
 *
 * @param how - `force`: in the place of another's draft, and after another's publication. `publish`: it is to be published, so
 * that whoever drafts beside it hinders nothing where the files are what answers.
 * @returns its revision; `published` where the files are what answers already.
 */
export async function push(
  api: AgentsApi,
  agent: string,
  { force, publish }: { readonly force: boolean; readonly publish: boolean },
): Promise<number | "faulty" | "published"> {
  const files = await readEdit(agent);
  for (const file of await passedOver(agent))
    console.log(`${agent}: ${plain(file)} is not sent: no file of Markdown`);
  const detail = await api.detail(agent);
  const { code, published, drafted } = detail;
  const edit = beyond(code, files);
  if ((!drafted || publish) && isSameEdit(edit, published)) {
    console.log(`${agent}: the files are what answers already`);
    return "published";
  }
  const isThere =
    drafted !== undefined && isSameEdit(edit, drafted.edit) && baseOf(detail) === liveOf(detail);
  if (!isThere && !force) await isSeen(api, detail);
  const draft = isThere ? drafted : await api.save(agent, edit, drafted?.revision ?? 0, liveOf(detail));
  await remember(api, agent, { revision: draft.revision, live: liveOf(detail) });
  console.log(`${agent}: the files are draft ${draft.revision}`);
  for (const fault of draft.faults) console.log(`  ${plain(fault)}`);
  return draft.faults.length > 0 ? "faulty" : draft.revision;
}

/** @throws Error where somebody has saved or published what these files know nothing of. */
async function isSeen({ origin }: AgentsApi, { name, drafted, live }: Detail): Promise<void> {
  const had = (await pulledOf(name))?.at[origin];
  const see = `npm run agents -- diff ${name} shows what differs`;
  if (drafted && drafted.revision !== had?.revision)
    throw new Error(
      `${name}: the draft is ${plain(drafted.by)}'s, of ${moment(drafted.at)} UTC. ${see}; pull --draft takes it, push --force writes over it.`,
    );
  if (had && live && live.version !== had.live) {
    const what = live.version === CODE_VERSION ? "the code" : `version ${live.version}`;
    throw new Error(
      `${name}: ${what} answers now, by ${plain(live.by)}, ${moment(live.at)} UTC, and these files are of before. ${see}; pull takes it, push --force goes on from the files.`,
    );
  }
}

/** Publishes a draft. Where the files here are that draft, they are what was published, and nothing of before. */
export async function publishDraft(
  api: AgentsApi,
  agent: string,
  request: PublishRequest & { readonly revision: number },
): Promise<Summary> {
  const answers = await api.publish(agent, request);
  if ((await pulledOf(agent))?.at[api.origin]?.revision === request.revision)
    await remember(api, agent, { revision: 0, live: liveOf(answers) });
  return answers;
}
