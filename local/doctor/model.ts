import { keyHeader } from "../../worker/adapters/openai/openai-transport.ts";
import type { Agent } from "../../worker/agent/define.ts";
import { type ModelEndpoint, modelEndpoints } from "../../worker/model-endpoints.ts";
import { modelApi } from "../../worker/protocol/model-api.ts";
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

/** The keys are good, both models are there for them, and they take what the agents send. Costs a word for each model. */
export async function checkModels(
  variables: Variables,
  agents: readonly Agent[],
): Promise<readonly Finding[]> {
  const { OPENAI_API_KEY: key } = variables;
  if (!key) return [notChecked(PART, "whether the key and the models are good", "set OPENAI_API_KEY")];
  const apiOf = (name: string) => modelApi(usable(variables, name));
  const endpoints = modelEndpoints({
    OPENAI_API: apiOf("OPENAI_API"),
    OPENAI_BASE_URL: usable(variables, "OPENAI_BASE_URL") ?? DEFAULTS.url,
    OPENAI_API_KEY: key,
    OPENAI_FALLBACK_API: apiOf(variables.OPENAI_FALLBACK_API ? "OPENAI_FALLBACK_API" : "OPENAI_API"),
    OPENAI_FALLBACK_BASE_URL: usable(variables, "OPENAI_FALLBACK_BASE_URL"),
    OPENAI_FALLBACK_API_KEY: variables.OPENAI_FALLBACK_API_KEY || undefined,
  });
  if (!endpoints)
    return [
      problem(
        PART,
        "OPENAI_FALLBACK_API_KEY is not set: the main model's key is not sent to another host",
        "set it as a secret of the Worker, to the key of the provider at OPENAI_FALLBACK_BASE_URL",
      ),
    ];
  const names = {
    main: variables.OPENAI_MODEL || DEFAULTS.model,
    fallback: variables.OPENAI_FALLBACK_MODEL || DEFAULTS.fallback,
  };
  const main = await checkEndpoint(endpoints.main, agents, { which: "main", names, bad: problem });
  // What is wrong with the one key and host is said once.
  if (main.some(({ status }) => status === "problem") && endpoints.fallback === endpoints.main) return main;
  return [
    ...main,
    ...(await checkEndpoint(endpoints.fallback, agents, { which: "fallback", names, bad: warning })),
  ];
}

/** @param bad - what it is where the model is not there: without the main one there is no agent. */
async function checkEndpoint(
  endpoint: ModelEndpoint,
  agents: readonly Agent[],
  {
    which,
    names,
    bad,
  }: { readonly which: keyof typeof SET; readonly names: Names; readonly bad: typeof problem },
): Promise<readonly Finding[]> {
  // A deployment of Azure's is one model, and has no list of them.
  const listed =
    "api-key" in keyHeader(endpoint) ? [] : [await checkModel(endpoint, names[which], which, bad)];
  if (listed.some(({ status }) => status !== "ok")) return listed;
  const forms = formsOf(agents, names)[which];
  return [
    ...listed,
    ...(await Promise.all(forms.map(({ model, settings }) => checkForm(endpoint, model, settings)))),
  ];
}

type Names = Readonly<Record<keyof typeof SET, string>>;

/** By what each is set. */
const SET = {
  main: { key: "OPENAI_API_KEY", model: "OPENAI_MODEL", url: "OPENAI_BASE_URL" },
  fallback: {
    key: "OPENAI_FALLBACK_API_KEY",
    model: "OPENAI_FALLBACK_MODEL",
    url: "OPENAI_FALLBACK_BASE_URL",
  },
} as const;

async function checkModel(
  endpoint: ModelEndpoint,
  model: string,
  which: keyof typeof SET,
  bad: typeof problem,
): Promise<Finding> {
  const set = SET[which];
  const url = `${endpoint.baseUrl.replace(/\/+$/, "")}/models/${encodeURIComponent(model)}`;
  const { host } = new URL(url);
  try {
    const response = await fetch(url, {
      headers: keyHeader(endpoint),
      redirect: "manual",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    await response.body?.cancel();
    if (response.ok) return ok(PART, `${model} is there for this key at ${host}`);
    if (response.status === 401 || response.status === 403)
      return bad(
        PART,
        `the key is refused with ${response.status} at ${host}`,
        `make a new ${set.key} and set it as a secret of the Worker`,
      );
    if (response.status === 404)
      return bad(
        PART,
        `there is no model ${model} for this key at ${host}`,
        `set ${set.model} to a model the key may use; servers that are not OpenAI's may lack this list`,
      );
    return bad(
      PART,
      `${host} answers ${response.status} for ${model}`,
      "try again; see the provider's status page",
    );
  } catch (error) {
    return bad(
      PART,
      `${host} does not answer (${reason(error)})`,
      endpoint.baseUrl === DEFAULTS.url
        ? "is this machine online? See OpenAI's status page"
        : `compare ${set.url} with the provider's documents`,
    );
  }
}
