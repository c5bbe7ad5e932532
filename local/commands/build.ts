import { buildDist } from "../operate/dist.ts";
import { environmentNamed } from "../operate/environments.ts";
import { panelsToBring } from "../operate/panels.ts";
import { liveParts, readRecord } from "../operate/record.ts";
import { releaseNow } from "../operate/release.ts";
import { findVariables } from "../setup/variables.ts";
import { command } from "./command.ts";

/** `npm run build`: makes all of `dist/`, or leaves it as it is. */

const USAGE = `Usage: npm run build
Builds the Functions, the panel and the Worker's bundle into dist/: all of it, or dist/ stays as it is. Panels that
are published (where FUNCTIONS_URL or a deploy's record says, asked there) and those of the build before are brought
along, as agents may have one of them open.`;

await command({ usage: USAGE, options: {} }, async () => {
  const say = (line: string) => console.log(line);
  const { functions, deploys } = await readRecord(environmentNamed());
  const { FUNCTIONS_URL: url } = (await findVariables()).all;
  const domain = url && URL.canParse(url) ? new URL(url).host : functions?.domain;
  const older = await panelsToBring(domain, liveParts(deploys).plugin?.plugin?.url, say);
  const { sha, version } = await buildDist(await releaseNow(), older, say, { measured: true });
  console.log(`dist/ is ${version} (${sha}).`);
});
