import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { broken, foldTrial, NO_TRIAL, said, type TrialScene } from "../logic/trial.ts";
import { openTrial, type TrialLink, type Tried } from "../net/trial-link.ts";
import { Choice } from "../parts/bits.tsx";
import { Icon } from "../parts/icons.tsx";
import { CasesPanel } from "./cases-panel.tsx";
import { TrialLineView } from "./trial-lines.tsx";

const KEYS = [..."123456789*0#"];

export interface TrialPanelProps {
  readonly agent: string;
  /** What would be tried now, in words: "the draft". */
  readonly what: string;
  /** Saves what is typed, and says what is to be tried; undefined where that cannot be yet. */
  readonly prepare: () => Promise<Tried | undefined>;
  /** What is tried, as it is written: a publication changes nothing of it. */
  readonly edition: string;
  readonly close: () => void;
}

/** A conversation with the agent by text, and its cases. Nobody is called or texted. */
export function TrialPanel(props: TrialPanelProps) {
  const [tab, setTab] = useState<"talk" | "cases">("talk");
  return (
    <>
      <header className="trial-head">
        <h2>Try it</h2>
        <Choice
          label="How it is tried"
          options={[
            ["talk", "Talk"],
            ["cases", "Cases"],
          ]}
          value={tab}
          choose={setTab}
        />
        <button type="button" className="tool trial-close" aria-label="Close" onClick={props.close}>
          <Icon name="close" />
        </button>
      </header>
      {/* Both stay: a conversation is not over because somebody looks at the cases. */}
      <div className="trial-tab" hidden={tab !== "talk"}>
        <Talk {...props} />
      </div>
      <div className="trial-tab" hidden={tab !== "cases"}>
        <CasesPanel {...props} />
      </div>
    </>
  );
}

function Talk({ agent, what, prepare, edition }: TrialPanelProps) {
  const [scene, setScene] = useState<TrialScene>();
  const [begun, setBegun] = useState<string>();
  const [text, setText] = useState("");
  const [withKeys, setWithKeys] = useState(false);
  const link = useRef<TrialLink>();
  /** Counts what was begun, and the end of it all: of two that begin at once the later is the one. */
  const latest = useRef(0);
  const lines = useRef<HTMLOListElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(
    () => () => {
      latest.current += 1;
      link.current?.close();
    },
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each line
  useLayoutEffect(() => {
    lines.current?.scrollTo(0, lines.current.scrollHeight);
  }, [scene]);

  const start = async (): Promise<void> => {
    link.current?.close();
    setScene(NO_TRIAL);
    latest.current += 1;
    const own = latest.current;
    const tried = await prepare();
    if (own !== latest.current) return;
    if (tried === undefined) {
      setScene(
        foldTrial(NO_TRIAL, {
          type: "refused",
          error: "unsaved",
          hint: "The draft is not saved yet: see why above, then start again.",
        }),
      );
      return;
    }
    setBegun(edition);
    link.current = openTrial(agent, tried, {
      news: (news) => setScene((before = NO_TRIAL) => foldTrial(before, news)),
      gone: () => setScene((before = NO_TRIAL) => broken(before)),
    });
    input.current?.focus();
  };
  const isGoing = scene?.is === "going";
  const say = (): void => {
    const words = text.trim();
    if (words === "" || !isGoing) return;
    link.current?.send({ type: "say", text: words });
    setScene((before = NO_TRIAL) => said(before, words));
    setText("");
  };
  const press = (digit: string): void => {
    link.current?.send({ type: "press", digit });
    setScene((before = NO_TRIAL) => said(before, digit));
  };

  if (scene === undefined)
    return (
      <div className="trial-begin">
        <p>
          Talk with {what} by text. Model and tools are those of a call; nobody is called, texted or put in
          line.
        </p>
        <button type="button" className="button primary" onClick={() => void start()}>
          <Icon name="play" />
          Start
        </button>
      </div>
    );
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard */}
      <ol className="trial-lines" ref={lines} aria-label="Conversation" aria-live="polite" tabIndex={0}>
        {scene.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines only grow
          <TrialLineView key={index} line={line} />
        ))}
      </ol>
      <div className="trial-foot">
        {scene.is === "over" || begun !== edition ? (
          <p className="fine">
            {scene.is === "over"
              ? "It is over."
              : `This is still with what there was before: ${what} has changed.`}
          </p>
        ) : null}
        {withKeys && (
          <fieldset className="keypad" aria-label="Keypad">
            {KEYS.map((key) => (
              <button
                key={key}
                type="button"
                className="button"
                disabled={!isGoing}
                aria-label={`Press ${key}`}
                onClick={() => press(key)}
              >
                {key}
              </button>
            ))}
          </fieldset>
        )}
        <form
          className="say-line"
          onSubmit={(event) => {
            event.preventDefault();
            say();
          }}
        >
          <input
            ref={input}
            type="text"
            aria-label="What you say"
            placeholder={isGoing ? "Say something" : ""}
            maxLength={1_000}
            autoComplete="off"
            readOnly={!isGoing}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <button type="submit" className="button" disabled={!isGoing}>
            Say
          </button>
        </form>
        <div className="trial-tools">
          <button
            type="button"
            className="button small ghost"
            aria-pressed={withKeys}
            onClick={() => setWithKeys(!withKeys)}
          >
            Keypad
          </button>
          {isGoing && (
            <button
              type="button"
              className="button small ghost"
              onClick={() => link.current?.send({ type: "hang_up" })}
            >
              Hang up
            </button>
          )}
          <button type="button" className="button small" onClick={() => void start()}>
            Start again
          </button>
        </div>
      </div>
    </>
  );
}
