import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { context, type Metafile } from "esbuild";
import { explained } from "../explained.ts";
import { knowledgeIn } from "../knowledge/knowledge-plugin.ts";
import { knowledgePaths } from "../knowledge/read-knowledge.ts";
import type { StackEventBody } from "../twilio/events.ts";
import { agentsBuild, root } from "./agents-build.ts";
import { faultIn, faultOf, named, worded } from "./agents-load.ts";

type News = Omit<Extract<StackEventBody, { kind: "agents" }>, "kind">;

interface Watching {
  /** Path of the agents module, from the root or absolute. */
  readonly agents: string;
  /** Where the one module goes that the Worker imports. Nothing but what loads is ever written there. */
  readonly staged: string;
  /** The same of what the agents look up. */
  readonly stagedKnowledge: string;
  /** Whether no call is going on: what is put in then cuts off nobody. */
  readonly isIdle: () => boolean;
  /** Brings what was staged to both units. */
  readonly putIn: () => Promise<void>;
  readonly report: (news: News) => void;
}

export interface AgentsWatch {
  /** Settles when an edit that is on its way is in, or has to wait for the end of a call. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Follows the edits of an agents module and all that it imports of its author's. One that does not build or load is
 * reported with its place, and the last good one goes on.
 *
 * @throws Error where the module does not load as it is at the start.
 */
export async function watchAgents({
  agents,
  staged,
  stagedKnowledge,
  isIdle,
  putIn,
  report,
}: Watching): Promise<AgentsWatch> {
  const first = Promise.withResolvers<void>();
  let texts: ReadonlyMap<string, string> = new Map();
  /** What was built last, and what answers calls: with what they look up. */
  let latest: Built = NOTHING;
  let live: Built = NOTHING;
  let isBroken = false;
  /** What is written now does not build, whatever has become of the edit before it. */
  let isFaulty = false;
  let work: Promise<void> = Promise.resolve();
  let underWay: PromiseWithResolvers<void> | undefined;
  const tell = (news: News): void => {
    isBroken = news.state === "broken";
    report(news);
  };
  const begin = (): void => {
    underWay ??= Promise.withResolvers();
  };
  const end = (): void => {
    underWay?.resolve();
    underWay = undefined;
  };

  // Beside the folder, as whatever changes in there has the Worker built anew; and as deep, for what it imports by its way.
  const tried = join(`${dirname(staged)}.next`, "agents.next.mjs");
  await mkdir(dirname(tried), { recursive: true });
  const stage = async (built: Built): Promise<void> => {
    if (built.knowledge !== live.knowledge) await writeFile(stagedKnowledge, built.knowledge);
    if (built.code !== live.code) await writeFile(staged, built.code);
    live = built;
  };
  const take = async (built: Built, changed: readonly string[], isFirst: boolean): Promise<void> => {
    if (!isSame(built, latest)) return; // a newer edit comes behind
    begin();
    const fault = await faultIn(built.code, tried);
    if (fault && isFirst) return first.reject(worded({ file: agents, ...fault }));
    if (fault) return tell({ state: "broken", ...fault });
    if (isFirst) {
      await stage(built);
      return first.resolve();
    }
    if (isSame(built, live))
      return tell({ state: "updated", message: "Mended: what is written is what answers." });
    const [file = agents, ...others] = changed;
    const many = others.length > 0;
    const what = `${file}${many ? ` and ${others.length} more` : ""}`;
    if (!isIdle()) {
      end();
      tell({
        state: "updated",
        message: `${what} ${many ? "have" : "has"} to wait: a call is going on.`,
        file,
      });
      while (!isIdle()) await pause(LOOK_MS);
      begin();
    }
    if (!isSame(built, latest)) return;
    await stage(built);
    await putIn();
    tell({ state: "updated", message: `${what} ${many ? "are" : "is"} live with the next call.`, file });
  };

  const folder = dirname(resolve(root, agents));
  const build = await context({
    ...agentsBuild(agents),
    entryPoints: { agents: resolve(root, agents), knowledge: "#knowledge" },
    outdir: dirname(staged),
    write: false,
    metafile: true,
    sourcemap: "inline",
    plugins: [
      knowledgeIn(folder),
      ...(agentsBuild(agents).plugins ?? []),
      {
        name: "take",
        setup({ onEnd }) {
          onEnd(({ errors: [error], outputFiles, metafile }) => {
            const isFirst = latest === NOTHING;
            const wasFaulty = isFaulty;
            isFaulty = error !== undefined;
            if (error) {
              const fault = faultOf(error);
              if (isFirst) first.reject(worded(fault));
              else tell({ state: "broken", ...fault });
              return;
            }
            const textOf = (name: string) => outputFiles?.find(({ path }) => path.endsWith(name))?.text ?? "";
            const built = { code: textOf("/agents.js"), knowledge: textOf("/knowledge.js") };
            if (isSame(built, latest) && !isBroken && !wasFaulty) return;
            const before = texts;
            texts = textsOf(metafile, knowledgePaths(folder).files);
            const changed = [...new Set([...texts.keys(), ...before.keys()])].filter(
              (file) => before.get(file) !== texts.get(file),
            );
            latest = built;
            work = work
              .then(() => take(built, changed, isFirst))
              .catch((error: unknown) => tell({ state: "broken", message: explained(error) }))
              .finally(end);
          });
        },
      },
    ],
  });
  await build.watch();
  try {
    await first.promise;
  } catch (error) {
    await build.dispose();
    throw error;
  }
  return { settled: async () => underWay?.promise, close: () => build.dispose() };
}

interface Built {
  readonly code: string;
  readonly knowledge: string;
}

const NOTHING: Built = { code: "", knowledge: "" };

const isSame = (a: Built, b: Built): boolean => a.code === b.code && a.knowledge === b.knowledge;

/** @param others - what was read by no import. */
const textsOf = (metafile: Metafile | undefined, others: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    [
      ...Object.keys(metafile?.inputs ?? {}).filter((input) => !input.startsWith("knowledge:")),
      ...others,
    ].map((input) => {
      const file = resolve(root, input);
      return [named(file), readFileSync(file, "utf8")];
    }),
  );

const LOOK_MS = 200;
