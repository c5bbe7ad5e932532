import { useState } from "react";
import { ELSEWHERE } from "../../../worker/protocol/console/elsewhere.ts";
import { type Deleted, deleteCall, Refused } from "../net/api.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Icon } from "../parts/icons.tsx";

type Stage =
  | { readonly is: "asking"; readonly refused?: string }
  | { readonly is: "busy" }
  | { readonly is: "done"; readonly answer: Deleted };

interface DeleteButtonProps {
  readonly callSid: string;
  /** Called once what was answered has been read. */
  readonly done: () => void;
}

/** Deletes a call that is over, after a yes that knows what goes, and what lies where we cannot reach it. */
export function DeleteButton({ callSid, done }: DeleteButtonProps) {
  const [stage, setStage] = useState<Stage>();
  const close = (): void => {
    setStage(undefined);
    if (stage?.is === "done") done();
  };
  const run = async (): Promise<void> => {
    setStage({ is: "busy" });
    try {
      setStage({ is: "done", answer: await deleteCall(callSid) });
    } catch (error) {
      setStage({ is: "asking", refused: error instanceof Refused ? error.message : String(error) });
    }
  };
  return (
    <>
      <button type="button" className="button small ghost delete" onClick={() => setStage({ is: "asking" })}>
        <Icon name="bin" />
        Delete
      </button>
      {stage !== undefined && (
        <Dialog title={stage.is === "done" ? "The call is deleted" : "Delete this call?"} close={close}>
          {stage.is === "done" ? (
            <>
              <p>
                Deleted: {stage.answer.deleted.join(", ")}.
                {stage.answer.left !== undefined && ` Not yet: ${stage.answer.left.join(", ")}.`}
              </p>
              {stage.answer.hint !== undefined && <p>{stage.answer.hint}</p>}
            </>
          ) : (
            <p>
              What was said, the numbers, the summary, the timeline, the recording and the line in every list
              go, and do not come back.
            </p>
          )}
          <details className="elsewhere" open={stage.is === "done"}>
            <summary>What lies elsewhere stays until it is deleted there</summary>
            <Places places={stage.is === "done" ? stage.answer.elsewhere : ELSEWHERE} />
          </details>
          {stage.is === "asking" && stage.refused !== undefined && (
            <p className="refusal" role="alert">
              <Icon name="warning" />
              {stage.refused}
            </p>
          )}
          <div className="dialog-end">
            <button type="button" className="button" onClick={close}>
              {stage.is === "done" ? "Close" : "Cancel"}
            </button>
            {stage.is !== "done" && (
              <button
                type="button"
                className="button solid-danger"
                disabled={stage.is === "busy"}
                onClick={() => void run()}
              >
                Delete the call
              </button>
            )}
          </div>
        </Dialog>
      )}
    </>
  );
}

function Places({ places }: { readonly places: Readonly<Record<string, string>> }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
    <section className="places" aria-label="What lies elsewhere" tabIndex={0}>
      <dl>
        {Object.entries(places).map(([place, how]) => (
          <div key={place}>
            <dt>{place.charAt(0).toUpperCase() + place.slice(1)}</dt>
            <dd>{how}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
