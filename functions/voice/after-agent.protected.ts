import "../_lib/cold-start.ts";
import agents from "../../agents/index.ts";
import { sessionEnded } from "../_lib/session-ended.ts";
import { webhook } from "../_lib/webhook.ts";

/** The agent's session is over: `action` of `<Connect>`. */
export const handler = webhook("after-agent", sessionEnded(agents));
