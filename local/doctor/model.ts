import { keyHeader } from "../../worker/adapters/openai/openai-transport.ts";
import type { Agent } from "../../worker/agent/define.ts";
import type { Variables } from "../setup/variables.ts";
import { type Finding, notChecked, ok, problem, warning } from "./finding.ts";
import { checkForm, formsOf } from "./model-form.ts";
import { reason } from "./relay.ts";
import { usable } from "./variables.ts";

const DEADLINE_MS = 10_000;
const PART = "Model";

/** The names that `worker/config.ts` and wrangler.toml have for those who set none. */
const DEFAULTS = {
  url: "https://api.openai.com/v1",
  model: "gpt-4.1",
  fallback: "gpt-5.4-mini",
} as const;

/** The key is good, both models are there for it, and they take what the agents send. Costs a word for each model. */
export async function checkModels(
  variables: Variables,
  agents: readonly Agent[],
): Promise<readonly Finding[]> {
  const { OPENAI_API_KEY: key } = variables;
  const base = usable(variables, "OPENAI_BASE_URL") ?? DEFAULTS.url;
  if (!key) return [notChecked(PART, "whether the key and the models are good", "set OPENAI_API_KEY")];
  const main = variables.OPENAI_MODEL || DEFAULTS.model;
  const fallback = variables.OPENAI_FALLBACK_MODEL || DEFAULTS.fallback;
  // A deployment of Azure's is one model, and has no list of them.
  const isListed = !("api-key" in keyHeader({ baseUrl: base, apiKey: key }));
  const listed = isListed ? [await checkModel(base, key, main, problem)] : [];
  if (listed[0]?.status === "problem") return listed;
  if (isListed) listed.push(await checkModel(base, key, fallback, warning));
  const endpoint = {
    baseUrl: base,
    apiKey: key,
    api: variables.OPENAI_API === "chat" ? ("chat" as const) : ("responses" as const),
  };
  const forms = formsOf(agents, { main, fallback }).filter(
    ({ model }) => model !== fallback || listed[1]?.status !== "warning",
  );
  const asked = forms.map(({ model, settings }) => checkForm(endpoint, model, settings));
  return [...listed, ...(await Promise.all(asked))];
}

async function checkModel(base: string, key: string, model: string, bad: typeof problem): Promise<Finding> {
  const url = `${base.replace(/\/+$/, "")}/models/${encodeURIComponent(model)}`;
  try {
    const response = await fetch(url, {
      headers: keyHeader({ baseUrl: base, apiKey: key }),
      redirect: "manual",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    await response.body?.cancel();
    if (response.ok) return ok(PART, `${model} is there for this key`);
    if (response.status === 401 || response.status === 403)
      return problem(
        PART,
        `the key is refused with ${response.status}`,
        "make a new OPENAI_API_KEY and set it as a secret of the Worker",
      );
    if (response.status === 404)
      return bad(
        PART,
        `there is no model ${model} for this key`,
        "set OPENAI_MODEL and OPENAI_FALLBACK_MODEL to models the key may use; servers that are not OpenAI's may lack this list",
      );
    return bad(
      PART,
      `${new URL(url).host} answers ${response.status} for ${model}`,
      "try again; see the provider's status page",
    );
  } catch (error) {
    return problem(
      PART,
      `${new URL(url).host} does not answer (${reason(error)})`,
      base === DEFAULTS.url
        ? "is this machine online? See OpenAI's status page"
        : "compare OPENAI_BASE_URL with the provider's documents",
    );
  }
}
