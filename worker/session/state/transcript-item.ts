/** One thing that happened in the conversation, as the model is told of it. */
export type Item =
  | { readonly role: "caller"; readonly text: string }
  | {
      readonly role: "agent";
      /** What the caller heard, not what was generated. */
      readonly text: string;
      /** The caller spoke over it; the rest was not heard. */
      readonly interrupted?: boolean;
    }
  | { readonly role: "tool_call"; readonly callId: string; readonly name: string; readonly arguments: string }
  | { readonly role: "tool_result"; readonly callId: string; readonly output: string }
  /** A fact from the engine for the model: "(keypad) 1042", "the result of … has come in". */
  | { readonly role: "note"; readonly text: string };
