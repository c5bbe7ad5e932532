/**
 * The slice of Flex UI 2.17.1's inside that the desk reaches into to run it with no account: its class, its
 * reducer, its plugin loader. None of it is public, which is why the version is pinned.
 * Source: read in the published bundle, and run.
 */

export interface FlexTask {
  readonly sid: string;
  readonly taskSid: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface FlexState {
  readonly session: Readonly<Record<string, unknown>>;
  readonly view: { readonly selectedTaskSid?: string };
  readonly worker: { readonly tasks: ReadonlyMap<string, FlexTask> };
}

export interface FlexStore {
  getState(): { readonly flex: FlexState };
  dispatch(action: { readonly type: string; readonly payload?: unknown }): void;
}

export interface FlexManager {
  _serviceConfiguration: unknown;
  _strings?: unknown;
  strings: Record<string, string>;
  loadInitialData(): Promise<void>;
}

interface ManagerClass {
  new (configuration: unknown, store: FlexStore): FlexManager;
  _instance: FlexManager;
  _proxiedInstance: FlexManager;
  readonly events: { addListener(name: "pluginsInitialized", listener: () => void): void };
}

interface PluginDefinition {
  readonly name: string;
  readonly uuid: string;
  readonly version: string;
  readonly flexVersion: string;
  readonly phase: number;
  readonly state: "NotStarted";
}

/** What an action of Flex is called with; the fields used here. */
export interface ActionPayload {
  readonly sid?: string;
  readonly task?: FlexTask;
  readonly activitySid?: string;
}

export interface FlexRuntime {
  readonly VERSION: string;
  readonly Manager: ManagerClass;
  readonly FlexReducer: (state: FlexState | undefined, action: unknown) => FlexState;
  readonly applyFlexMiddleware: () => unknown;
  readonly languages: { readonly default: Record<string, string> };
  readonly ContextProvider: unknown;
  readonly RootContainer: unknown;
  readonly Actions: {
    invokeAction(name: string, payload: unknown): Promise<void>;
    replaceAction(name: string, replacement: (payload: ActionPayload) => void | Promise<void>): void;
  };
  readonly Plugins: {
    readonly plugins: readonly { readonly name: string; readonly state: string }[];
    setup(flex: FlexRuntime, manager: FlexManager): void;
    storePluginDefinition(definitions: readonly PluginDefinition[]): void;
    updatePluginState(uuid: string, state: "Failed"): void;
  };
}

export interface FlexGlobals {
  readonly Twilio: { readonly Flex: FlexRuntime };
  readonly React: { createElement(type: unknown, props?: unknown, ...children: unknown[]): unknown };
  readonly ReactDOM: { render(element: unknown, container: Element | null): void };
  readonly Redux: {
    createStore(
      reducer: (state: { flex: FlexState } | undefined, action: unknown) => { flex: FlexState },
      enhancer: unknown,
    ): FlexStore;
  };
}
