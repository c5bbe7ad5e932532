import type { Variables } from "../../setup/variables.ts";
import type { Cloudflare } from "../cloudflare.ts";
import type { Environment } from "../environments.ts";
import type { InstallationRecord, RotationRecord } from "../record.ts";

/** What a rotation is: of which secret, its phases, and what each of them is handed. */

export const ROTATIONS = ["auth-token", "api-key", "openai-key"] as const;
export type Rotation = (typeof ROTATIONS)[number];

export interface Phase {
  readonly name: string;
  /** In the plan: what it does, and how long it takes. */
  readonly says: string;
  /** How long after the phase before; milliseconds. */
  readonly waitMs?: number;
  /** With it done the Worker has what stands in the file. */
  readonly sends?: true;
  readonly run: (rotating: Rotating) => Promise<Partial<RotationRecord> | undefined>;
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
