import type { Agents } from "../../worker/agent/define.ts";
import { changesAt, NotSeen, serversOf } from "../mcp/look.ts";
import type { Variables } from "../setup/variables.ts";
import { type Finding, notChecked, ok, problem } from "./finding.ts";

/** Whether the MCP servers of the agents still list what was accepted of them. */
export const checkMcp = (variables: Variables, agents: Agents): Promise<readonly Finding[]> =>
  Promise.all(
    serversOf(agents).map(async ({ server }): Promise<Finding> => {
      const part = "MCP";
      try {
        const changes = await changesAt(server, variables);
        if (changes.size === 0)
          return ok(part, `${server.name}: ${server.tools.length} tools are as accepted`);
        const which = [...changes].map(([tool, how]) => `${tool} is ${how}`).join(", ");
        return problem(
          part,
          `${server.name}: ${which}, and refused in calls`,
          "npm run mcp -- pull, look at the change, npm run deploy",
        );
      } catch (error) {
        if (!(error instanceof NotSeen)) throw error;
        return error.unset
          ? notChecked(part, `${server.name} could not be asked`, `a line ${error.unset}=… in .dev.vars`)
          : problem(
              part,
              `${server.name}: ${error.message}`,
              "see to its address and key: npm run mcp -- check",
            );
      }
    }),
  );
