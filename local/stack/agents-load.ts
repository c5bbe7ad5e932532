import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { type BuildFailure, build, type PartialMessage } from "esbuild";
import { agentsBuild, root } from "./agents-build.ts";

/** Why agents cannot be used, for their author. */
export interface Fault {
  readonly message: string;
  /** From the root where it is in there. */
  readonly file?: string;
  readonly line?: number;
}

/** From the root where it is in there. */
export const named = (file: string): string => (file.startsWith(root) ? relative(root, file) : file);

export const worded = ({ file, line, message }: Fault): Error =>
  new Error(`${file ? `${file}${line ? `:${line}` : ""}: ` : ""}${message}`);

export const faultOf = ({ text, location }: PartialMessage): Fault => ({
  message: text ?? "It does not build.",
  ...(location?.file ? { file: named(resolve(root, location.file)), line: location.line ?? 0 } : {}),
});

/**
 * Tries whether agents build and load, before a command loads them itself: one that never ends would take it along.
 *
 * @param agents - path from the root or absolute.
 * @throws Error with file and line where they do not.
 */
export async function checkAgents(agents = "agents/index.ts"): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "baton-agents-"));
  try {
    const outfile = join(dir, "agents.next.mjs");
    const { outputFiles } = await build({
      ...agentsBuild(agents),
      outfile,
      write: false,
      sourcemap: "inline",
    });
    const fault = await faultIn(outputFiles[0]?.text ?? "", outfile);
    if (fault) throw worded({ file: agents, ...fault });
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? []; // esbuild's own, or anything else
    throw first ? worded(faultOf(first)) : error;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const LOAD_MS = 30_000;
/** Node ends with it where a top-level `await` never settles. */
const UNSETTLED = 13;

/** Loads the agents in a process of their own: whatever they do, the stack goes on. @returns why it cannot be done. */
export async function faultIn(code: string, path: string): Promise<Fault | undefined> {
  await writeFile(path, code);
  const load = `const { default: agents } = await import(${JSON.stringify(path)});
    if (typeof agents?.forNumber !== "function")
      throw new TypeError("It must export defineAgents({ default: … }) as its default.");
    process.exit();`;
  const said = await new Promise<string | undefined>((done) => {
    execFile(
      process.execPath,
      ["--enable-source-maps", "--disable-warning=ExperimentalWarning", "--input-type=module", "-e", load],
      { cwd: root, timeout: LOAD_MS },
      (error, _, stderr) =>
        done(
          error?.killed
            ? `It did not load within ${LOAD_MS / 1_000} s.`
            : error?.code === UNSETTLED
              ? "A top-level await in it never ends."
              : error
                ? stderr
                : undefined,
        ),
    );
  });
  if (said === undefined) return undefined;
  const [message = said] =
    /^(?:Uncaught )?\w*Error(?: \[\w+\])?: [\s\S]*?(?=\n\s+at |\n\n)/m.exec(`${said}\n\n`) ?? [];
  const place = [...said.matchAll(/\(?(?:file:\/\/)?(\/[^\s():]+):(\d+):\d+\)?/g)].find(
    ([, file = ""]) =>
      !file.startsWith(`${root}worker/`) && !/\/node_modules\/|\.next\.mjs$|\[eval/.test(file),
  );
  return {
    message: message.trim().replace(/^\w*Error(?: \[\w+\])?: /, ""),
    ...(place?.[1] ? { file: named(place[1]), line: Number(place[2]) } : {}),
  };
}
