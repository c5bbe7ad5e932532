import agents from "../agents/index.ts";
import { json } from "./api/answer.ts";
import { answer } from "./api/answering.ts";
import { buildOf, type Env, type ReadConfig, readConfig } from "./config.ts";
import { consoleLog } from "./log.ts";

export { Call } from "./call.ts";
export { Ledger } from "./ledger/ledger.ts";

export default {
  async fetch(request, env, ctx): Promise<Response> {
    const url = new URL(request.url);
    const read = readConfig(env);
    if (url.pathname === "/health") return health(env, read);
    if (!read.ok) {
      consoleLog({})("config.invalid", { faults: read.faults.join("; ") });
      return json(503, { error: "not_configured", faults: read.faults });
    }
    const { config } = read;
    return answer({ request, url, env, config, agents }, ctx);
  },
} satisfies ExportedHandler<Env>;

function health(env: Env, read: ReadConfig): Response {
  const known = { ...buildOf(env), agents: agents.all.map(({ name }) => name) };
  return read.ok
    ? json(200, { status: "ok", ...known })
    : json(503, { status: "not_configured", ...known, faults: read.faults });
}
