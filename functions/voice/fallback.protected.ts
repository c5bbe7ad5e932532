import { fallback } from "../_lib/fallback.ts";
import { webhook } from "../_lib/webhook.ts";

/** Twilio could not run the call otherwise: the number's fallback URL. */
export const handler = webhook("fallback", fallback);
