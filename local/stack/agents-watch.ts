import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { context, type Metafile } from "esbuild";
import { explained } from "../explained.ts";
import type { StackEventBody } from "../twilio/events.ts";
import { agentsBuild, root } from "./agents-build.ts";
import { faultIn, faultOf, named, worded } from "./agents-load.ts";

type News = Omit<Extract<StackEventBody, { kind: "agents" }>, "kind">;

interface Watching {
  /** Path of the agents module, from the root or absolute. */
  readonly agents: string;
  /** Where the one module goes that the Worker imports. Nothing but what loads is ever written there. */
  readonly staged: string;
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
export async function watchAgents({ agents, staged, isIdle, putIn, report }: Watching): Promise<AgentsWatch> {
  const first = Promise.withResolvers<void>();
  let texts: ReadonlyMap<string, string> = new Map();
  /** What was built last, and what answers calls. */
  let latest = "";
  let live = "";
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

  const take = async (code: string, changed: readonly string[], isFirst: boolean): Promise<void> => {
    if (code !== latest) return; // a newer edit comes behind
    begin();
    const fault = await faultIn(code, `${staged}.next.mjs`);
    if (fault && isFirst) return first.reject(worded({ file: agents, ...fault }));
    if (fault) return tell({ state: "broken", ...fault });
    if (isFirst) {
      await writeFile(staged, code);
      live = code;
      return first.resolve();
    }
    if (code === live) return tell({ state: "updated", message: "Mended: what is written is what answers." });
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
    if (code !== latest) return;
    await writeFile(staged, code);
    live = code;
    await putIn();
    tell({ state: "updated", message: `${what} ${many ? "are" : "is"} live with the next call.`, file });
  };

  const build = await context({
    ...agentsBuild(agents),
    outfile: staged,
    write: false,
    metafile: true,
    sourcemap: "inline",
    plugins: [
      ...(agentsBuild(agents).plugins ?? []),
      {
        name: "take",
        setup({ onEnd }) {
          onEnd(({ errors: [error], outputFiles, metafile }) => {
            const isFirst = latest === "";
            const wasFaulty = isFaulty;
            isFaulty = error !== undefined;
            if (error) {
              const fault = faultOf(error);
              if (isFirst) first.reject(worded(fault));
              else tell({ state: "broken", ...fault });
              return;
            }
            const code = outputFiles?.[0]?.text ?? "";
            if (code === latest && !isBroken && !wasFaulty) return;
            const before = texts;
            texts = textsOf(metafile);
            const changed = [...texts]
              .filter(([file, text]) => before.get(file) !== text)
              .map(([file]) => file);
            latest = code;
            work = work
              .then(() => take(code, changed, isFirst))
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

const textsOf = (metafile: Metafile | undefined): ReadonlyMap<string, string> =>
  new Map(
    Object.keys(metafile?.inputs ?? {}).map((input) => {
      const file = resolve(root, input);
      return [named(file), readFileSync(file, "utf8")];
    }),
  );

const LOOK_MS = 200;
