import { type RefObject, useEffect } from "react";

/**
 * Two fingers on an element zoom it. One finger scrolls, as the browser does it.
 *
 * @param zoom - by how much, and about which pixel from the element's left edge.
 */
export function usePinch(
  element: RefObject<HTMLElement>,
  zoom: { readonly current: (by: number, px: number) => void },
): void {
  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    let apart = 0;
    const onTouch = (event: TouchEvent): void => {
      const [a, b] = [event.touches[0], event.touches[1]];
      if (a === undefined || b === undefined) {
        apart = 0;
        return;
      }
      event.preventDefault();
      const now = Math.max(10, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY));
      if (apart > 0)
        zoom.current(now / apart, (a.clientX + b.clientX) / 2 - target.getBoundingClientRect().left);
      apart = now;
    };
    const names = ["touchstart", "touchmove", "touchend", "touchcancel"] as const;
    for (const name of names) target.addEventListener(name, onTouch, { passive: false });
    return () => {
      for (const name of names) target.removeEventListener(name, onTouch);
    };
  }, [element, zoom]);
}
