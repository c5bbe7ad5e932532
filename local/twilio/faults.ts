import type { Faults } from "./events.ts";

export const NO_FAULTS: Readonly<Faults> = {
  frameLatencyMs: 0,
  refuseSockets: 0,
  duplicateCallbacks: false,
  webhookLatencyMs: 0,
  muteInfo: false,
  splitFinals: false,
  infoTimestamps: false,
  stringDurations: false,
  unknownFrames: false,
  actionBeforeClose: false,
  statisticsLatencyMs: 0,
  statisticsFail: false,
  statisticsWrong: false,
  queueFull: false,
  statisticsGarbage: false,
  queueFails: false,
};

/**
 * Applies a change to the faults in force.
 *
 * @returns one line per fault that changed, for the log.
 * @throws TypeError naming a fault that does not exist, or a value it cannot have.
 */
export function changeFaults(faults: Faults, change: Partial<Faults>): readonly string[] {
  for (const [name, value] of Object.entries(change)) {
    const usual = Object.entries(NO_FAULTS).find(([known]) => known === name)?.[1];
    if (usual === undefined)
      throw new TypeError(`Fault "${name}" is unknown: there are ${Object.keys(NO_FAULTS).join(", ")}.`);
    const fits =
      typeof usual === "number"
        ? typeof value === "number" && value >= 0 && Number.isFinite(value)
        : typeof value === "boolean";
    if (!fits)
      throw new TypeError(
        `Fault "${name}": ${String(value)} must be ${typeof usual === "number" ? "a number, 0 or more" : "true or false"}.`,
      );
  }
  const before: Faults = { ...faults };
  Object.assign(faults, change);
  return Object.entries(faults)
    .filter(([name, value]) => Object.entries(before).some(([n, v]) => n === name && v !== value))
    .map(([name, value]) => `${name}=${value}`);
}
