import { type RefCallback, useCallback, useRef, useState } from "react";

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The inner size of an element, as it changes. */
export function useSize(): [RefCallback<HTMLElement>, Size] {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const watch = useRef<ResizeObserver>();
  const ref = useCallback((element: HTMLElement | null) => {
    watch.current?.disconnect();
    if (element === null) return;
    watch.current = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    watch.current.observe(element);
  }, []);
  return [ref, size];
}
