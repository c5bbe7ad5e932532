import type { LanguageParts } from "./parts.ts";

/** Files of a language's folder, by what they hold. */
const FILES: Readonly<Record<keyof Omit<LanguageParts, "direction">, string>> = {
  pack: "pack",
  voice: "voice",
  callLines: "call-lines",
  panel: "panel",
};

/**
 * A plugin for esbuild that leaves parts of every language out of a unit that has no use for them: all parts hang on
 * the one list of languages, which nothing can be shaken from. Their files are read as empty, and the `export *` of a
 * language's index takes that as it comes. The Worker's bundle is wrangler's and takes no plugin; there `[alias]` in
 * `wrangler.toml` does the same.
 */
export const leavingOut = (...parts: readonly (keyof typeof FILES)[]) => ({
  name: "leaving-out",
  setup(build: { onLoad: (files: { filter: RegExp }, load: () => { contents: string }) => void }): void {
    const names = parts.map((part) => FILES[part]).join("|");
    build.onLoad({ filter: new RegExp(`[\\\\/]language[\\\\/][a-z]{2,3}[\\\\/](?:${names})\\.ts$`) }, () => ({
      contents: "",
    }));
  },
});
