/** A part of an agent's knowledge, as it answers a question. */
export interface Passage {
  /** The file it stands in, or the address or name that another source gives it. */
  readonly file: string;
  /** Its headings from the top, joined by " › ". */
  readonly title: string;
  /** Markdown at most, no more than a page of it. */
  readonly text: string;
}

/** Where an agent's knowledge is looked up. */
export interface KnowledgeSource {
  /** @returns the passages that answer it, the best first; none where nothing does. @throws where it cannot be looked up. */
  readonly search: (query: string, signal: AbortSignal) => Promise<readonly Passage[]> | readonly Passage[];
}
