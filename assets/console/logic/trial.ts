import type { TrialNews } from "../../../worker/protocol/console/trial.ts";

/** A conversation with an agent that is tried, as the page shows it. */

export type TrialLine =
  | { readonly who: "caller" | "agent"; readonly text: string; readonly isOpen?: boolean }
  | Extract<TrialNews, { type: "tool" | "text_message" | "language" | "ended" | "refused" }>;

export interface TrialScene {
  readonly is: "connecting" | "going" | "over";
  readonly lines: readonly TrialLine[];
}

export const NO_TRIAL: TrialScene = { is: "connecting", lines: [] };

export const said = (scene: TrialScene, text: string): TrialScene => ({
  ...scene,
  lines: [...scene.lines, { who: "caller", text }],
});

export function foldTrial(scene: TrialScene, news: TrialNews): TrialScene {
  switch (news.type) {
    case "ready":
      return { ...scene, is: "going" };
    case "agent": {
      const last = scene.lines.at(-1);
      const goesOn = last !== undefined && "who" in last && last.isOpen === true;
      const text = (goesOn ? last.text : "") + news.text;
      const line: TrialLine = { who: "agent", text, ...(news.last ? {} : { isOpen: true }) };
      const before = goesOn ? scene.lines.slice(0, -1) : scene.lines;
      // The end of what was said may come without a word.
      return { ...scene, lines: text === "" ? before : [...before, line] };
    }
    case "ended":
    case "refused":
      if (news.type === "refused" && news.goesOn) return { ...scene, lines: [...scene.lines, news] };
      return { is: "over", lines: [...scene.lines, news] };
    case "tool":
    case "text_message":
    case "language":
      return { ...scene, lines: [...scene.lines, news] };
    default:
      return scene; // of a newer Worker
  }
}

/** The line was lost, or the Worker has not said why it ended. */
export const broken = (scene: TrialScene): TrialScene =>
  scene.is === "over"
    ? scene
    : foldTrial(scene, {
        type: "refused",
        error: "lost",
        hint: "The connection is lost. Start again: nothing of a trial is kept.",
      });
