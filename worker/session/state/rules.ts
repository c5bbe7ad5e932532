import type { LanguagePack } from "../../language/pack.ts";
import type { CallLanguages } from "../../protocol/relay/call-languages.ts";
import type { HandOffSettings } from "../../protocol/routing/hand-off-settings.ts";
import type { HandOffRequest } from "./hand-off-request.ts";
import type { RecordingSettings, Settings } from "./settings.ts";

/** A call that the model has made, and what its arguments may stand for. */
export interface ToJudge {
  readonly callSid: string;
  /** Whether the caller has a number: see `CallFacts`. */
  readonly from: string;
  readonly name: string;
  /** JSON, as the model wrote it. */
  readonly arguments: string;
  /** Values keyed in secure mode; the model knows only their placeholders. */
  readonly vault: Readonly<Record<string, string>>;
}

/** What is known of a tool call before it runs. Judging one is pure. */
export type Verdict =
  /** Not run: `output` tells the model why. */
  | { readonly kind: "refused"; readonly output: string }
  | {
      readonly kind: "runnable";
      /** The same for the same tool and arguments on this call: the idempotency key. */
      readonly key: string;
      readonly deadlineMs: number;
      readonly sideEffect: boolean;
      readonly background: boolean;
      /** What the caller has to agree to before it may run. */
      readonly readBack: string | undefined;
      readonly filler: string | undefined;
      /** What it does, for a person: "Looked up order 1042". */
      readonly title: string;
    }
  | { readonly kind: "end_call" }
  | {
      readonly kind: "hand_off";
      /** Its place is one of the agent's. */
      readonly request: HandOffRequest;
      /** It names a place that there is not: what the model is told. */
      readonly misplaced?: string;
    }
  | { readonly kind: "change_language"; readonly language: string; readonly onlyThisReply: boolean }
  | {
      readonly kind: "collect_digits";
      readonly purpose: string;
      readonly length: number | undefined;
      readonly secure: boolean;
    };

export type Runnable = Extract<Verdict, { kind: "runnable" }>;
/** Something that an agent names as not to be kept: see `conceal` in its definition. */
export interface Secret {
  /** What stands in its place. */
  readonly shown: string;
  /** It has check digits, so that two numbers that follow each other are hardly ever one by chance. */
  readonly checked: boolean;
  /** There is none in a text without a number. */
  readonly hasFigures: boolean;
  /** Whether a text speaks of it. */
  readonly isNamed: (text: string) => boolean;
  /** Where it is in a text, in order; more passes for one that was named. Pure. */
  readonly find: (
    text: string,
    isNamed: boolean,
  ) => readonly { readonly from: number; readonly to: number }[];
}

/** Who answers a call, by the names that the operator knows them by. */
export interface Running {
  readonly agent: string;
  /** Which version of it, 0 for the code. */
  readonly agentVersion: number;
  /** The main model's name. */
  readonly model: string;
  /** Cloudflare's id of the Worker's version. */
  readonly version: string;
  /** What the code was built from, such as a commit. */
  readonly release: string;
}

/** All that `step` knows of the agent that answers this call. */
export interface Rules {
  readonly settings: Settings;
  /** With its placeholders: see `greetingFor`. */
  readonly greeting: string;
  /** Whether anybody is asked who is calling. */
  readonly looksUpCaller: boolean;
  readonly handOff: Pick<
    HandOffSettings,
    "hours" | "places" | "whenClosed" | "whenNobodyFree" | "whenUnknown" | "longestWaitS"
  >;
  /** Whether calls are recorded, and how the caller is told; undefined where they are not. */
  readonly recording: RecordingSettings | undefined;
  /** What the call starts in, what it can be in, and whether it follows the caller. */
  readonly languages: CallLanguages;
  readonly pack: (language: string) => LanguagePack;
  readonly judge: (call: ToJudge) => Verdict;
  readonly secrets: readonly Secret[];
  /** Signed link to the full transcript, for the person who takes over. */
  readonly record: { readonly url: string; readonly expiresAt: number } | undefined;
  readonly running: Running;
}

/** What is known of the agent's languages, and of English, which callers try everywhere. */
export const packsOf = ({ languages, pack }: Pick<Rules, "languages" | "pack">): readonly LanguagePack[] => [
  ...new Set([...languages.offered, "en"].map(pack)),
];
