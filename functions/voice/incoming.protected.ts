import agents from "../../agents/index.ts";
import { incoming } from "../_lib/handlers/incoming.ts";
import { webhook } from "../_lib/webhook/webhook.ts";

/** A call arrives. */
export const handler = webhook("incoming", incoming(agents));
