import type { HandOffSettings, HandOffTarget, Place } from "./hand-off-settings.ts";

/**
 * Where a hand-off goes that names a place. The model says a name of the directory, and nothing else of it counts; what
 * is not in the directory, as after a release in between, goes where all others go.
 */

type Directory = Pick<HandOffSettings, "places">;

export const placeNamed = ({ places }: Directory, name: string | undefined): Place | undefined =>
  name !== undefined && Object.hasOwn(places, name) ? places[name] : undefined;

export const targetOf = (
  handOff: Directory & Pick<HandOffSettings, "target">,
  name: string | undefined,
): HandOffTarget => placeNamed(handOff, name)?.target ?? handOff.target;

export const hoursOf = (
  handOff: Directory & Pick<HandOffSettings, "hours">,
  name: string | undefined,
): HandOffSettings["hours"] => placeNamed(handOff, name)?.hours ?? handOff.hours;

/** All targets that a call may go to. */
export const targetsOf = ({
  target,
  places,
}: Directory & Pick<HandOffSettings, "target">): readonly HandOffTarget[] => [
  target,
  ...Object.values(places).map((place) => place.target),
];

/** @param language - primary subtag; absent for what the definition says first. */
export function saidOf({ says }: Place, language?: string): string {
  if (typeof says === "string") return says;
  const own = language !== undefined && Object.hasOwn(says, language) ? says[language] : undefined;
  return own ?? Object.values(says)[0] ?? "";
}
