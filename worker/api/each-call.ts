/** What an object says of a call: nothing is done while it goes on; without lines, nothing is kept. */
export interface Said {
  readonly live: boolean;
  readonly lines?: number | undefined;
  /** What became of its recording. */
  readonly recording?: "none" | "deleted" | "left" | undefined;
}

export interface EachCall {
  readonly done: readonly { readonly callSid: string; readonly lines: number }[];
  readonly live: readonly string[];
  /** Whose objects did not answer: what was done of the others is told all the same. */
  readonly failed: readonly string[];
  /** Those whose recordings Twilio still has. */
  readonly recordingsLeft: readonly string[];
}

const AT_ONCE = 20;

/** Asks the object of each call, some at once. */
export async function eachCall(
  callSids: readonly string[],
  ask: (callSid: string) => PromiseLike<Said>,
): Promise<EachCall> {
  const done: { readonly callSid: string; readonly lines: number }[] = [];
  const live: string[] = [];
  const failed: string[] = [];
  const recordingsLeft: string[] = [];
  const one = async (callSid: string): Promise<void> => {
    try {
      const said = await ask(callSid);
      if (said.recording === "left") recordingsLeft.push(callSid);
      if (said.live) live.push(callSid);
      else if (said.lines !== undefined) done.push({ callSid, lines: said.lines });
    } catch {
      failed.push(callSid);
    }
  };
  for (let from = 0; from < callSids.length; from += AT_ONCE)
    await Promise.all(callSids.slice(from, from + AT_ONCE).map(one));
  return { done, live, failed, recordingsLeft };
}
