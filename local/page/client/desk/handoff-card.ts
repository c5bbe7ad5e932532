import { type HandoffView, handoffView } from "../../../../assets/flex/handoff-view.ts";
import { text } from "../../../../assets/flex/untrusted.ts";
import { present } from "../../../../worker/protocol/present.ts";

/** A task as a person reads it: who calls and, where it comes from an assistant, what the Flex plugin shows of it. */
export interface DeskCard {
  readonly title: string;
  readonly from?: string;
  readonly handoff?: HandoffView;
}

export function readCard(attributes: Readonly<Record<string, unknown>>): DeskCard {
  const from = text(attributes.from) ?? text(attributes.caller) ?? text(attributes.customerAddress);
  const handoff = handoffView(attributes);
  return present({
    title: text(attributes.name) ?? handoff?.identity?.name ?? from ?? "Unknown caller",
    from,
    handoff,
  });
}
