import agents from "../../agents/index.ts";
import { afterDial } from "../_lib/handlers/after-dial.ts";
import { webhook } from "../_lib/webhook/webhook.ts";

/** The telephone that was rung is done with: `action` of `<Dial>`. */
export const handler = webhook("after-dial", afterDial(agents));
