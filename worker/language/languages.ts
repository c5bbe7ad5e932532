/** Every language that is known: one folder and one line each. What is in a folder: `parts.ts`. */
export * as ar from "./ar/index.ts";
export * as de from "./de/index.ts";
export * as en from "./en/index.ts";
export * as es from "./es/index.ts";
export * as fr from "./fr/index.ts";
export * as pt from "./pt/index.ts";
