import type { ModelMessage } from "../../../twilio/events.ts";
import { briefJson } from "../parts/wording.ts";
import type { Row } from "./fold.ts";
import { Pretty } from "./pretty/pretty.tsx";

/** A request to the model as its author thinks of it: what came back, what it was told, and what it always is told. */
export function ModelDetail({ row: { events } }: { readonly row: Row }) {
  const asked = events.findLast((event) => event.kind === "model_request");
  const answer = events.findLast((event) => event.kind === "model_response");
  return (
    <>
      {answer?.kind === "model_response" && (
        <Pretty
          source={{
            ...(answer.text ? { text: answer.text } : {}),
            ...(answer.toolCalls.length > 0 ? { toolCalls: answer.toolCalls } : {}),
            ...(answer.error === undefined ? {} : { error: answer.error }),
            outcome: answer.outcome,
            firstTokenMs: answer.firstTokenMs,
            ms: answer.ms,
            ...answer.usage,
          }}
        />
      )}
      {asked?.kind === "model_request" && (
        <>
          <h3>Told by then</h3>
          <ol className="messages">
            {asked.messages.map((message, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and a message may occur twice
              <li key={index}>
                <b>{message.role}</b> {wordsOf(message)}
              </li>
            ))}
          </ol>
          {asked.prompt && (
            <details>
              <summary>{`Instructions, ${asked.prompt.instructions.length} characters, and ${asked.prompt.tools.length} tools`}</summary>
              <pre className="pretty">{asked.prompt.instructions}</pre>
              <Pretty source={asked.prompt.tools} />
            </details>
          )}
        </>
      )}
    </>
  );
}

const wordsOf = ({ text, toolCalls = [] }: ModelMessage): string =>
  [text, ...toolCalls.map(({ name, arguments: json }) => `${name}(${briefJson(json)})`)]
    .filter(Boolean)
    .join(" ");
