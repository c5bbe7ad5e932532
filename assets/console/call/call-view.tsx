import { useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { Me } from "../../../worker/protocol/console/audit.ts";
import type { CallDetail } from "../../../worker/protocol/console/timeline.ts";
import { LinkSign } from "../live/link-sign.tsx";
import { lineWith } from "../logic/found.ts";
import { NO_FILTER, type Place } from "../logic/place.ts";
import { lineAt, place } from "../logic/timeline.ts";
import type { Live } from "../net/use-live.ts";
import { useRead } from "../net/use-read.ts";
import { Empty, Skeleton, Trouble } from "../parts/bits.tsx";
import { GoContext, Link } from "../parts/go.tsx";
import { Icon } from "../parts/icons.tsx";
import { useTicks } from "../parts/use-ticks.ts";
import type { Shortcut } from "../shortcuts.tsx";
import { ActionBar } from "./action-bar.tsx";
import { CallHead } from "./call-head.tsx";
import { DeleteButton } from "./delete-button.tsx";
import { KnownBefore } from "./known.tsx";
import { Player, usePlayer } from "./player.tsx";
import { type TimelineHandle, TimelineView } from "./timeline-view.tsx";
import { Told } from "./told.tsx";
import { Transcript } from "./transcript.tsx";

interface CallViewProps {
  readonly callSid: string;
  /** Seconds from its beginning. */
  readonly at: number | undefined;
  /** Else what is looked for in it. */
  readonly q: string | undefined;
  /** Where one came from. */
  readonly list: Place;
  readonly live: Live;
  readonly operator: boolean;
  readonly me: Me | undefined;
  readonly ofView: { current: (shortcut: Shortcut) => boolean };
}

/** How often a call that goes on is read anew where nothing is heard of it, milliseconds. */
const ANYWAY_MS = 5_000;
/** And not more often than this where it changes all the time. */
const APART_MS = 700;
/** A call of hours is read anew the less often, the more there is of it: milliseconds for each bar. */
const APART_MS_A_BAR = 0.5;

/** One call: what came of it, its timeline and its transcript in step with each other; actions while it goes on. */
export function CallView({ callSid, at, q, list, live, operator, me, ofView }: CallViewProps) {
  const go = useContext(GoContext);
  const url = `/api/calls/${encodeURIComponent(callSid)}`;
  const [going, setGoing] = useState(true);
  const { data, refused, again } = useRead<CallDetail>(url, going ? ANYWAY_MS : 0);
  const liveCall = live.scene.calls.find((call) => call.callSid === callSid);
  useSettled(
    liveCall?.at,
    live.scene.ended.some((call) => call.callSid === callSid),
    APART_MS + (data?.timeline.bars.length ?? 0) * APART_MS_A_BAR,
    again,
  );
  const detail = data?.call.callSid === callSid ? data : undefined;
  const goesOn =
    detail !== undefined && detail.timeline.endedAt === undefined && detail.call.endedAt === undefined;
  useEffect(() => setGoing(detail === undefined || goesOn), [detail, goesOn]);

  const [selected, setSelected] = useState<number>();
  const [hovered, setHovered] = useState<number>();
  const timeline = useRef<TimelineHandle>(null);
  useTicks(1_000, goesOn && live.link.is !== "lost");
  const now = Math.floor((Date.now() + live.scene.skewMs) / 1_000) * 1_000;
  const shownAt = goesOn ? now : 0;
  const placed = useMemo(
    () => (detail === undefined ? undefined : place(detail.timeline, shownAt)),
    [detail, shownAt],
  );
  const texts = detail?.transcript;
  const foundLine = useMemo(() => {
    const line =
      q === undefined || texts === undefined
        ? -1
        : lineWith(
            texts.map(({ text }) => text),
            q,
          );
    return line < 0 ? undefined : line;
  }, [q, texts]);
  const player = usePlayer(detail, url);
  const atMs = at === undefined ? undefined : at * 1_000;
  const seek = useCallback(
    (ms: number | undefined) =>
      go({ view: "call", callSid, ...(ms === undefined ? {} : { t: Math.max(0, ms) / 1_000 }) }, "replace"),
    [go, callSid],
  );
  const startedAt = detail?.timeline.startedAt ?? 0;

  const onBar = useCallback(
    (index: number) => {
      const bar = placed?.bars[index];
      if (bar === undefined) return;
      setSelected(index);
      seek(bar.from);
      player.seek(startedAt + bar.from);
    },
    [placed, seek, player.seek, startedAt],
  );
  const onLine = useCallback(
    (item: number) => {
      const line = detail?.transcript[item];
      if (line === undefined || placed === undefined) return;
      const bar = placed.bars.find((one) => one?.bar.item === item);
      setSelected(bar?.index);
      const ms = bar?.from ?? line.at - startedAt;
      seek(ms);
      player.seek(startedAt + ms);
      timeline.current?.show(ms, bar?.to ?? ms);
    },
    [detail, placed, seek, player.seek, startedAt],
  );
  const onHoverLine = useCallback(
    (item: number | undefined) =>
      setHovered(item === undefined ? undefined : placed?.bars.find((one) => one?.bar.item === item)?.index),
    [placed],
  );
  const onSeek = useCallback(
    (ms: number) => {
      setSelected(undefined);
      seek(ms);
      player.seek(startedAt + ms);
    },
    [seek, player.seek, startedAt],
  );

  ofView.current = (shortcut) => {
    if (shortcut === "zoom_in") timeline.current?.zoom(2);
    else if (shortcut === "zoom_out") timeline.current?.zoom(0.5);
    else if (shortcut === "fit") timeline.current?.fit();
    else if (shortcut === "play" && player.there) player.toggle();
    else return false;
    return true;
  };
  useEffect(
    () => () => {
      ofView.current = () => false;
    },
    [ofView],
  );

  if (detail === undefined || placed === undefined)
    return (
      <>
        <header className="head">
          <BackLink to={list} />
          <h1 className="mono">{callSid}</h1>
        </header>
        {refused === undefined ? (
          <Skeleton rows={8} />
        ) : refused.status === 404 ? (
          <Empty icon="search" title="This call is not here">
            <p>It was deleted, was never ours, or has not reached the list yet.</p>
            <p>
              <Link to={{ view: "history", filter: NO_FILTER }}>See all calls</Link>
            </p>
          </Empty>
        ) : (
          <Trouble refused={refused} again={again} />
        )}
      </>
    );

  const playing = player.at;
  const headAt = playing === undefined ? atMs : playing - startedAt;
  const ofBar = (index: number | undefined): number | undefined =>
    index === undefined ? undefined : placed.bars[index]?.bar.item;
  const line =
    (playing === undefined ? ofBar(selected) : undefined) ??
    (headAt === undefined ? foundLine : lineAt(detail.transcript, startedAt + headAt + 50));
  const others = (liveCall?.operators ?? []).filter((id) => id !== me?.by);
  return (
    <div className={goesOn ? "call going" : "call"}>
      <header className="head call-top">
        <BackLink to={list} />
        <CallHead detail={detail} liveCall={liveCall} now={now} />
        {operator && !goesOn && <DeleteButton callSid={callSid} done={() => go(list)} />}
      </header>
      {live.link.is === "lost" && goesOn && <LinkSign live={live} />}
      {refused !== undefined && <Trouble refused={refused} again={again} />}
      {others.length > 0 && (
        <p className="others" role="status">
          <Icon name="eye" />
          <span>
            Also here: <bdi>{others.join(", ")}</bdi>
          </span>
        </p>
      )}
      <div className="call-main">
        <Told detail={detail} />
        <KnownBefore known={detail.known} />
        <TimelineView
          ref={timeline}
          timeline={detail.timeline}
          placed={placed}
          selected={selected}
          hovered={hovered}
          at={headAt}
          choose={onBar}
          hover={setHovered}
          seek={onSeek}
          player={player.there ? <Player player={player} /> : null}
        />
      </div>
      <Transcript
        items={detail.transcript}
        startedAt={startedAt}
        current={line}
        hinted={ofBar(hovered)}
        choose={onLine}
        hover={onHoverLine}
        follow={goesOn}
        foot={
          goesOn && operator ? (
            <ActionBar
              callSid={callSid}
              muted={liveCall?.muted === true}
              lost={(liveCall?.phase ?? detail.call.phase) === "lost"}
              done={again}
            />
          ) : null
        }
        actions={detail.actions}
      />
    </div>
  );
}

function BackLink({ to }: { readonly to: Place }) {
  return (
    <Link to={to} className="tool back" label={to.view === "live" ? "Live calls" : "Back to the list"}>
      <Icon name="back" />
    </Link>
  );
}

/** Reads a call anew as something is heard of it, and once more as it ends. */
function useSettled(changedAt: number | undefined, ended: boolean, apartMs: number, again: () => void): void {
  const lastAt = useRef(0);
  const apart = useRef(apartMs);
  apart.current = apartMs;
  useEffect(() => {
    if (changedAt === undefined && !ended) return undefined;
    const wait = Math.max(0, lastAt.current + apart.current - Date.now());
    const timer = setTimeout(() => {
      lastAt.current = Date.now();
      again();
    }, wait);
    return () => clearTimeout(timer);
  }, [changedAt, ended, again]);
}
