import { createHash } from "node:crypto";
import { PLUGIN_NAME } from "../../assets/flex/build.ts";
import { within } from "../../worker/protocol/outgoing/within.ts";
import { explained } from "../explained.ts";
import { BuildStamp, noteOf, type Panel, panelsInDist, STAMP } from "./dist.ts";

/**
 * The panels that a deploy brings along. Twilio drops each file that a build does not bring, and agents who have Flex
 * open, or a release that is gone back to, load an earlier one.
 */

const DEADLINE_MS = 20_000;

/** Where the panel was before its path had its hash in it. */
const UNVERSIONED = `/flex/${PLUGIN_NAME}.js`;

/**
 * What is published now, the newest first; and before all of it the one that agents get.
 *
 * @param domain - of the Functions, as in baton-1234-dev.twil.io.
 * @param inUse - address of the panel that is released, if that is known.
 * @throws Error where one is there and cannot be read: a deploy without it would take it from the agents.
 */
export async function publishedPanels(
  domain: string,
  inUse: string | undefined,
  say: (line: string) => void,
): Promise<readonly Panel[]> {
  const stamp = await fetched(domain, `/${STAMP}`);
  const known = stamp && BuildStamp.safeParse(JSON.parse(String(stamp)));
  const published = known?.success
    ? [known.data.parts.panel, ...known.data.parts.olderPanels]
    : [UNVERSIONED];
  const first =
    inUse && URL.canParse(inUse) && new URL(inUse).host === domain ? [new URL(inUse).pathname] : [];
  const panels: Panel[] = [];
  for (const path of new Set([...first, ...published])) {
    const [script, note] = [await fetched(domain, path), await fetched(domain, noteOf(path))];
    if (!script || !note) {
      if (path !== UNVERSIONED) say(`The panel at https://${domain}${path} is there no more.`);
    } else if (!isWhole(path, script)) {
      say(`The panel at https://${domain}${path} is not what its path says, and is left out.`);
    } else panels.push({ path, script, note });
  }
  return panels;
}

/**
 * For a build that is deployed by hand: what is published, and what the build before has.
 *
 * @param domain - of the Functions; undefined where it is not known.
 */
export async function panelsToBring(
  domain: string | undefined,
  inUse: string | undefined,
  say: (line: string) => void,
): Promise<readonly Panel[]> {
  const before = await panelsInDist();
  if (!domain) {
    say(
      before.length > 0
        ? "Where the Functions are is not known here (FUNCTIONS_URL, or a deploy's record): of earlier panels only those of dist/ are brought along."
        : "! No earlier panel is brought along: dist/ has none, and where the Functions are is not known here. A deploy of this dist/ by hand takes the panel that agents have from them; npm run deploy brings it along, and so does this with FUNCTIONS_URL set.",
    );
    return before;
  }
  try {
    const published = await publishedPanels(domain, inUse, say);
    return [...published, ...before.filter(({ path }) => !published.some((panel) => panel.path === path))];
  } catch (error) {
    say(
      `! What is published is not brought along, so that a deploy of this dist/ by hand may take the panel that agents have from them: ${explained(error)}`,
    );
    return before;
  }
}

/** Whether a panel's file is published now. @throws Error where that cannot be known. */
export async function isPublished(url: string): Promise<boolean> {
  const { host, pathname } = new URL(url);
  return (await fetched(host, pathname)) !== undefined;
}

/** @returns undefined for a 404. */
async function fetched(domain: string, path: string): Promise<Buffer | undefined> {
  const url = `https://${domain}${path}`;
  let answer: Response;
  let bytes: Buffer;
  try {
    [answer, bytes] = await within(DEADLINE_MS, async (signal) => {
      const answer = await fetch(url, { signal, redirect: "manual" });
      return [answer, Buffer.from(await answer.arrayBuffer())] as const;
    });
  } catch (error) {
    throw new Error(`${url} cannot be read, and agents may have it in use: try again. (${explained(error)})`);
  }
  if (answer.status === 404) return undefined;
  if (!answer.ok)
    throw new Error(`${url} answered ${answer.status}, and agents may have it in use: try again.`);
  return bytes;
}

/** A path names the first digits of its file's hash. */
function isWhole(path: string, script: Buffer): boolean {
  const named = /^\/flex\/([0-9a-f]{12})\//.exec(path)?.[1];
  return named === undefined || createHash("sha256").update(script).digest("hex").startsWith(named);
}
