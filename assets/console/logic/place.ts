import { GROUPED_BY, type GroupedBy } from "../../../worker/protocol/console/stats.ts";

/** Where one is in the console, and how the address says so: whoever opens an address sees what its sender saw. */

export const WHENS = ["all", "today", "yesterday", "7d", "30d", "range"] as const;
export type When = (typeof WHENS)[number];

/** What narrows the history. Empty is everything. */
export interface Filter {
  readonly when: When;
  /** Of `range`: days as 2026-11-28, both inclusive, in the browser's zone. */
  readonly from: string;
  readonly to: string;
  readonly agent: string;
  readonly outcome: string;
  readonly reason: string;
  readonly language: string;
  readonly q: string;
}

export const NO_FILTER: Filter = {
  when: "all",
  from: "",
  to: "",
  agent: "",
  outcome: "",
  reason: "",
  language: "",
  q: "",
};

export type Place =
  | { readonly view: "live" }
  | { readonly view: "history"; readonly filter: Filter }
  /** `t`: seconds from the call's beginning. `q`: or what is looked for in it. */
  | { readonly view: "call"; readonly callSid: string; readonly t?: number; readonly q?: string }
  | { readonly view: "overview"; readonly when: When; readonly by: GroupedBy }
  | { readonly view: "audit" }
  | { readonly view: "agents" }
  /** `version`: what is compared with what answers; the draft where it is absent. */
  | { readonly view: "agent"; readonly name: string; readonly tab: AgentTab; readonly version?: number }
  | { readonly view: "nowhere" };

export const AGENT_TABS = ["edit", "compare", "versions", "questions"] as const;
export type AgentTab = (typeof AGENT_TABS)[number];

const NARROWING = ["from", "to", "agent", "outcome", "reason", "language", "q"] as const;
const OVERVIEW_WHEN: When = "7d";

/** Reads an address. What it does not understand of a query, it leaves out. */
export function placeOf(path: string, search: string): Place {
  const query = new URLSearchParams(search);
  const [, root, view, id, more, rest] = path.replace(/\/+$/, "").split("/");
  if (root !== "console" || rest !== undefined) return { view: "nowhere" };
  if (view === "agents" && id !== undefined) return agentOf(decoded(id), more, query);
  if (more !== undefined) return { view: "nowhere" };
  if (view === undefined) return { view: "live" };
  if (view === "calls" && id !== undefined) {
    const t = Number.parseFloat(query.get("t") ?? "");
    const q = query.get("q") ?? "";
    return {
      view: "call",
      callSid: decoded(id),
      ...(Number.isFinite(t) && t >= 0 ? { t } : {}),
      ...(q === "" ? {} : { q }),
    };
  }
  if (id !== undefined) return { view: "nowhere" };
  if (view === "calls") return { view: "history", filter: filterOf(query) };
  if (view === "overview") {
    const by = GROUPED_BY.find((name) => name === query.get("by")) ?? "day";
    return { view, when: whenOf(query, OVERVIEW_WHEN), by };
  }
  return view === "audit" || view === "agents" ? { view } : { view: "nowhere" };
}

function agentOf(name: string, tabName: string | undefined, query: URLSearchParams): Place {
  // The editor has the shortest address, and no other.
  const tab =
    tabName === undefined ? "edit" : AGENT_TABS.find((known) => known !== "edit" && known === tabName);
  if (tab === undefined) return { view: "nowhere" };
  const version = query.get("version") ?? "";
  const isCompared = tab === "compare" && /^\d{1,9}$/.test(version);
  return { view: "agent", name, tab, ...(isCompared ? { version: Number(version) } : {}) };
}

