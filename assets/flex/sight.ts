import { type RefObject, useEffect, useState } from "react";

/**
 * What is really before the agent's eyes. Flex keeps tabs that are not selected in the document, invisible and laid
 * out as if they were not, and where it notes the selected one differs between states of a task. The browser knows
 * in any case.
 */

/** Visibility is inherited and has no event of its own, so it is looked at. */
const LOOK_MS = 200;

export function useOnScreen(element: RefObject<HTMLElement>): boolean {
  const [onScreen, setOnScreen] = useState(false);
  useEffect(() => {
    const look = () => setOnScreen(element.current !== null && isSeen(element.current));
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [element]);
  return onScreen;
}

const isSeen = (element: HTMLElement): boolean =>
  element.getClientRects().length > 0 && getComputedStyle(element).visibility === "visible";

/** Lets one part of the plugin know that another one is in sight. One per running plugin. */
export interface Sight {
  enter(): void;
  leave(): void;
  readonly inSight: boolean;
  /** @returns how to stop listening. */
  onChange(listener: () => void): () => void;
}

export function createSight(): Sight {
  const listeners = new Set<() => void>();
  let count = 0;
  const change = (by: 1 | -1) => {
    count += by;
    for (const listener of listeners) listener();
  };
  return {
    enter: () => change(1),
    leave: () => change(-1),
    get inSight() {
      return count > 0;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Counts this element into the sight while it is on the screen. */
export function useReportSight(sight: Sight, element: RefObject<HTMLElement>): void {
  const onScreen = useOnScreen(element);
  useEffect(() => {
    if (!onScreen) return;
    sight.enter();
    return sight.leave;
  }, [sight, onScreen]);
}

export function useInSight(sight: Sight): boolean {
  const [inSight, setInSight] = useState(sight.inSight);
  useEffect(() => {
    const read = () => setInSight(sight.inSight);
    read();
    return sight.onChange(read);
  }, [sight]);
  return inSight;
}
