import type { Agent } from "../../agent/define.ts";
import { drafted } from "../../agent/editing/drafted.ts";
import { edited } from "../../agent/editing/edited.ts";
import type { AgentChange, AgentChangeAnswer, DraftHead } from "../../protocol/console/agent-book.ts";
import { type AgentChanged, CODE_VERSION } from "../../protocol/console/agents.ts";
import type { AgentEdit } from "../../protocol/editing/agent-edit.ts";
import {
  MAX_EDIT_BYTES,
  type ReadRequest,
  readDraft,
  readPublication,
  readRestoration,
} from "../../protocol/editing/agent-requests.ts";
import { plain } from "../../protocol/plain-text.ts";
import { json, readBody } from "../answer.ts";
import type { Asked } from "../asked.ts";
import { askLedger, faultAnswer, isFault } from "../console/ask-ledger.ts";
import { draftOf, summaryOf, unknownAgent, unknownVersion } from "./shown.ts";

/**
 * What an operator changes of an agent. What answers is never what breaks a rule: an edit is checked here, as code is, and
 * the ledger then takes exactly what was checked, as a draft of a revision and a version never change.
 */

/** Whoever writes saves every few seconds: so long, one line of the audit list stands for all of them. */
const ONE_SITTING_MS = 10 * 60_000;

/** `PUT /api/agents/:name/draft`, by `DraftRequest`. */
export const saveDraft = (asked: Asked): Promise<Response> =>
  changed(asked, readDraft, MAX_EDIT_BYTES, async (agent, { edit: written, revision, base }) => {
    const draft = drafted(agent, written);
    if (!draft.ok) return badEdit(draft.faults);
    const answer = await change(asked, agent, {
      do: "save",
      revision,
      edit: draft.edit,
      ...(base !== undefined && { base }),
    });
    if (!isDone(answer)) return answer;
    const { before } = answer;
    const goesOn = before?.by === asked.who.id && Date.now() - before.at < ONE_SITTING_MS;
    if (!goesOn) asked.note(`drafted ${agent.name}`);
    return answer;
  });

/** `DELETE /api/agents/:name/draft?revision=N`: without a revision whatever is drafted. */
export async function discardDraft(asked: Asked): Promise<Response> {
  const agent = asked.agents.named(asked.agentName);
  if (!agent) return unknownAgent(asked);
  const wanted = asked.url.searchParams.get("revision");
  if (wanted !== null && !/^\d{1,15}$/.test(wanted))
    return json(400, { error: "bad_revision", hint: "`revision` is the number of a draft." });
  const answer = await change(asked, agent, {
    do: "discard",
    ...(wanted !== null && { revision: Number(wanted) }),
  });
  if (isDone(answer) && answer.before) asked.note(`discarded the draft of ${agent.name}`);
  return told(asked, agent, answer);
}

/** `POST /api/agents/:name/publish`, by `PublishRequest`. */
export const publishAgent = (asked: Asked): Promise<Response> =>
  changed(asked, readPublication, SMALL_BYTES, async (agent, { revision, version, share, numbers, note }) => {
    const beside =
      share === undefined && numbers === undefined
        ? {}
        : { beside: { share: share ?? 0, numbers: numbers ?? [] } };
    const said = plain(note ?? "");
    const answer =
      revision === undefined
        ? await answersWith(asked, agent, { do: "answer", version: version ?? CODE_VERSION, ...beside })
        : await publishDraft(asked, agent, {
            do: "publish",
            revision,
            ...(said && { note: said }),
            ...beside,
          });
    if (isDone(answer)) {
      const how = beside.beside && ` beside the one that answers, for ${reachOf(beside.beside)}`;
      asked.note(`published version ${answer.version} of ${agent.name}${how ?? ""}${said && `: ${said}`}`);
    }
    return answer;
  });

const reachOf = ({ share, numbers }: { readonly share: number; readonly numbers: readonly string[] }) =>
  `${Number((share * 100).toFixed(2))} % of calls${numbers.length > 0 ? ` and ${numbers.length} numbers` : ""}`;

/** `POST /api/agents/:name/restore`, by `RestoreRequest`. */
export const restoreAgent = (asked: Asked): Promise<Response> =>
  changed(asked, readRestoration, SMALL_BYTES, async (agent, { version }) => {
    const answer = await answersWith(asked, agent, { do: "answer", version });
    if (isDone(answer))
      asked.note(
        version === CODE_VERSION
          ? `restored the code of ${agent.name}`
          : `restored version ${version} of ${agent.name}`,
      );
    return answer;
  });

type Answered = Awaited<ReturnType<typeof change>>;

