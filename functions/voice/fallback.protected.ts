import { fallback } from "../_lib/handlers/fallback.ts";
import { webhook } from "../_lib/webhook/webhook.ts";

/** Twilio could not run the call otherwise: the number's fallback URL. */
export const handler = webhook("fallback", fallback);
