/** What the engine's own callback tool does, for a person. */
export const CALLBACK_TITLE = "Arranged a callback";

/** What it lets the caller count on. */
export const CALLBACK_PROMISE = "A callback to the number the call came from";