const isDone = (answer: Answered | Response): answer is Extract<Answered, { readonly ok: true }> =>
  !(answer instanceof Response) && "ok" in answer && answer.ok;

/** All but a draft. */
const SMALL_BYTES = 10_000;

/** Reads the body of what is to be changed. */
async function changed<T>(
  asked: Asked,
  readRequest: (body: unknown) => ReadRequest<T>,
  maxBytes: number,
  make: (agent: Agent, request: T) => Promise<Answered | Response>,
): Promise<Response> {
  const agent = asked.agents.named(asked.agentName);
  if (!agent) return unknownAgent(asked);
  const read = await readBody(asked.request, maxBytes);
  if (!read.ok && read.reason === "too_large")
    return json(413, {
      error: "too_large",
      hint: `This takes at most ${maxBytes.toLocaleString("en")} bytes of JSON. Nothing was changed.`,
    });
  if (!read.ok) return json(400, { error: "bad_body", hint: "Send JSON." });
  const asks = readRequest(read.body);
  if (!asks.ok) return json(400, { error: "bad_body", hint: asks.faults.join("; ") });
  const answer = await make(agent, asks.request);
  return answer instanceof Response ? answer : told(asked, agent, answer);
}

const change = (asked: Asked, agent: Agent, what: AgentChange) =>
  askLedger(
    asked,
    "agent",
    async (ledger): Promise<AgentChangeAnswer | { error: "ledger_newer" }> =>
      ledger.changeAgent(agent.name, what, asked.who.id),
  );

async function publishDraft(asked: Asked, agent: Agent, what: Extract<AgentChange, { do: "publish" }>) {
  const found = await askLedger(asked, "agent", async (ledger) => ledger.drafted(agent.name));
  if (isFault(found)) return found;
  // Not asked of the ledger again: a revision that is yet to come would be published without a look at it.
  if (found.draft?.revision !== what.revision) return draftChanged(found.draft);
  return checked(agent, found.draft.edit) ?? change(asked, agent, what);
}

/** A version may have been checked by another release. */
async function answersWith(asked: Asked, agent: Agent, what: Extract<AgentChange, { do: "answer" }>) {
  if (what.version === CODE_VERSION) return change(asked, agent, what);
  const found = await askLedger(asked, "agent", async (ledger) => ledger.edition(agent.name, what.version));
  if (isFault(found)) return found;
  if (!found.edit) return unknownVersion();
  return checked(agent, found.edit) ?? change(asked, agent, what);
}

function checked(agent: Agent, edit: AgentEdit): Response | undefined {
  const found = edited(agent, edit);
  return found.ok ? undefined : badEdit(found.faults);
}

const badEdit = (faults: readonly string[]): Response =>
  json(422, {
    error: "bad_edit",
    hint: "The edit breaks rules, each told with its field. What answers goes on as it was.",
    faults,
  });

function told(asked: Asked, agent: Agent, answer: Answered): Response {
  if ("error" in answer) return faultAnswer(answer.error);
  if (!answer.ok) {
    if (answer.refusal === "draft_changed") return draftChanged(answer.draft);
    if (answer.refusal === "unknown_version") return unknownVersion();
    if (answer.refusal === "base_changed") return baseChanged(answer);
    return json(409, { error: answer.refusal, hint: "That version answers all calls already." });
  }
  const { kept } = answer;
  const body: AgentChanged = {
    agent: summaryOf(asked, agent, kept),
    ...(kept.draft && { draft: draftOf(agent, kept.draft) }),
  };
  return json(200, body);
}

const draftChanged = (draft: DraftHead | undefined): Response =>
  json(409, {
    error: "draft_changed",
    hint: draft
      ? `The draft is ${draft.by}'s now, of ${new Date(draft.at).toISOString()}, revision ${draft.revision}: look at it, and go on from there.`
      : "There is no draft any more: it was published or discarded. Save yours with revision 0.",
    ...(draft && { draft: { revision: draft.revision, by: draft.by, at: draft.at } }),
  });

function baseChanged({ base, live }: Extract<AgentChangeAnswer, { refusal: "base_changed" }>): Response {
  const { version, by, at } = live;
  const who = by && at ? `, by ${by}, of ${new Date(at).toISOString()}` : "";
  return json(409, {
    error: "base_changed",
    hint: `${named(version)} answers now${who}, and the draft was made from ${named(base).toLowerCase()}: look at what differs, and save the draft with \`base\` ${version} to go on.`,
    base,
    live,
  });
}

const named = (version: number): string => (version === CODE_VERSION ? "The code" : `Version ${version}`);
