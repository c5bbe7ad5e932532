import type {
  AgentChanged,
  AgentDetail,
  DraftRequest,
  PublishRequest,
} from "../../../worker/protocol/console/agents.ts";
import type { Put } from "../logic/draft-keeper.ts";
import { get, Refused, send } from "./api.ts";

export const agentAddress = (name: string, more = ""): string =>
  `/api/agents/${encodeURIComponent(name)}${more}`;

/** Saves a draft. Never throws: what came of it is for its keeper. */
export async function saveDraft(name: string, request: DraftRequest): Promise<Put> {
  try {
    const { draft } = await send<AgentChanged>("PUT", agentAddress(name, "/draft"), request);
    return draft === undefined
      ? { is: "refused", why: "The Worker did not say what it saved.", faults: [] }
      : { is: "saved", draft };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { status, message, faults } = error;
    // Signed out is lost as well: what is typed waits for whoever signs in again.
    if (status === 0 || status === 401 || status >= 500) return { is: "lost" };
    return status === 409 ? theirs(name) : { is: "refused", why: message, faults };
  }
}

async function theirs(name: string): Promise<Put> {
  try {
    const { drafted } = await get<AgentDetail>(agentAddress(name));
    return { is: "conflict", ...(drafted === undefined ? {} : { theirs: drafted }) };
  } catch {
    return { is: "lost" }; // whose it is will be asked again with the next try
  }
}

/** @throws {Refused} as do the others. */
export const publish = (name: string, request: PublishRequest): Promise<AgentChanged> =>
  send("POST", agentAddress(name, "/publish"), request);

export const restore = (name: string, version: number): Promise<AgentChanged> =>
  send("POST", agentAddress(name, "/restore"), { version });

/** @param revision - of the draft as it was seen: another's is not discarded. */
export const discardDraft = (name: string, revision: number): Promise<AgentChanged> =>
  send("DELETE", agentAddress(name, `/draft?revision=${revision}`));
