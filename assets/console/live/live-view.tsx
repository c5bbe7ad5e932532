import type { FiredAlert } from "../../../worker/protocol/console/live.ts";
import { CallRowLink } from "../history/call-row.tsx";
import { many, timeOfDay } from "../logic/format.ts";
import { placesOf } from "../logic/live-scene.ts";
import { NO_FILTER } from "../logic/place.ts";
import type { Live } from "../net/use-live.ts";
import { Empty, Skeleton } from "../parts/bits.tsx";
import { Link } from "../parts/go.tsx";
import { Icon } from "../parts/icons.tsx";
import { useTicks } from "../parts/use-ticks.ts";
import { LinkSign } from "./link-sign.tsx";
import { AwayRow, LiveRow } from "./live-row.tsx";

/** Every call that goes on, and the alerts. */
export function LiveView({ live }: { readonly live: Live }) {
  const { scene, link } = live;
  const lost = link.is === "lost";
  // What is not connected does not tick: its seconds would be made up.
  useTicks(
    scene.calls.some(({ silentSince }) => silentSince !== undefined) ? 100 : 500,
    !lost && scene.calls.length > 0,
  );
  const now = (lost ? link.since : Date.now()) + scene.skewMs;
  const { withAgent, away } = placesOf(scene, now);
  const step = Math.floor(now / 500) * 500;
  return (
    <>
      <header className="head">
        <h1>Live</h1>
        {scene.known && <p className="fine">{many(withAgent.length + away.length, "call")}</p>}
        {!lost && <LinkSign live={live} />}
      </header>
      {lost && <LinkSign live={live} />}
      <Alerts alerts={scene.alerts} />
      {!scene.known && !lost && <Skeleton rows={6} />}
      {scene.known && withAgent.length + away.length === 0 && (
        <Empty icon="phone" title="No call goes on">
          <p>
            A call appears here as it rings.{" "}
            <Link to={{ view: "history", filter: NO_FILTER }}>See earlier calls</Link>
          </p>
        </Empty>
      )}
      <ol className={lost ? "live-list stale" : "live-list"} aria-label="Calls that go on">
        {withAgent.map((call) => (
          <LiveRow key={call.callSid} call={call} now={call.silentSince === undefined ? step : now} />
        ))}
      </ol>
      {away.length > 0 && (
        <section className={lost ? "apart stale" : "apart"} aria-label="Handed over">
          <h2>Handed over</h2>
          <ol className="live-list">
            {away.map(({ call, person }) => (
              <AwayRow key={call.callSid} call={call} person={person} now={step} />
            ))}
          </ol>
        </section>
      )}
      {scene.ended.length > 0 && (
        <section className="apart" aria-label="Just ended">
          <h2>Just ended</h2>
          <ol className="rows">
            {scene.ended.map((call) => (
              <CallRowLink key={call.callSid} call={call} now={now} />
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

function Alerts({ alerts }: { readonly alerts: readonly FiredAlert[] }) {
  if (alerts.length === 0) return null;
  return (
    <ul className="alerts" aria-label="Alerts">
      {alerts.map(({ rule, words, since, until, callSid }) => (
        <li
          key={`${rule} ${since} ${callSid ?? ""}`}
          className={until === undefined ? "alert" : "alert over"}
        >
          <Icon name="warning" />
          <span className="alert-words">
            <bdi>{words}</bdi>
          </span>
          <span className="fine">
            {until === undefined ? `since ${timeOfDay(since)}` : `${timeOfDay(since)}–${timeOfDay(until)}`}
          </span>
          {callSid !== undefined && (
            <Link to={{ view: "call", callSid }} className="button small">
              Open the call
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}
