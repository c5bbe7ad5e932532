import agents from "../../agents/index.ts";
import { afterAgent } from "../_lib/handlers/after-agent.ts";
import { webhook } from "../_lib/webhook/webhook.ts";

/** The agent's session is over: `action` of `<Connect>`. */
export const handler = webhook("after-agent", afterAgent(agents));
