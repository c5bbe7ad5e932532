import { defineAgent } from "../../../worker/agent/define.ts";
import { editableOf, edited } from "../../../worker/agent/editing/edited.ts";
import type {
  AgentChanged,
  AgentDetail,
  AgentDraft,
  AgentFault,
  AgentList,
  AgentQuestions,
  AgentSummary,
  AgentVersion,
  DraftRequest,
  PublishRequest,
  Rollout,
} from "../../../worker/protocol/console/agents.ts";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { present } from "../../../worker/protocol/present.ts";
import { MARKUP, SCRIPT, sidOf } from "./calls.ts";

/** Stands in for the ledger's book of edits: drafts, versions, rollouts and what becomes of two people at once. */
export interface AgentBook {
  list(): AgentList;
  detail(name: string, version?: number): AgentDetail | undefined;
  draft(name: string, request: DraftRequest, by: string): BookAnswer;
  discard(name: string, revision: number): BookAnswer;
  publish(name: string, request: PublishRequest, by: string): BookAnswer;
  restore(name: string, version: number): BookAnswer;
  questions(name: string): AgentQuestions;
  /** What a trial of it is made of. */
  tried(name: string, of: { readonly draft?: number; readonly version?: number }): AgentEdit | undefined;
}

export type BookAnswer =
  | { readonly status: 200; readonly body: AgentChanged }
  | {
      readonly status: 400 | 404 | 409 | 422;
      readonly body: { readonly error: string; readonly hint: string; readonly faults?: readonly string[] };
    };

interface Page {
  readonly agent: ReturnType<typeof defineAgent>;
  readonly isDefault: boolean;
  readonly numbers: readonly string[];
  readonly code: Required<AgentEdit>;
  versions: (AgentVersion & { readonly edit: AgentEdit })[];
  live: number;
  rollout?: Rollout;
  drafted?: AgentDraft;
  source?: "airtable";
  fault?: AgentFault;
}

const HOUR = 3_600_000;

export const RETURNS = `# Returns

Shoes go back within thirty days of arrival, unworn and in their box.

## Who pays

We do, with the label that is in the box.
`;

const INSTRUCTIONS = `# Who you are

You are the phone assistant of Owl Shoes, a shop that sells shoes online. You find orders, tell what is in stock and at
what price, and take new orders. You are friendly, quick and plain.

# How you speak

Everything you write is spoken aloud to a caller on the phone.

- One or two short sentences, then stop. The answer comes first.
- One question at a time.
- Say "nine and a half", "119 dollars", "in two days".

# What you know

Delivery is free and takes three to five working days. Returns are free within thirty days of arrival.
Never guess a price, a size, a date or an order status.
`;

