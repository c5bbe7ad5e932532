import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../../local/stack/free-port.ts";

export const root = path.resolve(import.meta.dirname, "../../..");

/** Runs the build of the Functions as `npm run build` does, into a folder of its own. */
export const buildFunctions = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, [path.join(root, "functions/build.mjs"), ...args], { cwd: root });

/** The Functions, built with the test's agents and served by the real `twilio-run`. */
export async function serveFunctions(variables: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(path.join(tmpdir(), "functions-"));
  await buildFunctions("--agents", "test/unit/functions/agents/index.ts", "--out", folder);
  const envFile = path.join(folder, "variables.env");
  await writeFile(
    envFile,
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );

  const port = await freePort();
  const built = path.relative(root, folder);
  const server = spawn(
    process.execPath,
    [
      path.join(root, "node_modules/twilio-run/bin/twilio-run.js"),
      ...["start", "--port", String(port), "--env", envFile],
      ...["--functions-folder", `${built}/functions`, "--assets-folder", `${built}/assets`],
    ],
    // A group of its own, as every request is answered by a forked process.
    { cwd: root, detached: true, stdio: ["ignore", "pipe", "pipe"] },
  );
  await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const exited = once(server, "exit");
      if (server.pid !== undefined) process.kill(-server.pid);
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

/** Resolves when the server has listed its routes, which it does once it listens. */
async function listening(server: ChildProcess): Promise<void> {
  let output = "";
  const ended = once(server, "exit").then(([code]) => {
    throw new Error(`twilio-run ended with ${code}: ${output}`);
  });
  const listed = new Promise<void>((resolve) => {
    for (const stream of [server.stdout, server.stderr]) {
      stream?.on("data", (chunk) => {
        output += chunk;
        if (output.includes("/voice/whisper")) resolve();
      });
    }
  });
  ended.catch(() => {
    // Also the end that close() asks for, when nobody waits any more.
  });
  await Promise.race([listed, ended]);
}
