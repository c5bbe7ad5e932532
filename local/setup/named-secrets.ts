import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { build } from "esbuild";
import { agentsBuild, root } from "../stack/agents-build.ts";

export interface NamedSecret {
  readonly name: string;
  /** Where it is named: file, from the root, and line. */
  readonly at: string;
}

/** `{{NAME}}` in a header, `secret("NAME")` in a tool, `secret: "NAME"` of a webhook, and what `onCall` names of its sources. */
const SECRET =
  /\{\{([A-Z][A-Z0-9_]*)\}\}|\b(?:secret|token|apiKey|apiSecret)\s*[:(]\s*["'`]([A-Z][A-Z0-9_]*)["'`]/g;
const COMMENT = /^\s*(?:\/\/|\/?\*)/;

/**
 * The secrets that the agents' own code names, each once. What is put together only when it runs is not found.
 *
 * @throws what esbuild says where the code cannot be read, with file and line.
 */
export async function namedSecrets(agents = "agents/index.ts"): Promise<readonly NamedSecret[]> {
  const { metafile } = await build({ ...agentsBuild(agents), write: false, metafile: true });
  const files = Object.keys(metafile.inputs).filter((file) => file.endsWith(".ts"));
  const texts = await Promise.all(files.map((file) => readFile(resolve(root, file), "utf8")));
  const found = texts.flatMap((text, i) =>
    text.split("\n").flatMap((line, n) =>
      COMMENT.test(line)
        ? []
        : [...line.matchAll(SECRET)].map(
            ([, header, code]): NamedSecret => ({
              name: header ?? code ?? "",
              at: `${relative(root, resolve(root, files[i] ?? ""))}:${n + 1}`,
            }),
          ),
    ),
  );
  return found.filter(({ name }, i) => found.findIndex((other) => other.name === name) === i);
}
