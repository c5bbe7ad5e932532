import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { CallDetail } from "../../../worker/protocol/console/timeline.ts";
import { clock } from "../logic/format.ts";
import { refusalOf } from "../net/api.ts";
import { Icon } from "../parts/icons.tsx";

export interface PlayerState {
  /** There is a recording. */
  readonly there: boolean;
  /** Where it is while it plays, or has played: epoch ms by the Worker's clock. */
  readonly at?: number;
  readonly playing: boolean;
  readonly seconds: number;
  readonly position: number;
  /** Why it cannot be played, in words. */
  readonly refused?: string;
  readonly rate: number;
  readonly toggle: () => void;
  readonly faster: () => void;
  /** To a moment of the call, epoch ms. */
  readonly seek: (at: number) => void;
}

const RATES: readonly number[] = [1, 1.5, 2];

/** Plays a call's recording; its element lives as long as the call is shown. */
export function usePlayer(detail: CallDetail | undefined, url: string): PlayerState {
  const startedAt = detail?.recording?.startedAt;
  const [state, setState] = useState({
    playing: false,
    position: 0,
    seconds: 0,
    used: false,
    rate: 1,
  });
  const [refused, setRefused] = useState<string>();
  const audio = useRef<HTMLAudioElement>();
  const there = startedAt !== undefined;

  useEffect(() => {
    if (!there) return undefined;
    const element = new Audio();
    element.preload = "none";
    element.src = `${url}/recording`;
    audio.current = element;
    const told = (): void =>
      setState((before) => ({
        ...before,
        // One that could not be had still counts as playing.
        playing: !element.paused && element.error === null,
        position: element.currentTime,
        seconds: Number.isFinite(element.duration) ? element.duration : 0,
        used: before.used || !element.paused,
      }));
    for (const name of ["play", "pause", "timeupdate", "seeked", "durationchange", "ended"])
      element.addEventListener(name, told);
    const stop = new AbortController();
    element.addEventListener("error", () => {
      told();
      void whyNot(element.src, stop.signal).then((words) => !stop.signal.aborted && setRefused(words));
    });
    let frame = 0;
    // `timeupdate` comes four times a second; a playhead moves with each frame.
    const follow = (): void => {
      if (!element.paused) told();
      frame = requestAnimationFrame(follow);
    };
    element.addEventListener("play", () => {
      cancelAnimationFrame(frame);
      follow();
    });
    element.addEventListener("pause", () => cancelAnimationFrame(frame));
    return () => {
      stop.abort();
      setRefused(undefined);
      cancelAnimationFrame(frame);
      element.pause();
      element.removeAttribute("src");
      element.load();
      audio.current = undefined;
    };
  }, [there, url]);

  const seek = useCallback(
    (at: number) => {
      const element = audio.current;
      if (element === undefined || startedAt === undefined) return;
      const position = Math.max(0, (at - startedAt) / 1_000);
      // What was not loaded yet takes it as where to begin.
      element.currentTime = position;
      setState((before) => ({ ...before, position, used: false }));
    },
    [startedAt],
  );
  const toggle = useCallback(() => {
    const element = audio.current;
    if (element === undefined) return;
    if (!element.paused && !element.error) return element.pause();
    setRefused(undefined);
    // What was not to be had is asked for anew: Twilio may be done with it by now.
    if (element.error) element.load();
    // That it cannot be played is told by its error.
    void element.play().catch(() => undefined);
  }, []);
  const faster = useCallback(() => {
    const element = audio.current;
    if (element === undefined) return;
    const next = RATES[(RATES.indexOf(element.playbackRate) + 1) % RATES.length] ?? 1;
    element.playbackRate = next;
    setState((before) => ({ ...before, rate: next }));
  }, []);

  const told = detail?.recording?.seconds;
  return useMemo(
    () => ({
      there,
      playing: state.playing,
      seconds: state.seconds || told || 0,
      position: state.position,
      ...(refused !== undefined ? { refused } : {}),
      rate: state.rate,
      ...(startedAt !== undefined && state.used ? { at: startedAt + state.position * 1_000 } : {}),
      toggle,
      faster,
      seek,
    }),
    [there, state, refused, told, startedAt, toggle, faster, seek],
  );
}

/** An element that plays says that it cannot, and not what the Worker said: that is asked for once more, in one byte. */
async function whyNot(url: string, signal: AbortSignal): Promise<string> {
  const words = await refusalOf(url, { headers: { range: "bytes=0-0" }, signal }).catch(() => undefined);
  return words ?? "The recording cannot be played.";
}

export function Player({ player }: { readonly player: PlayerState }) {
  const { playing, position, seconds, refused, rate, toggle, faster } = player;
  return (
    <div className="player">
      <button
        type="button"
        className="play"
        onClick={toggle}
        aria-label={playing ? "Pause the recording" : "Play the recording"}
        title={playing ? "Pause (p)" : "Play (p)"}
      >
        <Icon name={playing ? "pause" : "play"} />
      </button>
      <span className="player-time">
        {clock(position * 1_000)} <span className="fine">/ {clock(seconds * 1_000)}</span>
      </span>
      <button
        type="button"
        className="button small ghost"
        onClick={faster}
        aria-label={`Speed ${rate}. Change`}
      >
        {rate}×
      </button>
      {refused !== undefined && (
        <span className="refusal" role="alert">
          {refused}
        </span>
      )}
    </div>
  );
}
