import "../_lib/cold-start.ts";
import agents from "../../agents/index.ts";
import { wait, waitInSilence } from "../_lib/wait.ts";
import { webhook } from "../_lib/webhook.ts";

/** The call waits in the queue: `waitUrl` of `<Enqueue>`. */
export const handler = webhook("wait", wait(agents), waitInSilence);
