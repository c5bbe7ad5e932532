import { type ReactNode, useState } from "react";
import { Refused } from "../net/api.ts";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icons.tsx";

interface ConfirmProps {
  readonly title: string;
  /** What the button says that does it. */
  readonly does: string;
  readonly close: () => void;
  /** Where it throws, the dialog stays and says why. */
  readonly run: () => Promise<void>;
  readonly isReady?: boolean;
  readonly children: ReactNode;
}

/** Does something after a yes; Ctrl or Cmd and Enter is one as well. */
export function Confirm({ title, does, close, run, isReady = true, children }: ConfirmProps) {
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused>();
  const go = async (): Promise<void> => {
    if (isBusy || !isReady) return;
    setBusy(true);
    try {
      await run();
    } catch (error) {
      setRefused(error instanceof Refused ? error : new Refused(0, String(error)));
      setBusy(false);
      return;
    }
    close();
  };
  return (
    <Dialog title={title} close={close}>
      <form
        className="confirm"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
          event.preventDefault();
          event.stopPropagation();
          void go();
        }}
      >
        {children}
        {refused !== undefined && (
          <div className="refusal" role="alert">
            <Icon name="warning" />
            <span>{[refused.message, ...refused.faults].join(" ")}</span>
          </div>
        )}
        <div className="dialog-end">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={isBusy || !isReady}>
            {does}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
