import { askModel, type Form } from "../../worker/adapters/probes/model-probe.ts";
import type { ModelProbe } from "../../worker/adapters/probes/report.ts";
import type { ModelEndpoint } from "../../worker/model-endpoints.ts";
import { type Finding, ok, warning } from "./finding.ts";

const PART = "Model";
/** From here on the engine asks a second time (`model.hedgeMs`, 1.2 s); from 2 s on the caller hears that we are still there. */
const SLOW_MS = 1_200;

/** One word is asked for, with an agent's own settings: what the model's server does not take is named. */
export const checkForm = async (
  endpoint: ModelEndpoint,
  model: string,
  settings: Form["settings"],
): Promise<Finding> => formVerdict(model, await askModel(endpoint, { model, settings }));

/** @param bad - what it is that a model says nothing: without the main one there is no agent. */
export function formVerdict(
  model: string,
  { outcome, firstMs, lessons, why = "", status }: NonNullable<ModelProbe["asked"]>,
  bad: typeof warning = warning,
): Finding {
  if (outcome === "failed")
    return bad(
      PART,
      `${model} did not answer a question: ${why}`,
      status === 429
        ? "see the account's limits and its balance at the provider: until then every call goes to a person"
        : "try again; compare OPENAI_API with the provider's documents",
    );
  if (outcome === "silent")
    return warning(PART, `${model} did not answer within 15 s`, "try again; see the provider's status page");
  if (firstMs !== undefined && firstMs > SLOW_MS)
    return warning(
      PART,
      `${model} took ${(firstMs / 1_000).toFixed(1)} s to its first word, which is too slow for the phone`,
      `try again, a model is slower while it is being loaded; else choose a smaller or a faster one: within ${SLOW_MS / 1_000} s nobody notices`,
    );
  if (lessons.length === 0) return ok(PART, `${model} takes what it is sent`);
  if (lessons.includes("without tools"))
    return warning(
      PART,
      `${model} takes no tools: it can look nothing up and hand no call over (${lessons.join(", ")})`,
      "start its server with tool calling (vLLM: --enable-auto-tool-choice and --tool-call-parser), or choose a model that has it",
    );
  return warning(
    PART,
    `${model} is asked in another form than OpenAI's: ${lessons.join(", ")}`,
    "nothing has to be done, each process learns it again; settings of an agent that are left out do nothing",
  );
}
