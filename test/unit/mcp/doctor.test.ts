import { expect, test } from "vitest";
import { checkMcp } from "../../../local/doctor/mcp.ts";
import { defineAgent, defineAgents } from "../../../worker/agent/define.ts";
import { mcpTools } from "../../../worker/agent/mcp/mcp-tools.ts";
import { BOOK_REPAIR, FIND_ORDER, lockOf, type ShopMcp } from "../../support/mcp/mcp-server.ts";
import { startsServers } from "./call-with.ts";

/** What `npm run doctor` says of the servers whose tools agents have. */

const started = startsServers();

async function findingsOf(server: ShopMcp, variables = { SHOP_KEY: "k3y-of-the-shop" }) {
  const tools = mcpTools({
    name: "shop",
    url: server.url,
    headers: { Authorization: "Bearer {{SHOP_KEY}}" },
    allow: ["find-order", "bookRepair"],
    lock: await lockOf(FIND_ORDER, BOOK_REPAIR),
  });
  const agent = (name: string) =>
    defineAgent({ name, greeting: "Hello.", instructions: "Be kind.", tools: [...tools] });
  // Two that share them: they are one server.
  const agents = defineAgents({ default: agent("one"), byNumber: { "+15550100002": agent("two") } });
  return checkMcp(variables, agents);
}

test("that all is as accepted, once for all agents, and the session is ended", async () => {
  const server = await started();

  expect(await findingsOf(server)).toMatchObject([{ status: "ok", what: "shop: 2 tools are as accepted" }]);
  expect(server.ended).toEqual(server.begun);
});

test("which tools are not", async () => {
  const server = await started();
  server.tools = [{ ...FIND_ORDER, description: "Something else." }];

  expect(await findingsOf(server)).toMatchObject([
    { status: "problem", what: expect.stringContaining("find-order is changed, bookRepair is gone") },
  ]);
});

test("that it could not be asked, and why", async () => {
  const server = await started();
  server.instead = (_, response) => {
    response.writeHead(401).end();
    return true;
  };

  expect(await findingsOf(server)).toMatchObject([
    { status: "problem", what: expect.stringContaining("401") },
  ]);
  expect(await findingsOf(server, {} as never)).toMatchObject([
    { status: "not_checked", todo: "a line SHOP_KEY=… in .dev.vars" },
  ]);
});
