/** A name without what models change about names: capitals, and the signs between its words. */
export const folded = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
