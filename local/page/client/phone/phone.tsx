import { type RefObject, useState } from "react";
import type { PageSettings } from "../../wire.ts";
import { Icon, type IconName, Mark } from "../parts/icons.tsx";
import { agentTitle } from "../parts/wording.ts";
import { type CallView, isLive, speakingLine } from "../state/call-view.ts";
import type { Stack } from "../state/use-stack.ts";
import { CallHead } from "./call-head.tsx";
import { Composer } from "./composer.tsx";
import { DialForm, type Numbers } from "./dial-form.tsx";
import { Keypad } from "./keypad.tsx";
import { Transcript } from "./transcript.tsx";

export interface Switch {
  readonly supported: boolean;
  readonly on: boolean;
  readonly toggle: () => void;
}

interface PhoneProps {
  readonly stack: Stack;
  readonly settings: PageSettings;
  readonly calls: readonly CallView[];
  readonly call: CallView | undefined;
  readonly chooseCall: (callSid: string) => void;
  readonly numbers: Numbers;
  readonly setNumbers: (numbers: Numbers) => void;
  readonly dial: () => void;
  readonly showTrouble: () => void;
  readonly voice: Switch;
  readonly microphone: Switch;
  readonly keypad: Switch;
  readonly field: RefObject<HTMLInputElement>;
  readonly dialButton: RefObject<HTMLButtonElement>;
}

/** The caller's side. */
export function Phone(props: PhoneProps) {
  const { stack, settings, call, numbers, voice, microphone, keypad, field } = props;
  const [draft, setDraft] = useState("");
  const live = isLive(call);
  const again = call?.to === numbers.to;
  const company = stack.link === "open" ? call?.company : "nobody";
  // An announcement in the queue cannot be talked over.
  const agentSpeaks = company === "agent" && speakingLine(call) !== undefined;
  const answering = (to: string) =>
    settings.numbers.find(({ number }) => number === to) ?? settings.otherwise;
  const nameOf = ({ agent, to }: CallView): string =>
    agentTitle(agent ?? answering(to)?.agent ?? "the agent");
  const agent = answering(live ? call.to : numbers.to);
  const suggestions = agent?.suggestions ?? [];

  const say = (text: string): void => {
    if (live) stack.order({ do: "say", callSid: call.callSid, text });
  };
  const trySaying = (text: string): void => {
    if (live && company === "agent") return say(text);
    setDraft(text);
    if (!live) props.dial();
  };

  return (
    <section className="pane phone" aria-label="Phone">
      <CallHead {...props} nameOf={nameOf} />
      {call === undefined ? (
        <Welcome agent={agentTitle(agent?.agent ?? "the agent")} />
      ) : (
        <Transcript key={call.callSid} call={call} now={stack.now} />
      )}
      <div className="dock">
        {(!live || company === "agent") && <Suggestions texts={suggestions} choose={trySaying} />}
        {live ? (
          <>
            {(keypad.on || company === "queue") && (
              <Keypad press={(digits) => stack.order({ do: "press", callSid: call.callSid, digits })} />
            )}
            <Composer
              field={field}
              draft={draft}
              setDraft={setDraft}
              agentSpeaks={agentSpeaks}
              company={company ?? "nobody"}
              say={say}
            />
            <div className="controls">
              <Control
                icon={voice.on ? "sound" : "mute"}
                label="Voice"
                control={voice}
                missing="This browser cannot speak"
              />
              <Control
                icon="mic"
                label="Microphone"
                control={microphone}
                missing="This browser cannot recognise speech"
              />
              <Control icon="keypad" label="Keypad" control={keypad} missing="" />
              <button
                type="button"
                className="control hang-up"
                onClick={() => stack.order({ do: "hang_up", callSid: call.callSid })}
              >
                <span className="control-face">
                  <Icon name="hangUp" />
                </span>
                Hang up
              </button>
            </div>
          </>
        ) : (
          <DialForm {...props} again={again} />
        )}
      </div>
    </section>
  );
}

interface ControlProps {
  readonly icon: IconName;
  readonly label: string;
  readonly control: Switch;
  /** Why it is not to be had. */
  readonly missing: string;
}

function Control({ icon, label, control, missing }: ControlProps) {
  return (
    <button
      type="button"
      className="control"
      aria-pressed={control.on}
      disabled={!control.supported}
      title={control.supported ? undefined : missing}
      onClick={control.toggle}
    >
      <span className="control-face">
        <Icon name={icon} />
      </span>
      {label}
    </button>
  );
}

interface SuggestionsProps {
  readonly texts: readonly string[];
  readonly choose: (text: string) => void;
}

function Suggestions({ texts, choose }: SuggestionsProps) {
  if (texts.length === 0) return null;
  return (
    <ul className="chips" aria-label="Things to say">
      {texts.map((text) => (
        <li key={text}>
          <button type="button" className="chip" onClick={() => choose(text)}>
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Welcome({ agent }: { readonly agent: string }) {
  return (
    <div className="welcome">
      <Mark />
      <h2>Call {agent}</h2>
      <p>
        Press <b>Dial</b>, wait for the greeting, then talk: type, or use the microphone. You can interrupt at
        any time.
      </p>
      <p className="fine">Everything runs on this machine. No account, no charges.</p>
    </div>
  );
}
