import { type AppFrame, readAppFrame } from "../app-frame.ts";
import { RECORDED } from "../settings.ts";
import { newSid } from "../sid.ts";
import type { Stack } from "../stack.ts";
import type { Recognised } from "./caller-speech.ts";
import type { RelayConfig } from "./relay-config.ts";
import { createRelayInput } from "./relay-input.ts";
import { createRelayLine } from "./relay-line.ts";
import { createRelayOutput, type Languages } from "./relay-output.ts";
import { type SessionFacts, setupFrame } from "./relay-setup.ts";
import { connectRelay, type RelaySocket } from "./relay-socket.ts";

export type SessionEnd =
  | { readonly status: "ended"; readonly handoffData?: string }
  | { readonly status: "completed" }
  | { readonly status: "failed"; readonly code: string; readonly message: string }
  /** The websocket was never open: 64102, or 64101 for attributes that cannot be used. */
  | { readonly status: "refused"; readonly code: "64101" | "64102"; readonly reason: string };

export interface RelaySession {
  /** `VX…`, new for every `<Connect>`. */
  readonly id: string;
  /** The socket is open and `setup` sent; false when it was refused. */
  readonly opened: Promise<boolean>;
  /** How it went, when Twilio would request the action; `seconds` is Twilio's own measure. */
  readonly ended: Promise<{ readonly end: SessionEnd; readonly seconds: number }>;
  recognised(heard: Recognised): void;
  pressed(digit: string): void;
  coughed(): void;
  /** The caller hangs up, or the call is ended by REST. */
  hangUp(): void;
  /** The network loses the socket. */
  dropSocket(): void;
}

const MOST_MALFORMED = 10;
/** Events kept for an app that is to be reconnected; source: changelog of 2026-10-28. */
const MOST_BUFFERED = 500;
const RECONNECT_TRIES = 3;
/** Twilio's limit is not documented. */
const SAFE_HANDOFF_CHARS = 4096;
const NORMAL = [1000, "Closing websocket session"] as const;
/** How long text without an end is held before it is worth a warning, milliseconds. */
const HELD_WARNING_MS = 3_000;

