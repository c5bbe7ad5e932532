import type { Answer, Asked } from "./answering.ts";
import { sidMaker } from "./answering.ts";
import { twilioRefusal } from "./serverless.ts";

/** Twilio Studio's flows: `/v2/Flows`. Source: the resource in twilio 6.2 (`rest/studio/v2/flow`). */
export interface Studio {
  readonly flows: { readonly sid: string; friendly_name: string; status: string; definition: Definition }[];
  answer(asked: Asked): Answer;
}

export interface Definition {
  readonly initial_state: string;
  readonly states: readonly {
    readonly name: string;
    readonly type: string;
    readonly transitions: readonly { readonly event: string; readonly next?: string }[];
    readonly properties: Readonly<Record<string, unknown>>;
  }[];
}

export function studio(accountSid: string, sid: (prefix: string) => string = sidMaker()): Studio {
  const flows: Studio["flows"] = [];

  const shown = (flow: Studio["flows"][number]) => ({
    ...flow,
    webhook_url: `https://webhooks.twilio.com/v1/Accounts/${accountSid}/Flows/${flow.sid}`,
    valid: true,
  });

  /** A published flow has to hold together. */
  function fault(definition: Definition): string | undefined {
    const names = definition.states.map(({ name }) => name);
    const nexts = definition.states.flatMap(({ transitions }) =>
      transitions.flatMap(({ next }) => next ?? []),
    );
    const lost = [definition.initial_state, ...nexts].find((name) => !names.includes(name));
    if (lost) return `State ${lost} does not exist`;
    const flex = definition.states.find(({ type }) => type === "send-to-flex")?.properties;
    if (!flex) return undefined;
    if (!/^WW[0-9a-f]{32}$/.test(String(flex.workflow))) return "send-to-flex needs a workflow";
    if (!/^TC[0-9a-f]{32}$/.test(String(flex.channel))) return "send-to-flex needs a channel";
    return undefined;
  }

  return {
    flows,
    answer({ method, path, form }) {
      const [, , , key] = path.split("/");
      const flow = flows.find((each) => each.sid === key);
      if (key && !flow) return twilioRefusal(404, 20404, "no such flow");
      if (method === "GET")
        return {
          status: 200,
          body: flow ? shown(flow) : { flows: flows.map(shown), meta: { key: "flows", next_page_url: null } },
        };
      const definition: Definition = JSON.parse(form.get("Definition") ?? "{}");
      const wrong = fault(definition);
      if (wrong) return twilioRefusal(400, 20001, wrong);
      const change = {
        friendly_name: form.get("FriendlyName") ?? flow?.friendly_name ?? "",
        status: form.get("Status") ?? "draft",
        definition,
      };
      const changed = flow ? Object.assign(flow, change) : { sid: sid("FW"), ...change };
      if (!flow) flows.push(changed);
      return { status: flow ? 200 : 201, body: shown(changed) };
    },
  };
}
