export interface SessionFacts {
  readonly callSid: string;
  readonly from: string;
  readonly to: string;
  /** The call was answered before this session, by an earlier verb or session. */
  readonly answered: boolean;
}

/**
 * The first frame of a session, its keys in the recorded order. A call that was dialled directly carries the
 * dialled number in `forwardedFrom` (recorded).
 */
export const setupFrame = (
  sessionId: string,
  { callSid, from, to }: SessionFacts,
  accountSid: string,
  callStatus: "RINGING" | "IN_PROGRESS",
  customParameters: Readonly<Record<string, string>>,
) => ({
  type: "setup",
  sessionId,
  callSid,
  parentCallSid: "",
  from,
  to,
  forwardedFrom: to,
  callerName: "",
  direction: "inbound",
  callType: "PSTN",
  callStatus,
  accountSid,
  customParameters,
});
