/** Put in by the build (`functions/build.mjs`); nothing where the code runs as it is written. */
declare const BATON_RELEASE: string | undefined;

/** What the Functions were built from: a commit, or the version where there is no git. */
export const RELEASE: string = typeof BATON_RELEASE === "string" ? BATON_RELEASE : "dev";
