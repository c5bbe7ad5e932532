import { askModel, formsOf, probeModel } from "../../worker/adapters/probes/model-probe.ts";
import type { ModelProbe, SelfReport } from "../../worker/adapters/probes/report.ts";
import type { Agent } from "../../worker/agent/define.ts";
import { modelEndpoints } from "../../worker/model-endpoints.ts";
import { modelApi } from "../../worker/protocol/model-api.ts";
import type { Variables } from "../setup/variables.ts";
import { type Finding, notChecked, ok, problem, warning } from "./finding.ts";
import { formVerdict } from "./model-form.ts";
import { usable } from "./variables.ts";

const PART = "Model";

/** The names that `worker/config.ts` and wrangler.toml have for those who set none. */
const DEFAULTS = {
  url: "https://api.openai.com/v1",
  model: "gpt-4.1",
  fallback: "gpt-5.4-mini",
} as const;

/**
 * The keys are good, both models are there for them, and they take what the agents send. Costs a word for each model.
 *
 * @param report - what the Worker found with its own keys and names. Without one, those on this machine are tried.
 */
export async function checkModels(
  variables: Variables,
  agents: readonly Agent[],
  report?: SelfReport | undefined,
): Promise<readonly Finding[]> {
  if (report) return verdicts(report.models);
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
  const forms = formsOf(agents, {
    main: variables.OPENAI_MODEL || DEFAULTS.model,
    fallback: variables.OPENAI_FALLBACK_MODEL || DEFAULTS.fallback,
  });
  return verdicts(await Promise.all(forms.map((form) => probeModel(endpoints[form.which], form))));
}

/**
 * Why a new key for the main model is not to be taken; undefined where a question is answered with it. Costs a word: a
 * list may be had by anybody, or not be there at all.
 */
export async function refusalOfKey(variables: Variables, apiKey: string): Promise<string | undefined> {
  const baseUrl = usable(variables, "OPENAI_BASE_URL") ?? DEFAULTS.url;
  const model = variables.OPENAI_MODEL || DEFAULTS.model;
  const endpoint = { api: modelApi(usable(variables, "OPENAI_API")), baseUrl, apiKey };
  const {
    outcome,
    status,
    why = "no answer within 15 s",
  } = await askModel(endpoint, { model, settings: {} });
  if (outcome === "answered") return undefined;
  const { host } = new URL(baseUrl);
  if (status === 401 || status === 403) return `${host} does not take this key (${status}).`;
  return `${host} did not answer a question with this key (${model}: ${why.replace(/\.$/, "")}), so that it is not known to be good.`;
}

/** What is wrong with one key or host is said once, and not for each model and each agent's settings. */
function verdicts(probes: readonly ModelProbe[]): readonly Finding[] {
  const all = probes.flatMap((probe) => {
    const { listed, asked, model } = probe;
    const bad = badOf(probe);
    return [
      ...(listed === undefined ? [] : [listVerdict(probe, listed)]),
      ...(asked ? [formVerdict(model, asked, bad)] : []),
    ];
  });
  const whats = all.map(({ what }) => what);
  return all.filter(({ what }, at) => whats.indexOf(what) === at);
}

/** By what each is set. */
const SET = {
  main: { key: "OPENAI_API_KEY", model: "OPENAI_MODEL", url: "OPENAI_BASE_URL" },
  fallback: {
    key: "OPENAI_FALLBACK_API_KEY",
    model: "OPENAI_FALLBACK_MODEL",
    url: "OPENAI_FALLBACK_BASE_URL",
  },
} as const;

/** Without the main one there is no agent. */
const badOf = ({ which }: ModelProbe): typeof problem => (which === "main" ? problem : warning);

function listVerdict(probe: ModelProbe, listed: number | string): Finding {
  const { which, model, host } = probe;
  const set = SET[which];
  const bad = badOf(probe);
  if (typeof listed === "string")
    return bad(
      PART,
      `${host} does not answer (${listed})`,
      host === new URL(DEFAULTS.url).host
        ? "see OpenAI's status page"
        : `compare ${set.url} with the provider's documents`,
    );
  if (listed < 300) return ok(PART, `${model} is there for this key at ${host}`);
  if (listed === 401 || listed === 403)
    return bad(
      PART,
      `the key is refused with ${listed} at ${host}`,
      `make a new ${set.key} and set it as a secret of the Worker`,
    );
  if (listed === 404)
    return bad(
      PART,
      `there is no model ${model} for this key at ${host}`,
      `set ${set.model} to a model the key may use; servers that are not OpenAI's may lack this list`,
    );
  return bad(PART, `${host} answers ${listed} for ${model}`, "try again; see the provider's status page");
}
