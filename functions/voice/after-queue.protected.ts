import agents from "../../agents/index.ts";
import { afterQueue } from "../_lib/handlers/after-queue.ts";
import { webhook } from "../_lib/webhook/webhook.ts";

/** The call has left the queue: `action` of `<Enqueue>`. */
export const handler = webhook("after-queue", afterQueue(agents));
