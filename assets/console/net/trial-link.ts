import type { TrialNews, TrialSaid } from "../../../worker/protocol/console/trial.ts";
import type { TrialLink as CaseLink } from "../../../worker/protocol/editing/play-case.ts";
import { agentAddress } from "./agents-api.ts";

/** `draft`: its revision. */
export type Tried = ({ readonly draft: number } | { readonly version: number }) & {
  /** Absent: as the clock says. */
  readonly open?: boolean;
};

export interface TrialLink {
  send(said: TrialSaid): void;
  close(): void;
}

export interface TrialEvents {
  news(news: TrialNews): void;
  /** The socket is gone; after an end of the conversation as well. */
  gone(): void;
}

export function openTrial(agent: string, tried: Tried, on: TrialEvents): TrialLink {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const query = "draft" in tried ? `draft=${tried.draft}` : `version=${tried.version}`;
  const hours = tried.open === undefined ? "" : `&open=${tried.open}`;
  const socket = new WebSocket(`${scheme}://${location.host}${agentAddress(agent, "/try")}?${query}${hours}`);
  socket.onmessage = ({ data }) => on.news(JSON.parse(String(data)) as TrialNews); // ours, of the same release
  socket.onclose = () => on.gone();
  return {
    send: (said) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(said));
    },
    close: () => {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    },
  };
}

/** A trial for a case to listen to; one that is lost is told as refused, so that nobody waits for it. */
export function caseLink(open: (on: TrialEvents) => TrialLink): CaseLink & { close(): void } {
  const listeners = new Set<(news: TrialNews) => void>();
  const told: TrialNews[] = [];
  const tell = (news: TrialNews): void => {
    told.push(news);
    for (const listener of [...listeners]) listener(news);
  };
  const link = open({
    news: tell,
    gone: () => tell({ type: "refused", error: "lost", hint: "The connection is lost. Run it again." }),
  });
  return {
    ...link,
    onNews(listener) {
      for (const news of told) listener(news);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
