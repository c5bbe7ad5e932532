import "../_lib/cold-start.ts";
import agents from "../../agents/index.ts";
import { afterQueue } from "../_lib/after-queue.ts";
import { webhook } from "../_lib/webhook.ts";

/** The call has left the queue: `action` of `<Enqueue>`. */
export const handler = webhook("after-queue", afterQueue(agents));
