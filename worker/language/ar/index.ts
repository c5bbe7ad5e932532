export * from "./panel.ts";
