import type { HandoffView, Mood } from "./handoff-view.ts";
import type { Voice } from "./words.ts";

/** The reason in two or three words; a sentence only where there is no code. */
export function reasonLabel({ reasonCode, reason }: HandoffView, voice: Voice): string {
  return reasonCode ? voice.say(reasonCode) : (reason ?? voice.say("unknown_reason"));
}

/** "Negative"; another integration's own word where it is none of ours. */
export const moodWord = ({ label, level }: Mood, voice: Voice): string =>
  label ?? (level ? voice.say(level) : "");

/** "Negative, getting worse". */
export const moodText = (mood: Mood, voice: Voice): string =>
  mood.trend && mood.trend !== "steady"
    ? voice.say("pair", { one: moodWord(mood, voice), two: voice.say(mood.trend) })
    : moodWord(mood, voice);
