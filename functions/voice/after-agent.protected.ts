import "../_lib/cold-start.ts";
import agents from "../../agents/index.ts";
import { afterAgent } from "../_lib/after-agent.ts";
import { webhook } from "../_lib/webhook.ts";

/** The agent's session is over: `action` of `<Connect>`. */
export const handler = webhook("after-agent", afterAgent(agents));
