import { resolve } from "node:path";
import {
  type InstallationRecord,
  otherInstallations,
  readRecord,
  writeRecord,
} from "../../operate/record.ts";

/** An installation's record, as the setup reads and writes it: a part at a time. */
export interface RecordFile {
  /** As it is shown. */
  readonly name: string;
  readonly read: () => Promise<InstallationRecord>;
  /** Puts these parts in the place of what was there, at once; within `setup`, each by itself. */
  readonly write: (parts: Partial<InstallationRecord>) => Promise<void>;
  /** The same of the other installations in this folder, as far as they can be read. */
  readonly others: () => Promise<readonly InstallationRecord[]>;
}

/** `.baton/NAME.json` in a folder. Its methods throw an Error where what stands there cannot be read. */
export function recordFile(folder: string, env: string): RecordFile {
  const place = { name: env, record: resolve(folder, `.baton/${env}.json`) };
  return {
    name: `.baton/${env}.json`,
    read: () => readRecord(place),
    async write(parts) {
      // Read anew: a deploy writes its own parts in between.
      const now = await readRecord(place);
      const setup = { ...now.setup, ...parts.setup };
      await writeRecord(place, { ...now, ...parts, ...(Object.keys(setup).length > 0 && { setup }) });
    },
    others: () => otherInstallations(place),
  };
}
