import { type FormEvent, type RefObject, useEffect, useState } from "react";
import type { Company } from "../state/call-view.ts";

interface ComposerProps {
  readonly field: RefObject<HTMLInputElement>;
  readonly draft: string;
  readonly setDraft: (text: string) => void;
  readonly agentSpeaks: boolean;
  readonly company: Company;
  readonly say: (text: string) => void;
}

const PLACEHOLDERS: Readonly<Record<Company, string>> = {
  nobody: "Nobody is listening yet…",
  agent: "Say something…",
  queue: "On hold: only keys work",
  person: "The person cannot hear you type",
};

/** Where a caller without a microphone speaks. Over the agent's words it barges in, and says so. */
export function Composer({ field, draft, setDraft, agentSpeaks, company, say }: ComposerProps) {
  const [said, setSaid] = useState("");
  const enabled = company === "agent";
  // Where nobody listens, keys are the phone's and not the field's.
  useEffect(() => {
    if (enabled) field.current?.focus();
    else field.current?.blur();
  }, [enabled, field]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const text = draft.trim();
    if (text === "" || !enabled) return;
    say(text);
    setSaid(text);
    setDraft("");
  };
  const placeholder = agentSpeaks ? "Talk over the agent…" : PLACEHOLDERS[company];
  return (
    <form className="composer" onSubmit={submit}>
      <input
        ref={field}
        value={draft}
        aria-label="What you say"
        placeholder={placeholder}
        autoComplete="off"
        maxLength={2_000}
        disabled={!enabled}
        onChange={({ target }) => setDraft(target.value)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowUp" || draft !== "" || said === "") return;
          event.preventDefault();
          setDraft(said);
        }}
      />
      <button
        type="submit"
        className={`button ${agentSpeaks ? "barge" : "say"}`}
        disabled={!enabled || draft.trim() === ""}
      >
        {agentSpeaks ? "Barge in" : "Say"}
      </button>
    </form>
  );
}
