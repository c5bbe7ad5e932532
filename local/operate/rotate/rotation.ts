import type { FoundVariables, Variables } from "../../setup/variables.ts";
import type { Cloudflare } from "../cloudflare.ts";
import type { Environment } from "../environments.ts";
import type { InstallationRecord, RotationRecord } from "../record.ts";

/** What a rotation is: of which secret, its phases, and what each of them is handed. */

export const ROTATIONS = ["auth-token", "api-key", "openai-key"] as const;
export type Rotation = (typeof ROTATIONS)[number];

/** How one of them is exchanged. */
export interface Secret {
  /** What changes in the files. */
  readonly names: readonly string[];
  /**
   * How long the old value is in use once the new one is; milliseconds.
   *
   * @default as long as calls may go on that began with it
   */
  readonly inUseMs?: (record: InstallationRecord, found: FoundVariables) => Promise<number>;
  readonly phases: readonly Phase[];
  /** In the plan, below the phases: what others have to do. */
  readonly others?: (environment: Environment, found: FoundVariables) => Promise<readonly string[]>;
}

export interface Phase {
  readonly name: string;
  /** In the plan: what it does, and how long it takes. */
  readonly says: string;
  /** Begins only when nothing goes by the old value any more, counted from the phase before. */
  readonly waits?: true;
  /** With it done the Worker has what stands in the file. */
  readonly sends?: true;
  /** Absent where there is nothing to do but to note it, or a person does it. */
  readonly run?: (rotating: Rotating) => Promise<void>;
  /** What the record holds of it for the phases behind it. */
  readonly notes?: (rotating: Rotating) => Partial<RotationRecord>;
}

export interface Rotating {
  readonly environment: Environment;
  readonly record: InstallationRecord;
  /** As far as it is by the record. */
  readonly going: RotationRecord | undefined;
  readonly cloudflare: Cloudflare;
  readonly variables: Variables;
  readonly replace: () => Promise<boolean>;
  readonly say: (line: string) => void;
  readonly ask: (question: string) => Promise<string>;
  /** Writes each into the file where it stands, else into that of secrets, and reads from there on. */
  readonly keep: (values: Readonly<Record<string, string>>) => Promise<void>;
  readonly kept: (name: string) => string;
}
