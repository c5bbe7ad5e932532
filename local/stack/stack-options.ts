import type { ModelApi } from "../../worker/protocol/model-api.ts";
import type { TwilioOptions } from "../twilio/index.ts";

export interface StackOptions {
  /** People and Twilio's own delays, times faster than life. @default 1 */
  readonly speechRate?: number;
  readonly settings?: TwilioOptions["settings"];
  /** Another OpenAI-compatible server instead of the practice model, such as a test's scripted model. */
  readonly modelUrl?: string;
  readonly api?: ModelApi;
  /** The practice model's pace. */
  readonly modelPace?: { readonly firstTokenMs: number; readonly tokenMs: number };
  /** Lines the Worker and the Functions write. */
  readonly onLine?: (from: "worker" | "functions" | "model", line: string) => void;
  /** Also tell as events what the agent asks of the model, which tools it calls, and what it decides. @default false */
  readonly record?: boolean;
  /** Follow edits of the agents, and put them in between two calls. @default false */
  readonly watch?: boolean;
  /** Reuse `.local/` as it is; not with other `agents`. */
  readonly prebuilt?: boolean;
  /**
   * Path of another agents module for both units, such as `my/agents.ts`, from the root or absolute: its default
   * export is what `defineAgents` returns. @default "agents/index.ts"
   */
  readonly agents?: string;
  /** Folders of other releases, whole with packages, that a unit is run from instead of this one. */
  readonly releases?: { readonly worker?: string; readonly functions?: string };
  /** What the developer has set, for both units. Nothing else of the environment counts. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Workflows that exist beside the usual one. @default any, so that an agent may name its own */
  readonly workflows?: readonly string[];
  /** `WORKFLOW_SID` of both units. @default the usual one */
  readonly workflowSid?: string;
}
