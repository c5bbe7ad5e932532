/** The one person who works at this desk, and supervises it as well. */

// Sids are shown nowhere, but Flex expects their shape.
export const WORKER_SID = `WK${"1".repeat(32)}`;
const AGENT_NAME = "Sam Okafor";
export const AGENT = { identity: "sam", roles: ["agent", "supervisor"], token: "none" };

const available = { sid: `WA${"1".repeat(32)}`, name: "Available", available: true };
const unavailable = { sid: `WA${"2".repeat(32)}`, name: "Unavailable", available: false };

/** Whether whoever is in this activity takes calls; undefined for one that there is not. */
export const takesCalls = (activitySid: unknown): boolean | undefined =>
  [available, unavailable].find(({ sid }) => sid === activitySid)?.available;

/**
 * Flex's own state of the signed-in worker, as the TaskRouter SDK would fill it.
 *
 * @param since - from when Flex counts the time in this activity.
 */
export function workerState(isAvailable: boolean, since: Date) {
  const activities = [available, unavailable].map((each) => ({
    ...each,
    isCurrent: each.available === isAvailable,
    dateUpdated: since,
  }));
  const activity = activities.find(({ isCurrent }) => isCurrent);
  return {
    activity,
    activities: new Map(activities.map((each) => [each.sid, each])),
    attributes: { full_name: AGENT_NAME },
    worker: {
      sid: WORKER_SID,
      name: AGENT.identity,
      fullName: AGENT_NAME,
      activityName: activity?.name,
      attributes: { full_name: AGENT_NAME },
      dateUpdated: since,
      isAvailable,
      source: {},
    },
  };
}

/** The same person as the supervisor's live query lists them. */
export const workerItem = (isAvailable: boolean, since: Date) => ({
  worker_sid: WORKER_SID,
  friendly_name: AGENT.identity,
  activity_name: (isAvailable ? available : unavailable).name,
  attributes: { full_name: AGENT_NAME },
  date_updated: since.toISOString(),
  date_activity_changed: since.toISOString(),
});
