import { useEffect, useMemo, useReducer } from "react";
import type { AgentDetail } from "../../../worker/protocol/console/agents.ts";
import { createKeeper, type DraftKeeper, type Kept, type Unsaved } from "../logic/draft-keeper.ts";
import { forTab } from "../parts/keep.ts";
import { saveDraft } from "./agents-api.ts";

/** The draft of an agent, as long as its page is open; what is not saved then is there when it is opened again. */
export function useDraft(detail: AgentDetail): readonly [Kept, DraftKeeper] {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const { name } = detail;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is read later is told below
  const keeper = useMemo(() => {
    const unsaved = forTab(`baton.console.draft.${name}`);
    return createKeeper(
      { ...detail, ...remembered(unsaved.read()) },
      {
        put: (request) => saveDraft(name, request),
        remember: (left) => unsaved.write(left === undefined ? undefined : JSON.stringify(left)),
        later: (ms, run) => {
          const timer = setTimeout(run, ms);
          return () => clearTimeout(timer);
        },
        changed: redraw,
      },
    );
  }, [name]);
  useEffect(() => keeper.read(detail), [keeper, detail]);
  useEffect(() => {
    const retry = (): void => void (keeper.kept().saving.is === "lost" && keeper.save());
    const ask = (event: BeforeUnloadEvent): void => {
      if (keeper.kept().saving.is === "saved") return;
      void keeper.save();
      event.preventDefault();
      event.returnValue = ""; // Chromium asks only where it is set
    };
    addEventListener("online", retry);
    addEventListener("beforeunload", ask);
    return () => {
      removeEventListener("online", retry);
      removeEventListener("beforeunload", ask);
      keeper.close();
    };
  }, [keeper]);
  return [keeper.kept(), keeper];
}

function remembered(text: string | undefined): { remembered?: Unsaved } {
  try {
    return text === undefined ? {} : { remembered: JSON.parse(text) }; // written above
  } catch {
    return {};
  }
}
