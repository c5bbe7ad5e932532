import type { AgentQuestions } from "../../protocol/console/agents.ts";
import type { UnansweredQuestion } from "../../protocol/console/call-note.ts";
import type { Sql } from "../sql.ts";

/** More than anybody reads in one go. */
const MOST = 200;

/** What an agent's calls have asked and not found, the newest first, for as long as their content is kept. */
export const unansweredOf = (sql: Sql, agent: string): AgentQuestions => ({
  questions: sql
    .exec<{ asked: string; callSid: string; at: number; language: string }>(
      `SELECT asked, call_sid AS callSid, at, unanswered.language AS language
      FROM unanswered CROSS JOIN calls ON calls.id = call_id WHERE agent = ? ORDER BY call_id DESC, n DESC LIMIT ?`,
      agent,
      MOST,
    )
    .toArray(),
});

export function keepUnanswered(
  sql: Sql,
  callId: number,
  language: string,
  questions: readonly UnansweredQuestion[],
): void {
  for (const [n, { asked, at }] of questions.entries())
    sql.exec(
      "INSERT INTO unanswered (call_id, n, at, language, asked) VALUES (?, ?, ?, ?, ?)",
      callId,
      n,
      at,
      language,
      asked,
    );
}
