import type { Outside } from "../../agent/outside.ts";
import type { Clock, Log } from "../../ports.ts";
import type { TextAnswer, TextToCount } from "../../protocol/console/call-note.ts";
import { sign } from "../../protocol/signed/signed.ts";

/** The tool waits, and the caller with it. */
const ANSWER_MS = 500;
const LABEL = "baton text count";

interface TextCounterPorts {
  /** Undefined where no ledger is bound. */
  readonly ledger: () => { readonly countText: (text: TextToCount) => Promise<TextAnswer> } | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** The number's digest is keyed with it: while it is rotated the count begins anew. */
  readonly token: string;
}

/** Counts text messages over all calls of a caller, by the ledger. Where that does not answer, they are sent. */
export const textCounter =
  ({ ledger, clock, log, token }: TextCounterPorts): Outside["countText"] =>
  async ({ call }, atMost) => {
    const there = ledger();
    const notCounted = (why: string, ...cause: [unknown?]) => {
      log("limit.not_counted", { limit: "texts_of_day", why }, ...cause);
      return true;
    };
    if (call.from === "") return true; // withheld: no text goes there
    if (!there) return notCounted("no_ledger");
    const { promise: tooLate, resolve } = Promise.withResolvers<"no_answer">();
    const cancel = clock.after(ANSWER_MS, () => resolve("no_answer"));
    const asked = async () => there.countText({ who: await sign(token, LABEL, call.from), atMost });
    try {
      const answer = await Promise.race([asked(), tooLate]);
      if (answer === "no_answer") return notCounted(answer);
      return "ok" in answer ? !answer.isBeyond : notCounted(answer.error);
    } catch (cause) {
      return notCounted("fault", cause);
    } finally {
      cancel();
    }
  };
