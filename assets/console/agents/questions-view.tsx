import type { AgentQuestions } from "../../../worker/protocol/console/agents.ts";
import { languageName } from "../logic/format.ts";
import { agentAddress } from "../net/agents-api.ts";
import { useRead } from "../net/use-read.ts";
import { Empty, Skeleton, Trouble } from "../parts/bits.tsx";
import { Link } from "../parts/go.tsx";
import { when } from "./agents-view.tsx";

interface QuestionsViewProps {
  readonly agent: string;
  readonly canEdit: boolean;
  /** A new file of knowledge with this question as its heading. */
  readonly add: (question: string) => void;
}

/** What callers asked that the agent's knowledge does not answer. */
export function QuestionsView({ agent, canEdit, add }: QuestionsViewProps) {
  const { data, refused, again } = useRead<AgentQuestions>(agentAddress(agent, "/questions"), 30_000);
  return (
    <div className="questions">
      {refused !== undefined && <Trouble refused={refused} again={again} />}
      {data === undefined && refused === undefined && <Skeleton rows={6} />}
      {data?.questions.length === 0 && (
        <Empty icon="search" title="Nothing was asked in vain">
          <p>What the agent searches its knowledge for and does not find is listed here.</p>
        </Empty>
      )}
      <ul aria-label="Asked and not found">
        {data?.questions.map(({ asked, callSid, at, language }) => (
          <li key={`${callSid} ${at} ${asked}`} className="question">
            <p>
              <bdi>{asked}</bdi>
            </p>
            <span className="fine">
              {languageName(language)}, {when(at)}
            </span>
            <span className="question-tools">
              <Link
                to={{ view: "call", callSid }}
                className="button small ghost"
                label={`Open the call of ${when(at)}`}
              >
                Open the call
              </Link>
              {canEdit && (
                <button type="button" className="button small" onClick={() => add(asked)}>
                  Add to knowledge
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
