import type { Faults } from "../events.ts";
import type { RelayConfig } from "./relay-config.ts";

/** The app's end of a session: frames go to it in order. */
export interface RelayLine {
  send(frame: object): void;
  info(name: "agentSpeaking" | "clientSpeaking" | "tokensPlayed", value: string): void;
}

/** Sends `info` frames to those who subscribed to them, in the shape of the recording. */
export function createRelayLine(
  config: RelayConfig,
  faults: Faults,
  send: (frame: object) => void,
): RelayLine {
  return {
    send,
    info(name, value) {
      const subscribed = name === "tokensPlayed" ? config.tokensPlayed : config.speakerEvents;
      if (!subscribed || faults.muteInfo) return;
      send({ type: "info", name, value, ...(faults.infoTimestamps ? { ts: Date.now() } : {}) });
    },
  };
}
