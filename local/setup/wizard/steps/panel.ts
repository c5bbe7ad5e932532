import { type InstallationRecord, liveParts } from "../../../operate/record.ts";
import { flexWorkspace } from "../../flex-setup.ts";
import { accountIn, type Setup, type Step } from "../setup.ts";

/** The panel in which people read what the agent has learned, beside the plugins they have. */
export const panelStep: Step = {
  name: "panel",
  async settle(setup) {
    setup.known.flex = (await flexWorkspace(accountIn(setup).api)) !== undefined;
    if (!setup.known.flex)
      setup.say(
        "! Panel       the account has no Flex: no panel is released\n              → people read what the agent has learned in the task's attributes",
      );
  },
  async look({ record, known: { flex } }: Setup) {
    if (!flex) return [];
    const known = await record.read();
    return known.panelUrl && known.panelUrl === releasedIn(known) ? [] : ["release it in Flex"];
  },
  async apply({ env, variables, ports, record }) {
    const { panelUrl: url } = await record.read();
    if (!url) throw new Error("The panel is not deployed yet.");
    await ports.releasePanel({ env, variables: variables.all(), url, say: () => {} });
    return "released: people get it when they reload Flex";
  },
};

const releasedIn = ({ deploys }: InstallationRecord): string | undefined =>
  liveParts(deploys).plugin?.plugin?.url;
