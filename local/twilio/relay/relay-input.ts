import type { Stack } from "../stack.ts";
import type { Recognised } from "./caller-speech.ts";
import { covers } from "./playback.ts";
import type { RelayConfig } from "./relay-config.ts";
import type { RelayLine } from "./relay-line.ts";
import type { Languages, RelayOutput } from "./relay-output.ts";

export interface RelayInput {
  recognised(heard: Recognised): void;
  pressed(digit: string): void;
  /** A sound that is taken for speech and comes to nothing. */
  coughed(): void;
  /** The caller is within an utterance. */
  readonly talking: boolean;
}

interface InputOptions {
  readonly stack: Stack;
  readonly config: RelayConfig;
  readonly languages: Languages;
  readonly line: RelayLine;
  readonly output: () => RelayOutput;
  readonly whenPrompted: () => void;
}

const SPLIT_MS = 300;

/** What the caller says and presses, made frames, in the recorded order where it barges in. */
export function createRelayInput({
  stack,
  config,
  languages,
  line,
  output,
  whenPrompted,
}: InputOptions): RelayInput {
  const { settings, faults } = stack;
  let talking = false;
  /** Something of this utterance was told to the app, so the rest is as well. */
  let told = false;

  function startTalking(): void {
    if (talking) return;
    talking = true;
    line.info("clientSpeaking", "on");
  }

  function stopTalking(): void {
    talking = false;
    told = false;
    line.info("clientSpeaking", "off");
  }

  /** `tokensPlayed` with the fragment, then `interrupt`; `agentSpeaking off` is left to the caller of this. */
  function interrupt(by: "speech" | "dtmf"): boolean {
    const cut = output().interrupt(by);
    if (!cut) return false;
    const durationUntilInterruptMs = faults.stringDurations ? String(cut.elapsedMs) : cut.elapsedMs;
    line.send({ type: "interrupt", utteranceUntilInterrupt: cut.heard, durationUntilInterruptMs });
    return true;
  }

  function prompt(voicePrompt: string, last: boolean): void {
    line.send({ type: "prompt", voicePrompt, lang: promptLanguage(config, languages), last });
  }

  function finalPrompt(text: string): void {
    const [first, second] = faults.splitFinals ? halves(text) : [text];
    prompt(first, true);
    whenPrompted();
    if (second) stack.speech.after(SPLIT_MS, () => prompt(second, true));
  }

  return {
    recognised({ kind, text }) {
      const overAgent = output().playback.speaking;
      const backchannel =
        overAgent && config.ignoreBackchannel && settings.backchannels.includes(plain(text));
      startTalking();
      const loud = text.trim().length >= settings.bargeInChars[config.sensitivity];
      const interrupted = loud && !backchannel && interrupt("speech");
      told ||= !backchannel && (interrupted || !overAgent || covers(config.reportInput, "speech"));
      if (kind === "partial" && told && config.partialPrompts) prompt(text, false);
      if (interrupted) line.info("agentSpeaking", "off");
      if (kind !== "final") return;
      const due = told && text.trim() !== "";
      stopTalking();
      if (due) finalPrompt(text);
    },
    pressed(digit) {
      if (!config.dtmfDetection) return;
      const { playback } = output();
      const silent = !playback.speaking;
      if (!silent && !playback.mayInterrupt("dtmf") && !covers(config.reportInput, "dtmf")) return;
      line.send({ type: "dtmf", digit });
      if (interrupt("dtmf")) line.info("agentSpeaking", "off");
    },
    coughed() {
      if (talking || !output().playback.mayInterrupt("speech")) return;
      startTalking();
      if (interrupt("speech")) line.info("agentSpeaking", "off");
      stopTalking();
    },
    get talking() {
      return talking;
    },
  };
}

/** Recorded: `en` with flux although the language is `en-US`; documented: the primary subtag with `multi`. */
function promptLanguage(config: RelayConfig, languages: Languages): string {
  if (languages.stt === "multi") return "en";
  return config.speechModel === "flux" ? (languages.stt.split("-")[0] ?? languages.stt) : languages.stt;
}

/** Cuts at a space near the middle; a single word stays whole. */
function halves(text: string): readonly [string, string?] {
  const at = text.indexOf(" ", Math.floor(text.length / 2) - 1);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s'-]/gu, "")
    .trim();
