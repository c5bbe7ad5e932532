/** Markdown by the name of its file, by the name of the agent. */
export type FilesByAgent = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What `#knowledge` is where no build has put an agent's files in its place: as in the Functions, which look nothing up. */
const files: FilesByAgent = {};
export default files;
