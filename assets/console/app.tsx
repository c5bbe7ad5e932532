import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Me } from "../../worker/protocol/console/audit.ts";
import { AgentsView } from "./agents/agents-view.tsx";
import { AuditView } from "./audit-view.tsx";
import { CallView } from "./call/call-view.tsx";
import { HistoryView } from "./history/history-view.tsx";
import { LiveView } from "./live/live-view.tsx";
import { agentTitle } from "./logic/format.ts";
import { placesOf } from "./logic/live-scene.ts";
import { NO_FILTER, type Place } from "./logic/place.ts";
import { leave, onSignOut } from "./net/sign-out.ts";
import { useLive } from "./net/use-live.ts";
import { useRead } from "./net/use-read.ts";
import { OverviewView } from "./overview/overview-view.tsx";
import { Empty, Skeleton } from "./parts/bits.tsx";
import { GoContext, Link, usePlace } from "./parts/go.tsx";
import { Icon, type IconName, Mark } from "./parts/icons.tsx";
import { useKept } from "./parts/keep.ts";
import { ThemeButton } from "./parts/theme.tsx";
import { Help, moveFocus, type Shortcut, useShortcuts } from "./shortcuts.tsx";

/** Whoever looks at calls begins without the editor. Its file goes with the release that it is of. */
const AgentView = lazy(() =>
  import("./agents/agent-view.tsx").then(
    (file) => ({ default: file.AgentView }),
    () => ({ default: Unloaded }),
  ),
);

function Unloaded({ name }: { readonly name: string }) {
  return (
    <>
      <header className="head">
        <h1>{agentTitle(name)}</h1>
      </header>
      <Empty icon="warning" title="This part did not load">
        <p>
          <a href={location.href}>Load the page anew</a>
        </p>
      </Empty>
    </>
  );
}

const OVERVIEW: Place = { view: "overview", when: "7d", by: "day" };
const HISTORY: Place = { view: "history", filter: NO_FILTER };
const LIVE: Place = { view: "live" };
const AGENTS: Place = { view: "agents" };

