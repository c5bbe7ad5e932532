import type { Conversation } from "../agent/conversation.ts";
import type { PersonNews } from "../protocol/console/person-news.ts";
import { personIn } from "../session/account/timeline/timeline.ts";
import { storable } from "../session/state/call-state.ts";
import type { CallStore } from "./call-store.ts";
import type { CallTelling, Part } from "./ledger/call-telling.ts";

/**
 * What becomes of a call after its hand-off, as the Functions tell it: into its timeline for as long as that is kept, and
 * once the person's part is over into its row, which outlives it. It keeps nothing any longer.
 */
export function personTold({ conversation, store, telling }: OfCall, news: PersonNews): void {
  if (!conversation) {
    if (news.what === "left") telling.personLeft(timesIn(news));
    return;
  }
  const marks = conversation.person(news);
  const { state, record, timeline } = conversation;
  if (marks) {
    store.save(storable(state), marks);
    store.keepRecord(record);
    const { isOver, ...times } = personIn(timeline);
    if (isOver) telling.personLeft(times);
  }
  const part = partNow(conversation);
  if (part) telling.withPerson(state, part);
}

/** What goes on in its person's part; undefined of a call that is over, or that the agent has. */
function partNow({ state: { phase }, timeline }: Conversation): Part | undefined {
  if (phase.name !== "ended" || phase.cause !== "handed_off") return undefined;
  const last = timeline.bars.findLast(({ lane }) => lane === "person");
  if (!last || last.to !== undefined) return undefined;
  return { part: last.what === "talking" ? "talking" : "waiting", since: last.from };
}

interface OfCall {
  /** Undefined where nothing is kept of it. */
  readonly conversation: Conversation | undefined;
  readonly store: CallStore;
  readonly telling: CallTelling;
}

/** Where nothing else is known of the call any more. */
const timesIn = ({ at, seconds, talkingSince }: PersonNews) => ({
  ...(seconds !== undefined && { waitedMs: seconds * 1_000 }),
  ...(talkingSince !== undefined && { talkedMs: at - talkingSince }),
});
