import { useMemo, useState } from "react";
import type { AgentDetail } from "../../../worker/protocol/console/agents.ts";
import type { DraftKeeper, Kept } from "../logic/draft-keeper.ts";
import { differences } from "../logic/edit.ts";
import { many } from "../logic/format.ts";
import { publish } from "../net/agents-api.ts";
import { Refused } from "../net/api.ts";
import { Confirm } from "../parts/confirm.tsx";
import { SOURCE_WORDS, versionName } from "./agents-view.tsx";

type Whom = "all" | "share" | "numbers";

const WHOM: readonly (readonly [Whom, string])[] = [
  ["all", "All calls"],
  ["share", "A share of calls"],
  ["numbers", "Named numbers"],
];

/** E.164 */
const NUMBER = /^\+[1-9]\d{6,14}$/;

interface PublishDialogProps {
  readonly detail: AgentDetail;
  readonly kept: Kept;
  readonly keeper: DraftKeeper;
  readonly close: () => void;
  /** The draft is a version now. */
  readonly done: () => void;
}

/** Makes the draft a version, for all or for some. */
export function PublishDialog({ detail, kept, keeper, close, done }: PublishDialogProps) {
  const { name, code, published, source, rollout } = detail;
  const [whom, setWhom] = useState<Whom>("all");
  const [share, setShare] = useState(10);
  const [text, setText] = useState("");
  const [note, setNote] = useState("");
  const changes = useMemo(() => differences(code, published, kept.edit), [code, published, kept.edit]);
  const numbers = text.split(/[\s,;]+/).filter((number) => number !== "");
  const wrong = numbers.find((number) => !NUMBER.test(number));
  const live = versionName(detail.live?.version ?? 0).toLowerCase();
  const run = async (): Promise<void> => {
    if (!(await keeper.save())) throw new Refused(0, "The draft is not saved yet. Close this, and see why.");
    const { revision, faults } = keeper.kept();
    if (faults.length > 0) throw new Refused(422, "The draft has faults. Close this, and see them.");
    await publish(name, {
      revision,
      ...(note.trim() === "" ? {} : { note: note.trim() }),
      ...(whom === "share" ? { share: share / 100 } : {}),
      ...(whom === "numbers" ? { share: 0, numbers } : {}),
    });
    done();
  };
  return (
    <Confirm
      title="Publish the draft?"
      does={whom === "all" ? "Publish to all calls" : "Begin the rollout"}
      close={close}
      run={run}
      isReady={whom !== "numbers" || (numbers.length > 0 && wrong === undefined)}
    >
      <p>
        {changes.length === 0
          ? "It says what answers now."
          : `${many(changes.length, "field differs", "fields differ")} from what answers now: ${changes
              .slice(0, 6)
              .map((change) => change.name)
              .join(", ")}${changes.length > 6 ? " and more" : ""}.`}{" "}
        The next call has it within 10 seconds; calls that go on keep the version they began with.
      </p>
      <fieldset className="whom">
        <legend className="field-label">Who is answered by it</legend>
        {WHOM.map(([value, words]) => (
          <label key={value} className="radio">
            <input type="radio" name="whom" checked={whom === value} onChange={() => setWhom(value)} />
            {words}
          </label>
        ))}
        {whom === "share" && (
          <label className="share">
            <input
              type="range"
              min={1}
              max={99}
              value={share}
              aria-label="Share of calls, percent"
              onChange={({ target }) => setShare(Number(target.value))}
            />
            <output>{share}%</output>
          </label>
        )}
        {whom === "numbers" && (
          <label>
            <span className="fine">Called or calling, each such as +15550100010</span>
            <textarea
              rows={2}
              aria-label="Numbers"
              aria-invalid={wrong !== undefined}
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
            {wrong !== undefined && (
              <span className="refusal">{wrong} is no number with its country code.</span>
            )}
          </label>
        )}
      </fieldset>
      {whom !== "all" && <p className="fine">All others are answered by {live}, as now.</p>}
      {rollout !== undefined && <p className="fine">The rollout of version {rollout.version} ends.</p>}
      {source !== undefined && (
        <p className="fine">
          {SOURCE_WORDS[source]} writes this agent too: what it says next takes the place of this.
        </p>
      )}
      <label className="note">
        <span className="field-label">Note</span>
        <input
          type="text"
          maxLength={200}
          placeholder="What is new, for who looks later"
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
      </label>
    </Confirm>
  );
}
