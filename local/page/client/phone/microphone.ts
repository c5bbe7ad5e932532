/**
 * The Web Speech recogniser. TypeScript's `dom` library has no types for it; this is the part that is used.
 * Source: Web Speech API, "SpeechRecognition".
 */
interface Recogniser {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  onresult: ((event: RecogniserResult) => void) | null;
  onend: (() => void) | null;
  onerror: ((event: { readonly error: string }) => void) | null;
  start(): void;
  abort(): void;
}

interface RecogniserResult {
  readonly resultIndex: number;
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }> & { readonly isFinal: boolean }>;
}

export interface MicrophoneEvents {
  /** What was recognised of the utterance so far; `final` closes it. */
  heard(text: string, final: boolean): void;
  /** Recognition is over and will not come back by itself; the reason is for the person at the page. */
  failed(reason: string): void;
}

export interface Microphone {
  stop(): void;
}

const REASONS: Readonly<Record<string, string>> = {
  "not-allowed": "The browser does not allow the microphone. Allow it for this page, or type.",
  "service-not-allowed": "The browser does not allow speech recognition here. Type instead.",
  network: "The browser's speech recognition cannot be reached. Type instead.",
  "audio-capture": "No microphone was found. Type instead.",
  "language-not-supported": "The browser cannot recognise this language. Type instead.",
};

function recogniserClass(): (new () => Recogniser) | undefined {
  // Chromium and Safari have it under a prefix, Firefox not at all.
  const scope = window as unknown as Record<string, (new () => Recogniser) | undefined>;
  return scope.SpeechRecognition ?? scope.webkitSpeechRecognition;
}

export const canListen = (): boolean => recogniserClass() !== undefined;

/** Listens until it is stopped; browsers end recognition after a silence, so it is started again. */
export function listen(lang: string, on: MicrophoneEvents): Microphone {
  const Recogniser = recogniserClass();
  let over = Recogniser === undefined;
  if (Recogniser === undefined) {
    on.failed("This browser has no speech recognition. Type instead, or use Chrome, Edge or Safari.");
    return { stop: () => undefined };
  }
  const recogniser = new Recogniser();
  recogniser.lang = lang;
  recogniser.continuous = true;
  recogniser.interimResults = true;
  recogniser.onresult = ({ resultIndex, results }) => {
    let partial = "";
    for (let index = resultIndex; index < results.length; index += 1) {
      const result = results[index];
      const text = result?.[0]?.transcript ?? "";
      if (result?.isFinal) on.heard(text.trim(), true);
      else partial += text;
    }
    if (partial.trim()) on.heard(partial.trim(), false);
  };
  recogniser.onerror = ({ error }) => {
    // Silence and our own abort are not failures; `onend` follows and starts it again, or not.
    if (error === "no-speech" || error === "aborted" || over) return;
    over = true;
    on.failed(REASONS[error] ?? `Speech recognition stopped (${error}). Type instead.`);
  };
  recogniser.onend = () => {
    if (!over) recogniser.start();
  };
  recogniser.start();
  return {
    stop: () => {
      over = true;
      recogniser.abort();
    },
  };
}

/**
 * Whether the microphone only heard the agent's own voice from the loudspeaker: nearly all its words are among
 * those being spoken. Without headphones the agent would interrupt itself.
 */
export function isEcho(heard: string, spoken: string): boolean {
  const words = wordsOf(heard);
  if (words.length < 2) return false;
  const said = new Set(wordsOf(spoken));
  return words.filter((word) => said.has(word)).length / words.length >= 0.8;
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
