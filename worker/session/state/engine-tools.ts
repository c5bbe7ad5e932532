/**
 * The tools that every agent has because they move the call itself: the names the model knows them by, and what each
 * has done, for a person.
 */
export const ENGINE_TOOLS = {
  hand_off: "Asked for a person",
  end_call: "Ended the call",
  change_language: "Changed the language",
  collect_digits: "Asked for digits on the keypad",
  request_callback: "Arranged a callback",
} as const;

export type EngineTool = keyof typeof ENGINE_TOOLS;

/** Whether a name is taken by a tool of the engine's own. */
export const isEngineTool = (name: string): name is EngineTool => Object.hasOwn(ENGINE_TOOLS, name);

export const HAND_OFF = "hand_off" satisfies EngineTool;
export const REQUEST_CALLBACK = "request_callback" satisfies EngineTool;

/** One callback a call, whoever asks for it: the idempotency key of the model's request and of the engine's own. */
export const callbackKey = (callSid: string): string => `${REQUEST_CALLBACK}-${callSid}`;

/** What a callback lets the caller count on. */
export const CALLBACK_PROMISE = "A callback to the number the call came from";
