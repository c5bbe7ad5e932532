import type { Agents } from "../../../../worker/agent/define.ts";
import { type Finding, problem, warning } from "../../../doctor/finding.ts";
import { checkModels } from "../../../doctor/model.ts";
import { workerVars } from "../../../operate/worker-settings.ts";
import type { Variables } from "../../variables.ts";

/** The models that will be deployed are there for the key, and answer: a quota that is used up shows in no list. */
export async function checkModel(variables: Variables, agents: Agents): Promise<readonly Finding[]> {
  const deployed = await workerVars();
  const others = Object.entries(deployed).flatMap(([name, value]) =>
    variables[name] !== undefined && variables[name] !== value
      ? [
          warning(
            "Model",
            `${name} is ${variables[name]} here, and ${value} is what is deployed`,
            "wrangler.toml says what is deployed: change it there",
          ),
        ]
      : [],
  );
  const local = ["OPENAI_BASE_URL", "OPENAI_FALLBACK_BASE_URL"].flatMap((name) => {
    const url = variables[name];
    const host = url && URL.canParse(url) ? new URL(url).hostname : "";
    return /^(localhost|127\.|\[::1\])/.test(host)
      ? [
          warning(
            "Model",
            `${name} is on this machine, where a deployed Worker reaches nothing`,
            "remove its line before you go live",
          ),
        ]
      : [];
  });
  const { OPENAI_API_KEY: key } = variables;
  if (key && /[^\x21-\x7e]/.test(key))
    return [problem("Model", "OPENAI_API_KEY holds a sign that no key has", "copy it again")];
  return [...others, ...local, ...(await checkModels({ ...variables, ...deployed }, agents.all))];
}
