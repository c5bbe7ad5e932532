import { readCaller } from "../../protocol/phone-address.ts";

/**
 * The tools of the engine: those that move the call itself, which every agent has, and the search in its knowledge, where it
 * has some. The names the model knows them by, and what each has done, for a person.
 */
export const ENGINE_TOOLS = {
  hand_off: "Asked for a person",
  end_call: "Ended the call",
  change_language: "Changed the language",
  collect_digits: "Asked for digits on the keypad",
  request_callback: "Arranged a callback",
  search_knowledge: "Looked something up",
} as const;

export type EngineTool = keyof typeof ENGINE_TOOLS;

/** Whether a name is taken by a tool of the engine's own. */
export const isEngineTool = (name: string): name is EngineTool => Object.hasOwn(ENGINE_TOOLS, name);

export const HAND_OFF = "hand_off" satisfies EngineTool;
export const END_CALL = "end_call" satisfies EngineTool;
export const CHANGE_LANGUAGE = "change_language" satisfies EngineTool;
export const REQUEST_CALLBACK = "request_callback" satisfies EngineTool;
export const SEARCH_KNOWLEDGE = "search_knowledge" satisfies EngineTool;

/** One callback a call, whoever asks for it: the idempotency key of the model's request and of the engine's own. */
export const callbackKey = (callSid: string): string => `${REQUEST_CALLBACK}-${callSid}`;

/** The caller can be called back and texted. */
export const hasNumber = ({ call }: { readonly call: { readonly from: string } }): boolean =>
  readCaller(call.from).number !== undefined;

/** What a callback lets the caller count on. */
export const callbackPromise = (from: string): string =>
  readCaller(from).number === undefined
    ? "A callback to the number the caller gave"
    : "A callback to the number the call came from";

/** What the model is told of such a caller, and, where it wants a callback all the same, once more. */
export const NO_NUMBER = `The caller's own number is withheld, or cannot be called: it takes no callback and no text message, so promise neither. Where one is wanted, ask for a number first and pass it to ${REQUEST_CALLBACK}; or offer to wait.`;
