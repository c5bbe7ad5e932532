import { readdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type InstallationRecord, readRecord, writeRecord } from "../../operate/record.ts";

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
  const placeOf = (name: string) => ({ name, record: resolve(folder, `.baton/${name}.json`) });
  const place = placeOf(env);
  return {
    name: `.baton/${env}.json`,
    read: () => readRecord(place),
    async write(parts) {
      // Read anew: a deploy writes its own parts in between.
      const now = await readRecord(place);
      const setup = { ...now.setup, ...parts.setup };
      await writeRecord(place, { ...now, ...parts, ...(Object.keys(setup).length > 0 && { setup }) });
    },
    async others() {
      const files = await readdir(dirname(place.record)).catch(() => []);
      const names = files.flatMap((file) => /^([a-z][a-z0-9-]*)\.json$/.exec(file)?.[1] ?? []);
      const others = names.filter((name) => name !== env).map((name) => readRecord(placeOf(name)));
      return (await Promise.allSettled(others)).flatMap((each) =>
        each.status === "fulfilled" ? [each.value] : [],
      );
    },
  };
}
