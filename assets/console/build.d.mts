/** Everything that is served below `/console`, by name. */
export function consoleFiles(): Promise<Map<string, Uint8Array>>;

/** Puts it into a folder. */
export function buildConsole(folder: string): Promise<Map<string, Uint8Array>>;
