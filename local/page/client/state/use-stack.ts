import { useCallback, useEffect, useReducer, useRef } from "react";
import type { Faults, StackCommand, StackEvent } from "../../../twilio/events.ts";
import type { PageMessage, PageSettings } from "../../wire.ts";
import { type Connection, connect, type Link } from "./connection.ts";
import { absorb, emptyScene, type Scene } from "./scene.ts";

export interface Notice {
  readonly id: number;
  readonly text: string;
}

interface StackState {
  readonly link: Link;
  readonly scene: Scene;
  readonly settings: PageSettings | undefined;
  readonly faults: Readonly<Faults> | undefined;
  /** The stack's clock minus the browser's, milliseconds. */
  readonly clockOffsetMs: number;
  readonly notice: Notice | undefined;
}

export interface Stack extends StackState {
  /** The stack's time, epoch milliseconds. */
  readonly now: () => number;
  readonly order: (command: StackCommand) => void;
  readonly tell: (text: string) => void;
}

type Change =
  | { readonly do: "link"; readonly link: Link }
  | { readonly do: "messages"; readonly messages: readonly PageMessage[]; readonly atMs: number }
  | { readonly do: "tell"; readonly text: string }
  | { readonly do: "set_faults"; readonly faults: Partial<Faults> };

const START: StackState = {
  link: "connecting",
  scene: emptyScene,
  settings: undefined,
  faults: undefined,
  clockOffsetMs: 0,
  notice: undefined,
};

/** Events that come closer together than this are drawn at once. */
const FRAME_MS = 16;

/**
 * @param onLive - gets each event as it happens, and none of those that are replayed.
 * @param onDialled - gets the call that was dialled here.
 */
export function useStack(onLive: (event: StackEvent) => void, onDialled: (callSid: string) => void): Stack {
  const [state, change] = useReducer(reduce, START);
  const connection = useRef<Connection>();
  const live = useRef(onLive);
  live.current = onLive;
  const dialled = useRef(onDialled);
  dialled.current = onDialled;

  useEffect(() => {
    let waiting: PageMessage[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lastReplayed = 0;
    // A timer and not an animation frame: those stop in a hidden tab, and the call does not.
    const flush = (): void => {
      timer = undefined;
      change({ do: "messages", messages: waiting, atMs: Date.now() });
      waiting = [];
    };
    connection.current = connect(`ws://${location.host}/events`, {
      link: (link) => change({ do: "link", link }),
      message: (message) => {
        if ("kind" in message && message.seq > lastReplayed) live.current(message);
        waiting.push(message);
        if ("type" in message && message.type === "hello") lastReplayed = message.lastSeq;
        if ("type" in message && message.type === "dialled") dialled.current(message.callSid);
        // The log comes in many messages after the first; it is drawn when it is whole.
        const reached = "kind" in message ? message.seq : message.type === "hello" ? 0 : lastReplayed;
        if (reached < lastReplayed) return;
        timer ??= setTimeout(flush, FRAME_MS);
      },
    });
    return () => {
      clearTimeout(timer);
      connection.current?.close();
    };
  }, []);

  const tell = useCallback((text: string) => change({ do: "tell", text }), []);
  const order = useCallback(
    (command: StackCommand) => {
      // Shown at once, or a switch would spring back until the stack has answered.
      if (command.do === "set_faults") change(command);
      if (connection.current?.send(command) !== true)
        tell("Not connected to the local stack: is `npm start` running?");
    },
    [tell],
  );
  const { clockOffsetMs } = state;
  const now = useCallback(() => Date.now() + clockOffsetMs, [clockOffsetMs]);
  return { ...state, now, order, tell };
}

function reduce(state: StackState, change: Change): StackState {
  switch (change.do) {
    case "link":
      return { ...state, link: change.link };
    case "tell":
      return withNotice(state, change.text);
    case "set_faults":
      return state.faults === undefined ? state : { ...state, faults: { ...state.faults, ...change.faults } };
    case "messages":
      return takeMessages(state, change.messages, change.atMs);
  }
}

const withNotice = (state: StackState, text: string): StackState => ({
  ...state,
  notice: { id: (state.notice?.id ?? 0) + 1, text },
});

function takeMessages(state: StackState, messages: readonly PageMessage[], atMs: number): StackState {
  let next = state;
  const events: StackEvent[] = [];
  for (const message of messages) {
    if ("kind" in message) {
      events.push(message);
      continue;
    }
    switch (message.type) {
      case "hello": {
        const { settings, faults, now } = message;
        next = { ...next, scene: emptyScene, settings, faults, clockOffsetMs: now - atMs };
        events.length = 0;
        break;
      }
      case "faults":
        next = { ...next, faults: message.faults };
        break;
      case "settings":
        next = { ...next, settings: message.settings };
        break;
      case "dialled":
        break;
      case "refused":
        next = withNotice(next, message.reason);
        break;
      default:
        // A page that was open while the stack was updated may get what it does not know.
        message satisfies never;
    }
  }
  return events.length > 0 ? { ...next, scene: absorb(next.scene, events) } : next;
}
