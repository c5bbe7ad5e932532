import type { AgentSource, SourceEdit, SourceFault } from "../../protocol/editing/agent-source.ts";
import { fieldsOf } from "../../protocol/editing/edit-fields.ts";
import { type TwilioAnswer, TwilioRestError, twilioHttp } from "../twilio/twilio-http.ts";

export interface SyncOptions {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Default: `https://sync.twilio.com`. Another region's, or a stand-in. */
  readonly baseUrl?: string | undefined;
  /** `IS…` */
  readonly serviceSid: string;
  /** Whose documents are looked for. */
  readonly agents: readonly string[];
  readonly fetch?: typeof globalThis.fetch;
}

/** A document has 16 KiB, of which a character may be written as six, and then its own fields. */
const MAX_ANSWER_BYTES = 256 * 1024;

/**
 * Agents as Documents of a Sync Service: that of an agent is named `baton-agent-NAME`, and its data is the edit.
 *
 * Source: Twilio Sync API v1, Document resource.
 */
export function twilioSync(options: SyncOptions): AgentSource {
  const { serviceSid, agents, baseUrl = "https://sync.twilio.com" } = options;
  const http = twilioHttp({ ...options, baseUrl, maxAnswerBytes: MAX_ANSWER_BYTES });

  async function document(agent: string, signal: AbortSignal): Promise<SourceEdit | undefined> {
    const path = `/v1/Services/${serviceSid}/Documents/${encodeURIComponent(`baton-agent-${agent}`)}`;
    try {
      return editIn(agent, (await http({ method: "GET", path, what: "a Document" }, signal)).answer);
    } catch (error) {
      if (error instanceof TwilioRestError && error.status === 404) return undefined;
      throw error;
    }
  }

  return {
    read: async (signal) => {
      try {
        const found = await Promise.all(agents.map((agent) => document(agent, signal)));
        const edits = found.filter((edit) => edit !== undefined);
        if (edits.length > 0) return { ok: true, edits };
        return {
          ok: false,
          reason: "empty",
          message: `There is no Document of an agent in ${serviceSid}, or nothing in it`,
        };
      } catch (error) {
        if (!(error instanceof TwilioRestError)) throw error;
        return { ok: false, reason: reasonOf(error), message: error.message };
      }
    },
  };
}

/** Without a field it is none, as a blank row of a table: a page that has written nothing takes nothing back. */
function editIn(agent: string, { data, revision }: TwilioAnswer): SourceEdit | undefined {
  if (typeof data !== "object" || data === null) throw new TwilioRestError("A Document has no data.", OK);
  if (fieldsOf(data).size === 0) return undefined;
  return {
    agent,
    edit: data,
    ...(typeof revision === "string" && /^[\w-]{1,40}$/.test(revision) && { note: `revision ${revision}` }),
  };
}

const OK = { status: 200 };

function reasonOf({ status, retryable }: TwilioRestError): SourceFault["reason"] {
  if (retryable) return "rate_limited";
  if (status === undefined || status >= 500) return "unreachable";
  return status < 300 ? "unreadable" : "refused";
}
