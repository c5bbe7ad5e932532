import { putThrough, whisper } from "../_lib/handlers/whisper.ts";
import { webhook } from "../_lib/webhook/webhook.ts";

/** A person has answered the telephone and does not hear the caller yet: `url` of `<Number>`. */
export const handler = webhook("whisper", whisper, putThrough);
