import { DEFAULT_ENVIRONMENT } from "../operate/environments.ts";
import { hostOf, type InstallationRecord } from "../operate/record.ts";
import { recordFile } from "../setup/wizard/record.ts";
import { root } from "../stack/agents-build.ts";

/** The installations that this machine knows of: an account may hold several, and each sees the others' parts. */

/** Those in `.baton/` that can be read. */
export async function recordsHere(): Promise<readonly InstallationRecord[]> {
  const file = recordFile(root, DEFAULT_ENVIRONMENT);
  const usual = await file.read().then(
    (record) => [record],
    () => [], // a deploy says so
  );
  return [...usual, ...(await file.others())];
}

/** @returns those whose Functions are elsewhere than at this address. */
export const othersThan = (
  records: readonly InstallationRecord[],
  functionsUrl: string | undefined,
): readonly InstallationRecord[] =>
  records.filter(({ functions }) => functions !== undefined && functions.domain !== hostOf(functionsUrl));