/** One ConversationRelay session: the websocket, what is heard and what is said. Facts sheet, sections 2 and 8. */
export function startRelaySession(stack: Stack, facts: SessionFacts, config: RelayConfig): RelaySession {
  const { speech, settings, faults } = stack;
  const { callSid } = facts;
  const id = newSid("VX");
  const startedAt = speech.now();
  const languages: Languages = { tts: config.ttsLanguage, stt: config.transcriptionLanguage };
  const opened = Promise.withResolvers<boolean>();
  const ended = Promise.withResolvers<{ end: SessionEnd; seconds: number }>();

  let socket: RelaySocket | undefined;
  let buffered: object[] = [];
  let malformed = 0;
  let phase: "connecting" | "open" | "reconnecting" | "over" = "connecting";
  /** Set by an `end` that waits for silence. */
  let onSilence: (() => void) | undefined;

  const line = createRelayLine(config, faults, send);
  const input = createRelayInput({
    stack,
    config,
    languages,
    line,
    output: () => output,
    whenPrompted: sendUnknown,
  });
  const output = createRelayOutput({
    stack,
    callSid,
    config,
    languages,
    line,
    callerTalking: () => input.talking,
    whenSilent() {
      onSilence?.();
      warnOfHeldText();
    },
  });

  function send(frame: object): void {
    if (phase === "open") socket?.send(frame);
    else if (phase === "reconnecting" && buffered.length < MOST_BUFFERED) buffered.push(frame);
  }

  function sendSetup(callStatus: "RINGING" | "IN_PROGRESS"): void {
    send(setupFrame(id, facts, stack.accountSid, callStatus, config.parameters));
    sendUnknown();
  }

  const warn = (message: string) => stack.alert({ code: "lint", message }, callSid);

  function sendUnknown(): void {
    if (!faults.unknownFrames) return;
    send({ type: "info", name: "unheardOf", value: "1" });
    send({ type: "configUpdated" });
  }

  const connect = () =>
    connectRelay(stack, config.url, callSid, {
      message: (raw) => phase === "open" && !onSilence && received(raw),
      closed: () => phase === "open" && lost(),
    });

  /** Settles how the session ended; Twilio requests the action `delayMs` later. */
  function finish(end: SessionEnd, delayMs: number): void {
    const seconds = Math.round((speech.now() - startedAt) / 1000);
    speech.after(delayMs, () => ended.resolve({ end, seconds }));
  }

  function close(end: SessionEnd, afterMs: number, code: readonly [number, string], actionMs: number): void {
    phase = "over";
    output.drop();
    const early = faults.actionBeforeClose;
    finish(end, early ? 0 : afterMs + actionMs);
    speech.after(early ? afterMs + actionMs : afterMs, () => socket?.close(...code));
  }

  function received(raw: string): void {
    const frame = readAppFrame(raw);
    if (!frame) {
      refuse(raw);
      return;
    }
    malformed = 0;
    if (frame.type === "end") endBy(frame);
    else output.take(frame);
  }

  function refuse(raw: string): void {
    line.send({ type: "error", description: `Invalid message received, code: 64107, ${raw}` });
    stack.alert({ code: "64107", message: `Invalid message received: ${raw.slice(0, 200)}` }, callSid);
    malformed += 1;
    if (malformed < MOST_MALFORMED) return;
    const reason = [1007, "Too many consecutive malformed messages."] as const;
    close(failure(), RECORDED.closeAfterMalformedMs, reason, RECORDED.actionAfterMalformedMs);
  }

  function endBy(frame: Extract<AppFrame, { type: "end" }>): void {
    const end: SessionEnd = {
      status: "ended",
      ...(frame.handoffData ? { handoffData: frame.handoffData } : {}),
    };
    const chars = frame.handoffData?.length ?? 0;
    if (chars > SAFE_HANDOFF_CHARS) {
      warn(`handoffData has ${chars} characters: above ${SAFE_HANDOFF_CHARS} it is not known to arrive`);
    }
    const over = () => close(end, RECORDED.closeAfterEndMs, NORMAL, RECORDED.actionAfterCloseMs);
    const silent = output.playback.idle;
    if (!silent && settings.drainOnEnd) {
      onSilence = over;
      return;
    }
    if (!silent) warn('"end" came while speech was playing or queued: the caller does not hear the rest');
    over();
  }

  function failure(): SessionEnd {
    const [code, message] =
      settings.lostSocket === "39001"
        ? ["39001", "Network connection to WebSocket server failed."]
        : ["64105", "Websocket ended"];
    stack.alert({ code, message }, callSid);
    return { status: "failed", code, message };
  }

  function lost(): void {
    if (config.applicationReconnect && settings.reconnect !== "action") {
      phase = "reconnecting";
      reconnect(1);
    } else {
      giveUp();
    }
  }

  function giveUp(): void {
    phase = "over";
    output.drop();
    finish(failure(), RECORDED.actionAfterDropMs);
  }

  function reconnect(attempt: number): void {
    speech.after(RECORDED.reconnectMs * attempt, async () => {
      if (phase !== "reconnecting") return;
      const again = await connect();
      if (phase !== "reconnecting") return again.ok ? again.socket.close(...NORMAL) : undefined;
      if (!again.ok && attempt < RECONNECT_TRIES) return reconnect(attempt + 1);
      if (!again.ok) return giveUp();
      socket = again.socket;
      phase = "open";
      if (settings.reconnect === "with_setup") sendSetup("IN_PROGRESS");
      for (const frame of buffered) send(frame);
      buffered = [];
    });
  }

  function warnOfHeldText(): void {
    const { held } = output;
    if (!held) return;
    speech.after(HELD_WARNING_MS, () => {
      if (phase === "over" || output.held !== held || !output.playback.idle) return;
      warn(`Text is held because no "last": true closed it: "${held}"`);
    });
  }

  async function open(): Promise<void> {
    const first = await connect();
    if (phase !== "connecting") {
      // The caller was gone before the handshake was through.
      if (first.ok) first.socket.close(...NORMAL);
      return opened.resolve(false);
    }
    if (!first.ok) {
      phase = "over";
      stack.alert(
        { code: "64102", message: `Unable to connect to websocket URL ${config.url}: ${first.reason}` },
        callSid,
      );
      finish({ status: "refused", code: "64102", reason: first.reason }, 0);
      return opened.resolve(false);
    }
    socket = first.socket;
    phase = "open";
    sendSetup(facts.answered ? "IN_PROGRESS" : "RINGING");
    opened.resolve(true);
    output.greet();
  }
  void open();

  return {
    id,
    opened: opened.promise,
    ended: ended.promise,
    recognised: (heard) => phase !== "over" && input.recognised(heard),
    pressed: (digit) => phase !== "over" && input.pressed(digit),
    coughed: () => phase !== "over" && input.coughed(),
    hangUp: () => phase !== "over" && close({ status: "completed" }, 0, NORMAL, RECORDED.actionAfterCloseMs),
    dropSocket: () => socket?.drop(),
  };
}