/** The console: what is gone to is in the address, and nothing else of it is kept but theme and keys. */
export function App() {
  const [place, go] = usePlace();
  const { data: me } = useRead<Me>("/api/me");
  const [signedOut, setSignedOut] = useState(false);
  useEffect(() => onSignOut(() => setSignedOut(true)), []);
  /** The list that one came from, with its filter. */
  const list = useRef<Place>(HISTORY);
  if (place.view === "live" || place.view === "history") list.current = place;
  const callSid = place.view === "call" ? place.callSid : undefined;
  const live = useLive(!signedOut, callSid);
  const [help, setHelp] = useState(false);
  const [keys, setKeys] = useKept<"on" | "off">("baton.console.keys", "on", ["on", "off"]);
  /** For what a view does with a key of its own. */
  const ofView = useRef<(shortcut: Shortcut) => boolean>(() => false);
  const operator = me?.role === "operator";
  const main = useRef<HTMLElement>(null);

  useShortcuts(keys === "on", (shortcut) => {
    if (ofView.current(shortcut)) return;
    switch (shortcut) {
      case "live":
        return go(LIVE);
      case "history":
        return go(HISTORY);
      case "overview":
        return go(OVERVIEW);
      case "agents":
        return go(AGENTS);
      case "help":
        return setHelp(true);
      case "next":
        return moveFocus(1);
      case "previous":
        return moveFocus(-1);
      case "search":
        if (place.view !== "history") go(HISTORY);
        // At once (React 17 has rendered the view by now): the next key may be typed already.
        return document.querySelector<HTMLElement>("[data-search]")?.focus();
      case "back":
        if (place.view === "agent") return go(AGENTS);
        if (place.view !== "call") return (document.activeElement as HTMLElement | null)?.blur();
        // `within` is put by `go` alone.
        return (history.state as { within?: boolean } | null)?.within ? history.back() : go(list.current);
      default:
        return undefined;
    }
  });

  /** Where the history was left: the way back from a call leads to the same line. */
  const leftAt = useRef(0);
  /** The call that was looked at last: back in its list, its row has the focus. */
  const opened = useRef("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each other view, and not at each filter
  useLayoutEffect(() => {
    main.current?.scrollTo(0, place.view === "history" ? leftAt.current : 0);
    if (callSid !== undefined) opened.current = callSid;
    else if (place.view === "live" || place.view === "history") {
      main.current
        ?.querySelector<HTMLElement>(`[data-row="${CSS.escape(opened.current)}"]`)
        ?.focus({ preventScroll: true });
      opened.current = "";
    }
  }, [place.view, callSid, place.view === "agent" && `${place.name} ${place.tab}`]);

  const places = placesOf(live.scene, Date.now() + live.scene.skewMs);
  const count = places.withAgent.length + places.away.length;
  const alerts = live.scene.alerts.filter(({ until }) => until === undefined).length;
  return (
    <GoContext.Provider value={go}>
      <div className="app">
        <a className="skip" href="#main">
          Skip to the content
        </a>
        <nav className="side" aria-label="Console">
          <div className="brand">
            <Mark />
            <span>Baton</span>
          </div>
          <NavLink to={LIVE} icon="live" words="Live" current={place.view === "live"}>
            {live.scene.known && (
              <span className="count">
                {alerts > 0 && (
                  <span className="alarm" title="Alerts that are on">
                    {alerts}
                    <span className="hidden"> alerts, </span>
                  </span>
                )}
                {count}
                <span className="hidden"> calls</span>
              </span>
            )}
          </NavLink>
          <NavLink
            to={HISTORY}
            icon="history"
            words="History"
            current={place.view === "history" || place.view === "call"}
          />
          <NavLink to={OVERVIEW} icon="overview" words="Overview" current={place.view === "overview"} />
          <NavLink
            to={AGENTS}
            icon="agents"
            words="Agents"
            current={place.view === "agents" || place.view === "agent"}
          />
          {operator && (
            <NavLink to={{ view: "audit" }} icon="audit" words="Audit" current={place.view === "audit"} />
          )}
          <div className="side-end">
            <p className="who" title={me?.by}>
              {me !== undefined && (
                <>
                  <bdi>{me.by}</bdi>
                  <span>{operator ? "Operator" : "Reader"}</span>
                </>
              )}
            </p>
            <div className="side-tools">
              <ThemeButton keptAs="baton.console.theme" Icon={Icon} />
              {me !== undefined && !signedOut && !me.by.includes("@") && (
                <button
                  type="button"
                  className="tool"
                  aria-label="Sign out"
                  title="Sign out"
                  onClick={() => void leave()}
                >
                  <Icon name="leave" />
                </button>
              )}
              <button
                type="button"
                className="tool"
                aria-label="Keyboard"
                title="Keyboard (?)"
                onClick={() => setHelp(true)}
              >
                <Icon name="help" />
              </button>
            </div>
          </div>
        </nav>
        <main
          className="main"
          id="main"
          ref={main}
          tabIndex={-1}
          onScroll={({ currentTarget }) => {
            if (place.view === "history") leftAt.current = currentTarget.scrollTop;
          }}
        >
          {signedOut ? (
            <Empty icon="audit" title="You are signed out">
              <p>
                Run <code>npm run console</code> where the project is, and open the link that it prints. It
                works once, for 15 minutes.
              </p>
            </Empty>
          ) : (
            <View place={place} list={list.current} live={live} operator={operator} me={me} ofView={ofView} />
          )}
        </main>
        {help && (
          <Help
            keysOn={keys === "on"}
            setKeysOn={(on) => setKeys(on ? "on" : "off")}
            close={() => setHelp(false)}
          />
        )}
      </div>
    </GoContext.Provider>
  );
}

interface NavLinkProps {
  readonly to: Place;
  readonly icon: IconName;
  readonly words: string;
  readonly current: boolean;
  readonly children?: React.ReactNode;
}

function NavLink({ to, icon, words, current, children }: NavLinkProps) {
  return (
    <Link to={to} className="nav" current={current}>
      <Icon name={icon} />
      <span className="nav-words">{words}</span>
      {children}
    </Link>
  );
}

interface ViewProps {
  readonly place: Place;
  readonly list: Place;
  readonly live: ReturnType<typeof useLive>;
  readonly operator: boolean;
  readonly me: Me | undefined;
  readonly ofView: { current: (shortcut: Shortcut) => boolean };
}

function View({ place, list, live, operator, me, ofView }: ViewProps) {
  useTitle(place);
  switch (place.view) {
    case "live":
      return <LiveView live={live} />;
    case "history":
      return <HistoryView filter={place.filter} scene={live.scene} />;
    case "call":
      return (
        <CallView
          key={place.callSid}
          callSid={place.callSid}
          at={place.t}
          q={place.q}
          list={list}
          live={live}
          operator={operator}
          me={me}
          ofView={ofView}
        />
      );
    case "overview":
      return <OverviewView when={place.when} by={place.by} />;
    case "audit":
      return <AuditView />;
    case "agents":
      return <AgentsView />;
    case "agent":
      return (
        <Suspense fallback={<Skeleton rows={8} />}>
          <AgentView name={place.name} tab={place.tab} version={place.version} me={me} />
        </Suspense>
      );
    case "nowhere":
      return (
        <>
          <header className="head">
            <h1>Not found</h1>
          </header>
          <Empty icon="search" title="There is no such page">
            <p>
              <Link to={LIVE}>See the calls that go on</Link>
            </p>
          </Empty>
        </>
      );
  }
}

const TITLES: Readonly<Record<Place["view"], string>> = {
  live: "Live",
  history: "History",
  call: "Call",
  overview: "Overview",
  audit: "Audit",
  agents: "Agents",
  agent: "Agent",
  nowhere: "Not found",
};

function useTitle(place: Place): void {
  const title = place.view === "agent" ? agentTitle(place.name) : TITLES[place.view];
  useEffect(() => {
    document.title = `${title} · Baton console`;
  }, [title]);
}
