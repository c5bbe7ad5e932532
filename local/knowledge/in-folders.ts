import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FilesByAgent } from "../../worker/agent/knowledge/no-files.ts";
import { readKnowledge } from "./read-knowledge.ts";

/** What `#knowledge` is under Node, where there is a file system: in tests, and in commands that load the agents. */
const files: FilesByAgent = readKnowledge(join(fileURLToPath(new URL("../..", import.meta.url)), "agents"));
export default files;
