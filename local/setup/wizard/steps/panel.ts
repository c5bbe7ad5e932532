import { DEFAULT_ENVIRONMENT } from "../../../operate/environments.ts";
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
    else if (!isReleased(await setup.record.read())) await settleOther(setup);
  },
  async look({ record, known: { flex, otherPanel } }: Setup) {
    if (!flex || isReleased(await record.read())) return [];
    if (!otherPanel) return ["release it in Flex"];
    return otherPanel.taken ? [`release it in Flex, in the place of ${otherPanel.whose}`] : [];
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

const isReleased = (record: InstallationRecord): boolean =>
  record.panelUrl !== undefined && record.panelUrl === releasedIn(record);

/** An account has one panel. `--yes` is not enough: the people of another installation would get this one. */
async function settleOther(setup: Setup): Promise<void> {
  const { env, ask, say, known } = setup;
  const whose = await whoseIsThere(setup);
  if (!whose) return;
  const who = `Flex has the panel of ${whose}, and an account has one`;
  const taken =
    (await ask?.yes(`${who}: everybody in Flex would get this one.\nRelease it over that one?`, false)) ??
    false;
  known.otherPanel = { whose, taken };
  const flag = env === DEFAULT_ENVIRONMENT ? "" : ` -- --env ${env}`;
  if (!taken)
    say(
      `! Panel       ${who}: it stays\n              → npm run release:plugin${flag} puts this one in its place, for everybody`,
    );
}

/** @returns undefined where it is ours, or there is none. */
async function whoseIsThere({ record, variables, ports, known }: Setup): Promise<string | undefined> {
  const own = await record.read();
  const account = known.account?.api.accountSid;
  const others = (await record.others()).filter(({ twilioAccountSid }) => twilioAccountSid === account);
  // Where Flex does not tell, the records do.
  const url = await ports
    .livePanel(variables.all())
    .catch(() => others.map(releasedIn).find((released) => released !== undefined));
  if (url === undefined || url === releasedIn(own)) return undefined;
  const host = URL.canParse(url) ? new URL(url).host : url;
  if (host === own.functions?.domain) return undefined;
  const other = others.find(({ functions }) => functions?.domain === host);
  return `${other ? `installation "${other.env}"` : "another installation"} (${url})`;
}
