import type { Role } from "../adapters/operator-token.ts";
import { CALL_ID } from "../protocol/sids.ts";

/**
 * All that is answered, and to whom. Nothing is answered that is not here, and each has its door: a role, which is asked
 * for before the route is, or `own`, where the route checks a signature of its own.
 */
export interface Route {
  readonly methods: readonly string[];
  /** `:sid` is a call's id, `:name` an agent's name; `/*` at the end, all below it. */
  readonly path: string;
  readonly door: Role | "own";
  /** Whoever is not let in sees a page. */
  readonly isPage?: true;
}

/** By the names of what answers them: `answering.ts`. */
const BY_NAME = {
  relay: { methods: ["GET"], path: "/relay/:sid", door: "own" },
  record: { methods: ["GET", "OPTIONS"], path: "/api/calls/:sid/record", door: "own" },
  person: { methods: ["POST"], path: "/api/calls/:sid/person", door: "own" },
  agentAnswer: { methods: ["GET"], path: "/api/agents/answer", door: "own" },
  doctor: { methods: ["GET"], path: "/api/doctor", door: "own" },
  calls: { methods: ["GET"], path: "/api/calls", door: "reader" },
  callDetail: { methods: ["GET"], path: "/api/calls/:sid", door: "reader" },
  stats: { methods: ["GET"], path: "/api/stats", door: "reader" },
  live: { methods: ["GET"], path: "/api/live", door: "reader" },
  forgetCall: { methods: ["DELETE"], path: "/api/calls/:sid", door: "operator" },
  actOnCall: { methods: ["POST"], path: "/api/calls/:sid/actions", door: "operator" },
  recording: { methods: ["GET"], path: "/api/calls/:sid/recording", door: "reader" },
  forgetNumber: { methods: ["POST"], path: "/api/forget", door: "operator" },
  tryAgent: { methods: ["GET"], path: "/api/agents/:name/try", door: "operator" },
  agentCases: { methods: ["GET"], path: "/api/agents/:name/cases", door: "reader" },
  agentQuestions: { methods: ["GET"], path: "/api/agents/:name/questions", door: "reader" },
  me: { methods: ["GET"], path: "/api/me", door: "reader" },
  audit: { methods: ["GET"], path: "/api/audit", door: "operator" },
  agentList: { methods: ["GET"], path: "/api/agents", door: "reader" },
  agentDetail: { methods: ["GET"], path: "/api/agents/:name", door: "reader" },
  saveDraft: { methods: ["PUT"], path: "/api/agents/:name/draft", door: "operator" },
  discardDraft: { methods: ["DELETE"], path: "/api/agents/:name/draft", door: "operator" },
  publishAgent: { methods: ["POST"], path: "/api/agents/:name/publish", door: "operator" },
  restoreAgent: { methods: ["POST"], path: "/api/agents/:name/restore", door: "operator" },
  enter: { methods: ["GET", "HEAD", "POST"], path: "/console/enter", door: "own" },
  leave: { methods: ["POST"], path: "/console/leave", door: "reader", isPage: true },
  page: { methods: ["GET", "HEAD"], path: "/console", door: "reader", isPage: true },
  below: { methods: ["GET", "HEAD"], path: "/console/*", door: "reader", isPage: true },
} as const satisfies Readonly<Record<string, Route>>;

export type RouteName = keyof typeof BY_NAME;
export type NamedRoute = Route & { readonly name: RouteName };

export const ROUTES: readonly NamedRoute[] = Object.entries(BY_NAME).map(([name, route]) => ({
  ...route,
  name: name as RouteName, // a key of it
}));

const patterns = new Map(
  ROUTES.map(({ path }) => [
    path,
    new RegExp(
      `^${path.replace(":sid", `(?<sid>${CALL_ID})`).replace(":name", "(?<name>[^/]+)").replace("/*", "/.*")}$`,
    ),
  ]),
);

export type Found =
  | { readonly route: NamedRoute; readonly callSid: string; readonly agentName: string }
  /** The path is one of ours, by other methods. */
  | { readonly route: undefined; readonly allowed: readonly string[] };

/** @returns undefined where nothing is at that path. */
export function routeFor(method: string, pathname: string): Found | undefined {
  const there = ROUTES.flatMap((route) => {
    const match = patterns.get(route.path)?.exec(pathname);
    return match ? [{ route, callSid: match.groups?.sid ?? "", agentName: match.groups?.name ?? "" }] : [];
  });
  // The first of a path is the closest: what lies below `/console` is asked for last.
  const [first] = there;
  if (!first) return undefined;
  const ways = there.filter(({ route }) => route.path === first.route.path);
  return (
    ways.find(({ route }) => route.methods.includes(method)) ?? {
      route: undefined,
      allowed: ways.flatMap(({ route }) => route.methods),
    }
  );
}

/** For whoever asks for what is not there. */
export const LISTED = [
  "/health",
  ...ROUTES.map(({ methods, path }) => (methods[0] === "GET" ? path : `${methods.join(", ")} ${path}`)),
];
