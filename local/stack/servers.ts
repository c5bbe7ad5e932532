import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { root } from "./agents-build.ts";
import { type Child, startChild, untilAnswering } from "./child.ts";
import type { StackOptions } from "./stack-options.ts";

/** The processes of the local stack, each started as it is in production but for its variables. */

/** The name of the model that runs where no other is set: it plays any agent by rules. */
export const PRACTICE_MODEL = "the practice model";

type Variables = Readonly<Record<string, string>>;

/** @throws Error with the server's own last words, when it does not come up. */
export async function startModelServer(
  options: Pick<StackOptions, "modelUrl" | "modelPace" | "onLine">,
  { own, port }: { readonly own: Partial<Variables>; readonly port: number },
): Promise<{ readonly url?: string; readonly name: string; readonly child?: Child }> {
  if (options.modelUrl) return { url: options.modelUrl, name: "another" };
  // A model on the own machine wants no key.
  const { OPENAI_API_KEY, OPENAI_BASE_URL: url } = own;
  if (url) return { url, name: url };
  if (OPENAI_API_KEY) return { name: "OpenAI" };
  const pace = options.modelPace;
  const child = startChild(
    "The practice model",
    [
      "--disable-warning=ExperimentalWarning",
      "local/model/server.ts",
      "--port",
      String(port),
      ...(pace ? ["--first-token-ms", String(pace.firstTokenMs), "--token-ms", String(pace.tokenMs)] : []),
    ],
    { cwd: root, onLine: (line) => options.onLine?.("model", line) },
  );
  await untilAnswering(child, `http://127.0.0.1:${port}/v1/models`);
  return { url: `http://127.0.0.1:${port}/v1`, name: PRACTICE_MODEL, child };
}

/** @throws Error with the server's own last words, when it does not come up. */
export async function startFunctionsServer(
  options: Pick<StackOptions, "agents" | "prebuilt" | "onLine" | "releases">,
  { port, dir, variables }: { readonly port: number; readonly dir: string; readonly variables: Variables },
): Promise<Child> {
  const { agents, releases: { functions: release } = {} } = options;
  // Never `dist/`: that is what is deployed, and all of it.
  const own = agents === undefined && release === undefined;
  const built = own ? join(root, ".local") : join(dir, "built");
  if (!options.prebuilt || !own) {
    const others = [...(agents ? ["--agents", agents] : []), ...(own ? [] : ["--out", built])];
    const build = startChild("The build of the Functions", ["functions/build.mjs", "--quick", ...others], {
      cwd: release ?? root,
    });
    if ((await build.exited) !== 0) throw new Error(`The Functions do not build:\n${build.output()}`);
  }
  const env = join(dir, "functions.env");
  // Variables go by the environment, where no text has to be quoted; without a file of ours .env would be read as well.
  await writeFile(env, "");
  const child = startChild(
    "The Functions (twilio-run)",
    [
      "node_modules/twilio-run/bin/twilio-run.js",
      "start",
      "--port",
      String(port),
      "--env",
      env,
      "--load-local-env",
      "--no-fork-process",
      // twilio-run takes folders from its own only.
      "--functions-folder",
      relative(root, join(built, "functions")),
      "--assets-folder",
      relative(root, join(built, "assets")),
    ],
    {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...variables },
      onLine: (line) => options.onLine?.("functions", line),
    },
  );
  // No webhook, which would log a call that nobody has made.
  await untilAnswering(child, `http://127.0.0.1:${port}/audio/answer.wav`);
  return child;
}
