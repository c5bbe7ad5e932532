/**
 * Frames we send to Twilio, of those that there are. The union cannot express anything Twilio would refuse (error 64107).
 * Source: ConversationRelay "Websocket messages".
 */
export type Outbound =
  | {
      readonly type: "text";
      readonly token: string;
      /** True exactly once per talk cycle. */
      readonly last: boolean;
      readonly lang?: string;
      readonly interruptible?: boolean;
    }
  | { readonly type: "language"; readonly ttsLanguage?: string; readonly transcriptionLanguage?: string }
  /** Ends the relay session, not the call, and drops whatever is still queued. */
  | { readonly type: "end"; readonly handoffData?: string };

/** One frame as it goes on the wire. */
export const encode = (frame: Outbound): string => JSON.stringify(frame);
