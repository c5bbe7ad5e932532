/**
 * Every event that the Worker writes to its log, with the level that a filter finds it by: whoever logs names the event
 * and chooses no level. `info` is a call as it should be, `warn` one that went wrong and got over it, `error` what
 * somebody has to repair. A line holds figures, codes and names of ours, and nothing that a caller said or pressed.
 */

export type LogLevel = "info" | "warn" | "error";

/** The level of an event, or by the value of one of its fields. */
type LevelOf =
  | LogLevel
  | {
      readonly field: string;
      readonly levels: Readonly<Record<string, LogLevel>>;
      readonly otherwise: LogLevel;
    };

export const LOG_EVENTS = {
  // A call, from its first socket to its end.
  "call.connected": "info",
  "call.rejoined": "info",
  "call.lost": "warn",
  "call.restored": "warn",
  "call.other_release": "warn",
  "call.language_followed": "info",
  "call.handed_off": "info",
  "call.summary": {
    field: "outcome",
    levels: { lost: "warn", failed: "warn", limit: "warn" },
    otherwise: "info",
  },
  "call.fault": "error",
  "call.not_saved": "error",
  "call.not_counted": "error",
  "call.unreachable": "warn",
  "limit.reached": "warn",
  "limit.not_counted": "warn",
  // What comes in, and who.
  "config.invalid": "error",
  "handshake.refused": "warn",
  "setup.rejected": "warn",
  "frame.rejected": "warn",
  "frame.unsent": "info",
  "relay.error": "warn",
  "socket.closed": "info",
  "socket.given_up": "info",
  // What its sources know of the caller.
  "caller.known": "info",
  "caller.not_known": "warn",
  // Turns.
  "turn.finished": "info",
  "turn.interrupted": "info",
  "turn.resumed": "info",
  "turn.unfinished": "info",
  "turn.joined": "info",
  "turn.backchannel": "info",
  "turn.echo": "info",
  "turn.presence": "info",
  "reply.too_long": "info",
  "caller.silent": "info",
  "caller.unheard": "info",
  "keypad.refused": "info",
  "goodbye.held_back": "info",
  "goodbye.taken_back": "info",
  // The model. What no second try mends is for somebody to repair.
  "model.finished": "info",
  "model.failed": {
    field: "advice",
    levels: {
      check_key: "error",
      check_permission: "error",
      check_model: "error",
      check_billing: "error",
      check_base_url: "error",
    },
    otherwise: "warn",
  },
  "model.hedged": "info",
  "model.stalled": "warn",
  "model.empty": "warn",
  "model.gave_up": "warn",
  "model.ran_away": "warn",
  "model.called_too_often": "warn",
  "model.ignored_cap": "warn",
  "model.not_for_ears": "info",
  "model.taught": "warn",
  "model.passed_over": "warn",
  "model.fault": "error",
  // Tools.
  "tool.finished": { field: "outcome", levels: { ok: "info" }, otherwise: "warn" },
  "tool.refused": "info",
  "tool.unconfirmed": "info",
  "knowledge.unreachable": "warn",
  "tool.threw": "error",
  "secret.not_set": "error",
  "mcp.opened": "info",
  "mcp.not_opened": "error",
  "mcp.tool_refused": "error",
  // Whatever the tool that wanted it makes of that.
  "text.not_sent": "warn",
  // The way to a person.
  "handoff.decided": "info",
  "handoff.availability": {
    field: "why",
    levels: {
      refused: "error",
      not_found: "error",
      timeout: "warn",
      unreachable: "warn",
      unreadable: "warn",
      no_answer: "warn",
    },
    otherwise: "info",
  },
  "handoff.not_possible": "info",
  "handoff.summary_late": "info",
  "insights.not_counted": "error",
  // The recording. What Twilio refuses is for somebody to repair.
  "recording.consent": "info",
  "recording.started": "info",
  "recording.failed": { field: "code", levels: { refused: "error" }, otherwise: "warn" },
  "recording.spoilt": "warn",
  "recording.not_deleted": "error",
  // What leaves after a call, and alerts.
  "outcome.filled": "info",
  "outcome.failed": "warn",
  "report.delivered": "info",
  "report.delayed": "warn",
  "report.given_up": "error",
  "traces.delivered": "info",
  "traces.delayed": "warn",
  "traces.given_up": "error",
  "alert.on": "warn",
  "alert.over": "info",
  "alert.delivered": "info",
  "alert.delayed": "warn",
  "alert.given_up": "error",
  // The ledger: no call waits for it.
  "ledger.newer": "error",
  "ledger.unreachable": "warn",
  "ledger.given_up": "error",
  // Which version of an agent answers. What was published and is not taken is for somebody to repair.
  "edition.refused": "error",
  "edition.stood_in": "warn",
  // Where edits come from beside people. What no second try mends is for somebody to repair.
  "source.published": "info",
  "source.failed": {
    field: "reason",
    levels: { refused: "error", empty: "error" },
    otherwise: "warn",
  },
  "source.recovered": "info",
  // Who operates it.
  "operator.refused": "warn",
  "operator.deleted": "info",
  "operator.signed_in": "info",
  "operator.acted": "info",
  "mute.lapsed": "warn",
} as const satisfies Readonly<Record<string, LevelOf>>;

export type LogEvent = keyof typeof LOG_EVENTS;

export function levelOf(event: LogEvent, fields: Readonly<Record<string, unknown>> = {}): LogLevel {
  const level: LevelOf = LOG_EVENTS[event];
  if (typeof level === "string") return level;
  const value = fields[level.field];
  return typeof value === "string" && Object.hasOwn(level.levels, value)
    ? (level.levels[value] ?? level.otherwise)
    : level.otherwise;
}