/** Three agents: one that was edited often, one that is as the code has it, and one in which everything is markup. */
export function createAgents(now = Date.now()): AgentBook {
  const owl = defineAgent({
    name: "owl-shoes",
    greeting: "Hi, this is Owl Shoes, you're speaking with the virtual assistant. How can I help you today?",
    instructions: INSTRUCTIONS,
    relay: { language: "en-US", hints: ["Owl Shoes", "Night Runner", "City Perch"] },
    languages: ["es-US", "de-DE"].map((code) => ({
      code,
      transcriptionProvider: "Deepgram" as const,
      speechModel: "nova-3-general",
    })),
    handOff: {
      hours: {
        timeZone: "America/New_York",
        week: {
          mon: ["09:00-12:00", "13:00-18:00"],
          tue: ["09:00-18:00"],
          wed: ["09:00-18:00"],
          thu: ["09:00-18:00"],
          fri: ["09:00-24:00"],
        },
        holidays: ["2026-12-25", "2027-01-01"],
      },
    },
  });
  const desk = defineAgent({
    name: "night-desk",
    greeting: "Good evening.",
    instructions: "Take a message.",
  });
  const marked = defineAgent({ name: "marked", greeting: MARKUP, instructions: `# ${SCRIPT}\n\n${MARKUP}` });
  const pages = new Map<string, Page>([
    [
      "owl-shoes",
      {
        ...pageOf(owl, true, ["+15550100010"]),
        code: {
          ...editableOf(owl),
          knowledge: { "returns.md": RETURNS, "sizes.md": "# Sizes\n\nAmerican.\n" },
        },
        versions: [
          {
            version: 2,
            by: "sam@example.com",
            at: now - 5 * HOUR,
            note: "Shorter greeting",
            edit: { greeting: "Owl Shoes, hello. How can I help?" },
          },
          {
            version: 1,
            by: "maya@example.com",
            at: now - 80 * HOUR,
            edit: { greeting: "Owl Shoes here, good day." },
          },
        ],
        live: 2,
      },
    ],
    ["night-desk", pageOf(desk, false, ["+15550100011"])],
    [
      "marked",
      {
        ...pageOf(marked, false, []),
        versions: [
          { version: 1, by: MARKUP, at: now - HOUR, note: SCRIPT, edit: { greeting: `${MARKUP} and more` } },
        ],
        source: "airtable",
        fault: { at: now - HOUR / 2, of: "relay", message: `Twilio ended a call: no voice "${MARKUP}"` },
      },
    ],
  ]);

  const editOf = (page: Page, version: number): AgentEdit | undefined =>
    version === 0 ? {} : page.versions.find((one) => one.version === version)?.edit;
  const summary = ({
    agent,
    isDefault,
    numbers,
    versions,
    live,
    rollout,
    drafted,
    source,
    fault,
  }: Page): AgentSummary => {
    const found = versions.find(({ version }) => version === live);
    return {
      name: agent.name,
      isDefault,
      numbers,
      live: found && bare(found),
      ...present({ rollout, source, fault }),
      ...(drafted && { draft: { revision: drafted.revision, by: drafted.by, at: drafted.at } }),
    };
  };
  const changed = (page: Page): BookAnswer => ({
    status: 200,
    body: { agent: summary(page), ...present({ draft: page.drafted }) },
  });
  const missing: BookAnswer = { status: 404, body: { error: "no_agent", hint: "There is no such agent." } };
  const theirs = ({ drafted }: Page): BookAnswer => ({
    status: 409,
    body: {
      error: "revision",
      hint: drafted ? `${drafted.by} saved this draft since.` : "The draft was published or discarded since.",
    },
  });

  return {
    list: () => ({ agents: [...pages.values()].map(summary) }),
    detail(name, version) {
      const page = pages.get(name);
      if (page === undefined) return undefined;
      const shown = version === undefined ? undefined : editOf(page, version);
      return {
        ...summary(page),
        code: page.code,
        published: editOf(page, page.live) ?? {},
        versions: page.versions.map(bare),
        tools: [
          { name: "lookup_order", description: "Finds an order by its number." },
          { name: "check_stock", description: "Tells whether a shoe is there in a size, and at what price." },
        ],
        ...present({ shown, drafted: page.drafted }),
      };
    },
    draft(name, { edit, revision, base }, by) {
      const page = pages.get(name);
      if (page === undefined) return missing;
      if (revision !== (page.drafted?.revision ?? 0)) return theirs(page);
      const checked = edited(page.agent, edit);
      page.drafted = {
        revision: revision + 1,
        by,
        at: Date.now(),
        edit,
        base: base ?? page.drafted?.base ?? page.live,
        faults: checked.ok ? [] : checked.faults,
      };
      return changed(page);
    },
    discard(name, revision) {
      const page = pages.get(name);
      if (page === undefined) return missing;
      if (revision !== page.drafted?.revision) return theirs(page);
      delete page.drafted;
      return changed(page);
    },
    publish(name, { revision, version, share, numbers = [], note }, by) {
      const page = pages.get(name);
      if (page === undefined) return missing;
      let made = version;
      if (made === undefined) {
        const { drafted } = page;
        if (drafted === undefined || drafted.revision !== revision) return theirs(page);
        if (drafted.base !== page.live)
          return {
            status: 409,
            body: { error: "base_changed", hint: `Version ${page.live} answers now.` },
          };
        if (drafted.faults.length > 0)
          return {
            status: 422,
            body: { error: "faults", hint: "Mend the faults first.", faults: drafted.faults },
          };
        made = (page.versions[0]?.version ?? 0) + 1;
        page.versions.unshift({
          version: made,
          by,
          at: Date.now(),
          edit: drafted.edit,
          ...present({ note }),
        });
        delete page.drafted;
      }
      delete page.rollout;
      if (share === undefined) page.live = made;
      else page.rollout = { version: made, share, numbers };
      return changed(page);
    },
    restore(name, version) {
      const page = pages.get(name);
      if (page === undefined) return missing;
      if (editOf(page, version) === undefined)
        return { status: 404, body: { error: "no_version", hint: `There is no version ${version}.` } };
      page.live = version;
      delete page.rollout;
      return changed(page);
    },
    questions: (name) => ({
      questions:
        name === "owl-shoes"
          ? [
              { asked: "Do you ship to Norway?", callSid: sidOf(2), at: now - HOUR, language: "en-US" },
              {
                asked: `¿Puedo pagar con Bizum? ${MARKUP}`,
                callSid: sidOf(4),
                at: now - 3 * HOUR,
                language: "es-US",
              },
            ]
          : [],
    }),
    tried(name, { draft, version }) {
      const page = pages.get(name);
      if (page === undefined) return undefined;
      const edit =
        draft === undefined
          ? editOf(page, version ?? 0)
          : page.drafted?.revision === draft
            ? page.drafted.edit
            : undefined;
      return edit && { ...page.code, ...edit };
    },
  };
}

const pageOf = (agent: Page["agent"], isDefault: boolean, numbers: readonly string[]): Page => ({
  agent,
  isDefault,
  numbers,
  code: editableOf(agent),
  versions: [],
  live: 0,
});

const bare = ({ version, by, at, note }: AgentVersion): AgentVersion => ({
  version,
  by,
  at,
  ...present({ note }),
});
