import { timeWithSeconds } from "../logic/format.ts";
import type { Live } from "../net/use-live.ts";
import { Icon } from "../parts/icons.tsx";
import { useTicks } from "../parts/use-ticks.ts";

/** Whether what is shown is what is so. */
export function LinkSign({ live: { link, retry } }: { readonly live: Live }) {
  useTicks(1_000, link.is === "lost");
  if (link.is !== "lost") {
    const words = { open: "Connected", connecting: "Connecting", resting: "Paused" }[link.is];
    return (
      <span className={`sign ${link.is}`}>
        <span className="sign-dot" aria-hidden="true" />
        {words}
      </span>
    );
  }
  const inS = Math.max(0, Math.ceil((link.nextAt - Date.now()) / 1_000));
  return (
    <div className="trouble" role="alert">
      <Icon name="warning" />
      <span>
        <strong>Not connected.</strong> What you see is as it was at {timeWithSeconds(link.since)}.
        <span aria-hidden="true"> {inS > 0 ? `Trying again in ${inS} s.` : "Trying again."}</span>
      </span>
      <button type="button" className="button small" onClick={retry}>
        Try now
      </button>
    </div>
  );
}