export function addressOf(place: Place): string {
  switch (place.view) {
    case "history": {
      const query = new URLSearchParams();
      if (place.filter.when !== "all") query.set("when", place.filter.when);
      for (const name of NARROWING) {
        const days = name === "from" || name === "to";
        if (place.filter[name] !== "" && (!days || place.filter.when === "range"))
          query.set(name, place.filter[name]);
      }
      return withQuery("/console/calls", query);
    }
    case "call":
      return withQuery(
        `/console/calls/${encodeURIComponent(place.callSid)}`,
        new URLSearchParams({
          ...(place.t === undefined ? {} : { t: String(Math.round(place.t * 100) / 100) }),
          ...(place.q === undefined ? {} : { q: place.q }),
        }),
      );
    case "overview": {
      const query = new URLSearchParams();
      if (place.when !== OVERVIEW_WHEN) query.set("when", place.when);
      if (place.by !== "day") query.set("by", place.by);
      return withQuery("/console/overview", query);
    }
    case "audit":
    case "agents":
      return `/console/${place.view}`;
    case "agent": {
      const tab = place.tab === "edit" ? "" : `/${place.tab}`;
      return withQuery(
        `/console/agents/${encodeURIComponent(place.name)}${tab}`,
        new URLSearchParams(place.version === undefined ? {} : { version: String(place.version) }),
      );
    }
    case "live":
    case "nowhere":
      return "/console";
  }
}

const withQuery = (path: string, query: URLSearchParams): string =>
  query.size === 0 ? path : `${path}?${query}`;

function filterOf(query: URLSearchParams): Filter {
  const read = (name: string): string => query.get(name) ?? "";
  const day = (name: string): string => (isDay(read(name)) ? read(name) : "");
  const [from, to] = [day("from"), day("to")];
  return {
    ...NO_FILTER,
    when: from === "" && to === "" ? whenOf(query, "all") : "range",
    from,
    to,
    agent: read("agent"),
    outcome: read("outcome"),
    reason: read("reason"),
    language: read("language"),
    q: read("q"),
  };
}

const whenOf = (query: URLSearchParams, otherwise: When): When =>
  WHENS.find((when) => when === query.get("when")) ?? otherwise;

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00`));

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a stray %
  }
}

/** The calls' beginnings that are meant, ISO 8601, `to` exclusive. Days begin and end in the browser's zone. */
export function rangeOf(
  { when, from, to }: Pick<Filter, "when" | "from" | "to">,
  now: number,
): { readonly from?: string; readonly to?: string } {
  const day = (back: number): string => {
    const date = new Date(now);
    date.setHours(0, 0, 0, 0);
    // By the calendar: a day is not always 24 hours.
    date.setDate(date.getDate() - back);
    return date.toISOString();
  };
  switch (when) {
    case "today":
      return { from: day(0) };
    case "yesterday":
      return { from: day(1), to: day(0) };
    case "7d":
      return { from: day(6) };
    case "30d":
      return { from: day(29) };
    case "range": {
      const end = new Date(`${to}T00:00:00`);
      end.setDate(end.getDate() + 1);
      return {
        ...(from === "" ? {} : { from: new Date(`${from}T00:00:00`).toISOString() }),
        ...(to === "" ? {} : { to: end.toISOString() }),
      };
    }
    case "all":
      return {};
  }
}

/** The query of `GET /api/calls`. */
export function callsQuery(filter: Filter, now: number): URLSearchParams {
  const query = new URLSearchParams(rangeOf(filter, now));
  for (const name of ["agent", "outcome", "reason", "language"] as const)
    if (filter[name] !== "") query.set(name, filter[name]);
  if (filter.q.trim() !== "") query.set("q", filter.q.trim());
  return query;
}

/** The Worker sums so many days at most, and a week where nobody says from when. */
const MOST_DAYS = 399;

/** `GET /api/stats` of that time. */
export function statsAddress(when: When, by: GroupedBy, now: number): string {
  const query = new URLSearchParams(rangeOf({ when, from: "", to: "" }, now));
  if (when === "all") query.set("from", new Date(now - MOST_DAYS * 86_400_000).toISOString());
  query.set("by", by);
  return `/api/stats?${query}`;
}

export const isNarrowed = (filter: Filter): boolean =>
  filter.when !== "all" || NARROWING.some((name) => filter[name] !== "");
