import { concealer } from "../../session/account/concealment.ts";
import type { CallState } from "../../session/state/call-state.ts";
import type { Rules } from "../../session/state/rules.ts";
import type { Settings } from "../../session/state/settings.ts";
import type { Outside } from "../outside.ts";

interface Texting {
  readonly state: () => CallState;
  /** One more was sent, or tried to be. */
  readonly counted: () => void;
  readonly secrets: Rules["secrets"];
  readonly limits: Pick<Settings["limits"], "maxTexts" | "maxTextsADay">;
  readonly outside: Pick<Outside, "log" | "textCaller" | "countText">;
}

/** Counted before it is sent: tools run side by side, and one that fails may have arrived all the same. */
export async function sendText(
  { state, counted, secrets, limits, outside }: Texting,
  body: string,
  signal: AbortSignal,
): Promise<{ readonly sid: string }> {
  const { maxTexts, maxTextsADay } = limits;
  if (state().tools.texts >= maxTexts) {
    outside.log("limit.reached", { limit: "texts" });
    throw new Error(`Not sent: a call may send ${maxTexts} text messages. Offer the caller a person.`);
  }
  counted();
  if (!(await outside.countText(state(), maxTextsADay))) {
    outside.log("limit.reached", { limit: "texts_of_day" });
    throw new Error(
      `Not sent: a caller may be sent ${maxTextsADay} text messages a day. Offer them a person.`,
    );
  }
  const conceal = concealer(state().keypad.vault, secrets);
  try {
    return await outside.textCaller(state(), conceal(body), signal);
  } catch (cause) {
    if (!signal.aborted) outside.log("text.not_sent", {}, cause);
    throw cause;
  }
}
