import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** An account's Flex, TaskRouter and voice queues, in memory and over HTTP. It forgets nothing and refuses DELETE. */
export interface TaskRouterMock {
  readonly url: string;
  /** What was asked to change: method and path. */
  readonly changes: readonly string[];
  readonly queues: readonly Item[];
  readonly workflows: readonly Item[];
  readonly voiceQueues: readonly Item[];
  addQueue(name: string): string;
  addWorkflow(name: string, configuration: object): string;
  addVoiceQueue(name: string, maxSize: number): void;
  /** An account in which nobody has set up TaskRouter. */
  forgetWorkspaces(): void;
  close(): Promise<void>;
}

type Item = Record<string, unknown> & { sid: string; friendly_name: string };

interface Account {
  readonly accountSid: string;
  readonly password: string;
  readonly workspaceSid: string;
  /** Has a Flex configuration. @default true */
  readonly flex?: boolean;
  /** Items of a page, however many were asked for. @default 2 */
  readonly pageSize?: number;
  /** Secrets of API keys that are let in as well, by SID. */
  readonly secrets?: ReadonlyMap<string, string>;
}

export const newSid = (prefix: string): string => prefix + randomBytes(16).toString("hex");

export async function startTaskRouterMock(account: Account): Promise<TaskRouterMock> {
  const { accountSid, password, workspaceSid, flex = true, pageSize = 2 } = account;
  const changes: string[] = [];
  const queues: Item[] = [];
  const workflows: Item[] = [];
  const voiceQueues: Item[] = [];
  const voiceChannel = newSid("TC");
  const workspaces: Item[] = [{ sid: workspaceSid, friendly_name: "Flex Task Assignment" }];
  const lists: Readonly<Record<string, Item[]>> = {
    [`/v1/Workspaces/${workspaceSid}/TaskQueues`]: queues,
    [`/v1/Workspaces/${workspaceSid}/Workflows`]: workflows,
    [`/2010-04-01/Accounts/${accountSid}/Queues`]: voiceQueues,
    "/v1/Workspaces": workspaces,
  };

  function answer(method: string, url: URL, form: URLSearchParams): { status: number; body: object } {
    const path = url.pathname.replace(/\.json$/, "");
    if (path === "/v1/Configuration" && flex)
      return { status: 200, body: { taskrouter_workspace_sid: workspaceSid } };
    if (path === `/v1/Workspaces/${workspaceSid}/TaskChannels/voice`)
      return { status: 200, body: { sid: voiceChannel, unique_name: "voice" } };
    // Three people are signed in, one of them on the telephone. Source: TaskRouter, "RealTimeStatistics".
    if (path.endsWith("/RealTimeStatistics")) return { status: 200, body: LINE };
    if (path.endsWith("/CumulativeStatistics")) return { status: 200, body: {} };
    const list = lists[path];
    const item = lists[path.slice(0, path.lastIndexOf("/"))]?.find(({ sid }) => path.endsWith(`/${sid}`));
    const fields = Object.fromEntries([...form].map(([name, value]) => [FIELDS[name] ?? name, value]));
    if (method === "GET" && item) return { status: 200, body: item };
    if (method === "GET" && list) return { status: 200, body: page(list, url) };
    if (method === "POST" && list) {
      const sid = newSid(path.endsWith("Workflows") ? "WW" : "WQ");
      const made = { friendly_name: "", ...fields, sid };
      list.push(made);
      return { status: 201, body: made };
    }
    if (method === "POST" && item) {
      Object.assign(item, fields, "max_size" in fields ? { max_size: Number(fields.max_size) } : {});
      return { status: 200, body: item };
    }
    return { status: method === "DELETE" ? 405 : 404, body: { code: 20404, status: 404 } };
  }

  function page(list: readonly Item[], url: URL): object {
    const name = url.searchParams.get("FriendlyName");
    const start = Number(url.searchParams.get("Page") ?? 0) * pageSize;
    const fitting = list.filter((item) => name === null || item.friendly_name === name);
    url.searchParams.set("Page", String(start / pageSize + 1));
    const next = start + pageSize < fitting.length ? url : undefined;
    const items = fitting.slice(start, start + pageSize);
    if (url.pathname.startsWith("/2010"))
      return { queues: items, next_page_uri: next ? next.pathname + next.search : null };
    const key = { TaskQueues: "task_queues", Workflows: "workflows" }[url.pathname.split("/").at(-1) ?? ""];
    return { [key ?? "workspaces"]: items, meta: { next_page_url: next?.href ?? null } };
  }

  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    const { method = "" } = request;
    if (method !== "GET") changes.push(`${method} ${request.url}`);
    const pairs = [[accountSid, password], ...(account.secrets ?? [])];
    const expected = pairs.map((pair) => `Basic ${Buffer.from(pair.join(":")).toString("base64")}`);
    const { status, body } = expected.includes(request.headers.authorization ?? "")
      ? answer(method, new URL(request.url ?? "/", "https://taskrouter.twilio.com"), form)
      : { status: 401, body: { code: 20003, status: 401 } };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is an object

  const add = (list: Item[], prefix: string, fields: Record<string, unknown> & { friendly_name: string }) => {
    const sid = newSid(prefix);
    list.push({ ...fields, sid });
    return sid;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    changes,
    queues,
    workflows,
    voiceQueues,
    addQueue: (name) => add(queues, "WQ", { friendly_name: name, target_workers: "1==1" }),
    addWorkflow: (name, configuration) =>
      add(workflows, "WW", { friendly_name: name, configuration: JSON.stringify(configuration) }),
    addVoiceQueue: (name, maxSize) => void add(voiceQueues, "QU", { friendly_name: name, max_size: maxSize }),
    forgetWorkspaces: () => void workspaces.splice(0),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const LINE = {
  tasks_by_status: { pending: 0, assigned: 1 },
  longest_task_waiting_age: 0,
  total_available_workers: 3,
};

/** Twilio's parameters as its answers name them. */
const FIELDS: Readonly<Record<string, string>> = {
  FriendlyName: "friendly_name",
  TargetWorkers: "target_workers",
  Configuration: "configuration",
  MaxSize: "max_size",
};
