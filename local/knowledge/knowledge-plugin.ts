import type { Plugin } from "esbuild";
import { knowledgeModule, knowledgePaths } from "./read-knowledge.ts";

/**
 * Puts what is in the folders of agents in the place of `#knowledge`, and follows it where a build is followed.
 *
 * @param agents - a folder with a folder for each agent.
 */
export const knowledgeIn = (agents: string): Plugin => ({
  name: "knowledge",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^#knowledge$/ }, ({ path }) => ({ path, namespace: "knowledge" }));
    onLoad({ filter: /.*/, namespace: "knowledge" }, () => {
      const { folders, files } = knowledgePaths(agents);
      return { contents: knowledgeModule(agents), watchDirs: [agents, ...folders], watchFiles: [...files] };
    });
  },
});
