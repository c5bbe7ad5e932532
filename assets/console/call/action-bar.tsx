import { type FormEvent, useState } from "react";
import { ACTION_REFUSALS, type Action, MAX_ACTION_CHARS } from "../../../worker/protocol/console/actions.ts";
import { act, Refused } from "../net/api.ts";
import { Choice } from "../parts/bits.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Icon } from "../parts/icons.tsx";

interface ActionBarProps {
  readonly callSid: string;
  readonly muted: boolean;
  /** Its line is gone: the caller hears nothing. */
  readonly lost: boolean;
  /** Called after an action was taken. */
  readonly done: () => void;
}

interface Trial {
  readonly of: Action;
  readonly refused?: string;
}

/** What an operator can do to a call that goes on. A refusal is told where it was asked for. */
export function ActionBar({ callSid, muted, lost, done }: ActionBarProps) {
  const [mode, setMode] = useState<"say" | "whisper">("say");
  const [text, setText] = useState("");
  const [asking, setAsking] = useState<"hand_over" | "end">();
  const [trial, setTrial] = useState<Trial>();
  const busy = trial !== undefined && trial.refused === undefined;

  const attempt = async (action: Action, words?: string): Promise<boolean> => {
    setTrial({ of: action });
    try {
      await act(callSid, { do: action, ...(words === undefined ? {} : { text: words }) });
      setTrial(undefined);
      done();
      return true;
    } catch (error) {
      setTrial({ of: action, refused: error instanceof Refused ? error.message : String(error) });
      return false;
    }
  };
  const unheard = lost && mode === "say";
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const words = text.trim();
    if (words !== "" && !unheard && (await attempt(mode, words))) setText("");
  };
  const why = (...of: readonly Action[]) =>
    trial?.refused !== undefined && of.includes(trial.of) ? <Refusal words={trial.refused} /> : null;

  return (
    <section className="actions" aria-label="Act on this call">
      <form className="say" onSubmit={(event) => void send(event)}>
        <Choice
          label="What happens with the words"
          options={[
            ["say", "Say"],
            ["whisper", "Whisper"],
          ]}
          value={mode}
          choose={setMode}
        />
        <p className="fine say-hint">
          {mode === "say"
            ? muted
              ? "You type for the agent: the caller hears it."
              : "The agent says it to the caller, word for word."
            : "The agent is told, and the caller is not."}
        </p>
        <div className="say-line">
          <input
            aria-label={mode === "say" ? "Words to say" : "Words to whisper to the agent"}
            placeholder={mode === "say" ? "Say to the caller…" : "Tell the agent…"}
            maxLength={MAX_ACTION_CHARS}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <button type="submit" className="button primary" disabled={busy || unheard || text.trim() === ""}>
            {mode === "say" ? "Say" : "Whisper"}
          </button>
        </div>
        {unheard ? <Refusal words={ACTION_REFUSALS.line_lost} /> : why("say", "whisper")}
      </form>
      <div className="act-line">
        <button
          type="button"
          className="button"
          aria-pressed={muted}
          disabled={busy}
          onClick={() => void attempt(muted ? "unmute" : "mute")}
        >
          <Icon name={muted ? "sound" : "mute"} />
          {muted ? "Unmute" : "Mute"}
        </button>
        <button
          type="button"
          className="button person"
          disabled={busy}
          onClick={() => setAsking("hand_over")}
        >
          <Icon name="person" />
          Hand over
        </button>
        <button
          type="button"
          className="button danger"
          disabled={busy || lost}
          onClick={() => setAsking("end")}
        >
          <Icon name="hangUp" />
          End
        </button>
      </div>
      {why("mute", "unmute", "hand_over", "end")}
      {asking !== undefined && (
        <Dialog
          title={asking === "end" ? "End this call?" : "Hand this call over now?"}
          close={() => setAsking(undefined)}
        >
          <p>
            {asking === "end"
              ? "The agent says goodbye, and the line is closed. This cannot be undone."
              : "The agent says so to the caller once it has finished its sentence, and the caller goes to a person with all that is known so far."}
          </p>
          <div className="dialog-end">
            <button type="button" className="button" onClick={() => setAsking(undefined)}>
              Cancel
            </button>
            <button
              type="button"
              className={asking === "end" ? "button solid-danger" : "button primary"}
              onClick={() => {
                setAsking(undefined);
                void attempt(asking);
              }}
            >
              {asking === "end" ? "End the call" : "Hand over now"}
            </button>
          </div>
        </Dialog>
      )}
    </section>
  );
}

function Refusal({ words }: { readonly words: string }) {
  return (
    <p className="refusal" role="alert">
      <Icon name="warning" />
      {words}
    </p>
  );
}
