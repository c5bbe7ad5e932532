import { type RefCallback, useCallback, useRef, useState } from "react";

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The inner size of an element, as it changes. The reference is the same for as long as the component lives. */
export function useSize(): [RefCallback<HTMLElement>, Size] {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const watch = useRef<ResizeObserver>();
  const ref = useCallback((element: HTMLElement | null) => {
    watch.current?.disconnect();
    if (element === null) return;
    watch.current = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((before) => (before.width === width && before.height === height ? before : { width, height }));
    });
    watch.current.observe(element);
  }, []);
  return [ref, size];
}
