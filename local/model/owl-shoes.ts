import type { Brain } from "./model-call.ts";
export const owlShoes: Brain = () => ({ text: "Hello." });
