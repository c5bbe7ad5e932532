import { AGENT, WORKER_SID, workerState } from "./agent.ts";
import type { FlexGlobals, FlexManager, FlexStore } from "./flex-runtime.ts";

/**
 * Starts the real Flex UI with nobody signed in, and loads plugins the way Flex does: a classic script with a
 * `uuid`, run by its own plugin manager. Everything Flex would ask Twilio for is answered here instead.
 */

export interface DeskOptions {
  readonly light: boolean;
  /** Language tag of the agent, such as `de-DE`. */
  readonly locale: string;
  readonly plugins: readonly { readonly name: string; readonly src: string }[];
}

export interface RunningFlex {
  readonly store: FlexStore;
  /** State of each plugin by name: `Initialized`, or `Failed`. */
  readonly plugins: Readonly<Record<string, string>>;
}

const FAR_FUTURE = "2999-01-01T00:00:00Z";

// Flex waits this long for its plugins before it shows itself without them.
const PLUGIN_TIMEOUT_MS = 10_000;

export async function startFlex(globals: FlexGlobals, options: DeskOptions): Promise<RunningFlex> {
  const { Flex } = globals.Twilio;
  const store = globals.Redux.createStore((state, action) => {
    const flex = Flex.FlexReducer(state?.flex, action);
    return { flex: { ...flex, session: flex.session.identity ? flex.session : signedIn(flex.session) } };
  }, Flex.applyFlexMiddleware());

  const manager = new Flex.Manager(
    { logLevel: "error", notifications: { enabled: false }, theme: { isLight: options.light } },
    store,
  );
  adopt(globals, manager, options.locale);
  store.dispatch({ type: "WORKER_UPDATE", payload: workerState(true, new Date()) });
  await manager.loadInitialData();
  const plugins = await loadPlugins(globals, manager, options.plugins);
  const { createElement } = globals.React;
  globals.ReactDOM.render(
    createElement(Flex.ContextProvider, { manager, legacy: true }, createElement(Flex.RootContainer)),
    document.getElementById("root"),
  );
  return { store, plugins };
}

const signedIn = (session: Readonly<Record<string, unknown>>) => ({
  ...session,
  identity: AGENT.identity,
  loginState: "LoggedIn",
  ssoTokenPayload: { ...AGENT, expiration: FAR_FUTURE },
});

/** Makes a hand-made manager the one that Flex's own modules find. */
function adopt({ Twilio: { Flex } }: FlexGlobals, manager: FlexManager, locale: string): void {
  // The public class is a subclass; half of Flex looks at its parent.
  const parent = Object.getPrototypeOf(Flex.Manager) as typeof Flex.Manager;
  for (const owner of [Flex.Manager, parent]) {
    owner._instance = manager;
    owner._proxiedInstance = manager;
  }
  manager._serviceConfiguration = {
    account_sid: `AC${"0".repeat(32)}`,
    flex_instance_sid: `GO${"0".repeat(32)}`,
    ui_version: Flex.VERSION,
  };
  const permissions = { agentDesktopView: true, teamsView: true, selfEditStatus: true };
  const user = { ...AGENT, workerSid: WORKER_SID, tokenExpirationDate: new Date(FAR_FUTURE), permissions };
  Object.defineProperty(manager, "user", { get: () => user });
  Object.defineProperty(manager, "localization", { get: () => ({ localeTag: locale }) });
  if (!manager._strings) manager.strings = Flex.languages.default;
}

async function loadPlugins(
  { Twilio: { Flex } }: FlexGlobals,
  manager: FlexManager,
  plugins: DeskOptions["plugins"],
): Promise<Record<string, string>> {
  const states = () => Object.fromEntries(Flex.Plugins.plugins.map((plugin) => [plugin.name, plugin.state]));
  if (plugins.length === 0) return {};
  Flex.Plugins.setup(Flex, manager);
  Flex.Plugins.storePluginDefinition(
    plugins.map(({ name }, index) => ({
      name,
      uuid: `plugin-${index}`,
      version: "0.0.0",
      flexVersion: "*",
      phase: 3,
      state: "NotStarted",
    })),
  );
  await new Promise<void>((done) => {
    Flex.Manager.events.addListener("pluginsInitialized", done);
    setTimeout(done, PLUGIN_TIMEOUT_MS);
    for (const [index, { src }] of plugins.entries()) {
      const script = document.createElement("script");
      script.setAttribute("uuid", `plugin-${index}`);
      script.async = true;
      script.src = src;
      script.onerror = () => {
        Flex.Plugins.updatePluginState(`plugin-${index}`, "Failed");
        done();
      };
      document.body.append(script);
    }
  });
  return states();
}
