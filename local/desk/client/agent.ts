/** The one person who works at this desk, and supervises it as well. */

// Sids are shown nowhere, but Flex expects their shape.
export const WORKER_SID = `WK${"1".repeat(32)}`;
export const AGENT_NAME = "Sam Okafor";
export const AGENT = { identity: "sam", roles: ["agent", "supervisor"], token: "none" };

const since = new Date();

const available = {
  sid: `WA${"1".repeat(32)}`,
  name: "Available",
  available: true,
  isCurrent: true,
  dateUpdated: since,
};

/** Flex's own state of the signed-in worker, as the TaskRouter SDK would fill it. */
export const workerState = {
  activity: available,
  activities: new Map([[available.sid, available]]),
  attributes: { full_name: AGENT_NAME },
  worker: {
    sid: WORKER_SID,
    name: AGENT.identity,
    fullName: AGENT_NAME,
    activityName: available.name,
    attributes: { full_name: AGENT_NAME },
    dateUpdated: since,
    isAvailable: true,
    source: {},
  },
};

/** The same person as the supervisor's live query lists them. */
export const workerItem = {
  worker_sid: WORKER_SID,
  friendly_name: AGENT.identity,
  activity_name: available.name,
  attributes: { full_name: AGENT_NAME },
  date_updated: since.toISOString(),
  date_activity_changed: since.toISOString(),
};
