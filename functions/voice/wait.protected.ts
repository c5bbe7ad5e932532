import agents from "../../agents/index.ts";
import { wait, waitInSilence } from "../_lib/handlers/wait.ts";
import { webhook } from "../_lib/webhook/webhook.ts";

/** The call waits in the queue: `waitUrl` of `<Enqueue>`. */
export const handler = webhook("wait", wait(agents), waitInSilence);
