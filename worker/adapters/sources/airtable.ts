import * as z from "zod";
import { readBounded } from "../../protocol/bounded-body.ts";
import type { AgentSource, SourceEdit, SourceFault } from "../../protocol/editing/agent-source.ts";
import type { AirtableColumns } from "../../protocol/editing/airtable-columns.ts";
import { present } from "../../protocol/present.ts";

export interface AirtableOptions {
  /** A personal access token with the scope `data.records:read`. */
  readonly token: string;
  /** `app…` */
  readonly base: string;
  /** Its name or id. */
  readonly table: string;
  readonly columns: AirtableColumns;
  /** Default: `https://api.airtable.com`. */
  readonly apiUrl?: string | undefined;
  /** Whose a row is that names no agent. */
  readonly defaultAgent: string;
  readonly fetch?: typeof globalThis.fetch;
}

const PAGE_SIZE = 100;
/** A base takes five requests a second. Older rows than these are not looked at. */
const MAX_PAGES = 5;
/** All pages together: a hundred agents' rows have less. */
const MAX_BYTES = 4_000_000;
/** What Airtable wants one to wait after 429. */
const WAIT_MS = 30_000;

const Page = z.object({
  records: z.array(z.object({ id: z.string(), fields: z.record(z.string(), z.unknown()) })),
  offset: z.string().min(1).optional(),
});
/** `error` is a text alone with some. */
const Refusal = z.object({ error: z.union([z.string(), z.object({ type: z.string() })]) });

interface Row {
  readonly id: string;
  readonly agent: string;
  readonly updated: unknown;
  readonly edit: object;
}

/**
 * Agents as rows of a table, each agent as its newest row has it. Cells are taken as they are: what a formula came to is a
 * value like any other, and a text that looks like one is text.
 *
 * Source: Airtable Web API, "List records", "Rate limits" and "Errors".
 */
export function airtable(options: AirtableOptions): AgentSource {
  const { token, base, table, columns, apiUrl = "https://api.airtable.com", defaultAgent } = options;
  const { fetch = globalThis.fetch } = options;

  async function page(offset: string | undefined, maxBytes: number, signal: AbortSignal) {
    const url = new URL(`/v0/${encodeURIComponent(base)}/${encodeURIComponent(table)}`, apiUrl);
    url.searchParams.set("pageSize", String(PAGE_SIZE));
    url.searchParams.set("sort[0][field]", columns.updated);
    url.searchParams.set("sort[0][direction]", "desc");
    if (offset !== undefined) url.searchParams.set("offset", offset);
    const answer = await received(maxBytes, signal, () =>
      fetch(url, {
        headers: { Authorization: `Bearer ${token}`, Accept: "application/json" },
        redirect: "manual", // the token goes to Airtable and nowhere else
        signal,
      }),
    );
    if (!answer) return fault("unreachable", "Airtable could not be reached");
    const { status, text } = answer;
    if (status === 429)
      return { ...fault("rate_limited", "Airtable was asked too often (429)"), waitMs: WAIT_MS };
    if (status >= 500) return fault("unreachable", `Airtable answered ${status}`);
    if (status !== 200) return fault("refused", `Airtable refused with ${status}${typeIn(text)}`);
    if (text === undefined)
      return fault("unreadable", `The table has more than ${MAX_BYTES.toLocaleString("en")} bytes`);
    const read = Page.safeParse(parsed(text));
    return read.success
      ? { ok: true as const, ...read.data, bytes: text.length }
      : fault("unreadable", "Airtable's answer is no list of records");
  }

  const rowOf = ({ id, fields }: z.output<typeof Page>["records"][number]): Row => {
    const cell = (of: keyof AirtableColumns): unknown => valueIn(fields[columns[of]]);
    const named = cell("agent") ?? defaultAgent;
    return {
      id,
      agent: typeof named === "string" ? named : JSON.stringify(named),
      updated: cell("updated"),
      edit: editOf(cell),
    };
  };

  return {
    read: async (signal) => {
      const rows: Row[] = [];
      let offset: string | undefined;
      let left = MAX_BYTES;
      for (let pages = 0; pages < MAX_PAGES; pages += 1) {
        const read = await page(offset, left, signal);
        if (!read.ok) return read;
        // One click makes a blank row, which is the newest: it takes nothing back.
        rows.push(...read.records.map(rowOf).filter(({ edit }) => Object.keys(edit).length > 0));
        left -= read.bytes;
        offset = read.offset;
        if (offset === undefined) break;
      }
      if (rows.length === 0) return fault("empty", "The table has no row that says anything");
      return { ok: true, edits: [...Map.groupBy(rows, ({ agent }) => agent).values()].map(newest) };
    },
  };
}

/** They come with the newest first. */
function newest([first, second]: readonly Row[]): SourceEdit {
  // `groupBy` makes no empty group.
  const { agent, updated, edit, id } = first as Row;
  if (!second || second.updated !== updated) return { agent, edit, note: `row ${id}` };
  // The same words whichever comes first.
  const both = [id, second.id].toSorted();
  return { agent, fault: `of rows ${both.join(" and ")} neither is newer than the other` };
}

/** Blanks around a text are a slip of whoever typed it, and an empty cell is none. */
function valueIn(cell: unknown): unknown {
  const value = typeof cell === "string" ? cell.trim() : cell;
  return value === "" || value === null ? undefined : value;
}

function editOf(cell: (of: keyof AirtableColumns) => unknown): object {
  const voice = present({
    language: cell("language"),
    voice: cell("voice"),
    ttsProvider: asTwilioWritesIt(cell("ttsProvider")),
    transcriptionProvider: asTwilioWritesIt(cell("transcriptionProvider")),
  });
  const hints = cell("hints");
  return present({
    greeting: cell("greeting"),
    instructions: cell("instructions"),
    voice: Object.keys(voice).length > 0 ? voice : undefined,
    hints:
      typeof hints === "string"
        ? hints
            .split(/[,\n]/)
            .map((hint) => hint.trim())
            .filter(Boolean)
        : hints,
  });
}

/** The sample's table has them in small letters. */
const PROVIDERS = ["ElevenLabs", "Google", "Amazon", "Deepgram"];
const asTwilioWritesIt = (provider: unknown): unknown =>
  PROVIDERS.find((name) => name.toLowerCase() === String(provider).toLowerCase()) ?? provider;

const fault = (reason: SourceFault["reason"], message: string): SourceFault => ({
  ok: false,
  reason,
  message,
});

/** @returns undefined where there was no answer. Its text is undefined where it was longer. */
async function received(maxBytes: number, signal: AbortSignal, send: () => Promise<Response>) {
  try {
    const response = await send();
    return { status: response.status, text: await readBounded(response.body, maxBytes) };
  } catch (cause) {
    if (signal.aborted) throw cause;
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // an error page of something in between
  }
}

/** Airtable's name of what was wrong, such as `UNKNOWN_FIELD_NAME`: it says which setting to look at. */
function typeIn(text = ""): string {
  const read = Refusal.safeParse(parsed(text));
  if (!read.success) return "";
  const { error } = read.data;
  const type = typeof error === "string" ? error : error.type;
  return /^[A-Z_]{1,80}$/.test(type) ? ` ${type}` : "";
}
