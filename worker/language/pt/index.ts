export * from "./call-lines.ts";
export * from "./pack.ts";
export * from "./panel.ts";
export * from "./voice.ts";
