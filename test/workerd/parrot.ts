import type { TestProject } from "vitest/node";
import { says, stallsAfter } from "../support/model-steps.ts";
import { type ReceivedRequest, startScriptedModel } from "../support/scripted-model.ts";

declare module "vitest" {
  interface ProvidedContext {
    modelUrl: string;
  }
}

/**
 * Says back all that the caller has said in this conversation, so that an answer shows what its request held. It
 * needs no control from a test in another process: "slowly" makes it stop in the middle.
 */
function parrot({ call }: ReceivedRequest) {
  const words = call.messages.filter((m) => m.role === "user").map((m) => m.text);
  const answer = `Heard: ${words.join(" ")}`;
  return words.at(-1)?.includes("slowly") ? stallsAfter(answer) : says(answer);
}

export default async function startParrot(project: TestProject): Promise<() => Promise<void>> {
  const model = await startScriptedModel({ otherwise: parrot });
  project.provide("modelUrl", model.url);
  return model.close;
}
