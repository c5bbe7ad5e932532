import "../_lib/cold-start.ts";
import agents from "../../agents/index.ts";
import { incoming } from "../_lib/incoming.ts";
import { webhook } from "../_lib/webhook.ts";

/** A call arrives. */
export const handler = webhook("incoming", incoming(agents));
