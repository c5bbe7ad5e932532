import { resolve } from "node:path";
import { root } from "../stack/agents-build.ts";

/** The environments of an installation: each has a Worker, an environment of the Functions, files and a record. */

/** The one that is meant where none is named; Twilio's own default, so that its domain ends in `-dev`. */
export const DEFAULT_ENVIRONMENT = "dev";

/**
 * What an environment may be called. It ends the Worker's name (63 characters in all) and the Functions' domain.
 * Source of the sixteen: Twilio Serverless API, Environments, `DomainSuffix`.
 */
const NAME = /^[a-z][a-z0-9-]{0,14}[a-z0-9]$|^[a-z]$/;

export const isName = (text: string): boolean => NAME.test(text);

export interface Environment {
  readonly name: string;
  /** The Worker's name at Cloudflare. */
  readonly worker: string;
  /** The Functions' variables and the Worker's, from the root; a later one goes before an earlier one. */
  readonly files: readonly [functions: string, worker: string];
  /** What is known of the installation; absolute. */
  readonly record: string;
}

/** @throws Error naming what is wrong with the name. */
export function environmentNamed(name: string = DEFAULT_ENVIRONMENT): Environment {
  if (!isName(name))
    throw new Error(
      `"${name}" cannot be an environment's name: one to sixteen lower-case letters, digits and hyphens, as in staging.`,
    );
  const end = name === DEFAULT_ENVIRONMENT ? "" : name;
  return {
    name,
    worker: end ? `baton-${end}` : "baton",
    files: end ? [`.env.${end}`, `.dev.vars.${end}`] : [".env", ".dev.vars"],
    record: resolve(root, `.baton/${name}.json`),
  };
}
