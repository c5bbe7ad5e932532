import { type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** A list of thousands of lines, of which those near to what is in sight are drawn: in blocks, each drawn as a whole. */

/** Lines of a block. */
export const BLOCK = 24;
/** So far from what is in sight a block is drawn, as far as one scrolls between two frames. */
const MARGIN = "800px 0px";

export interface Nearness {
  readonly near: (block: number) => boolean;
  /** How tall it was when it was last drawn, pixels. */
  readonly height: (block: number) => number | undefined;
  /** The same for each block at all times. */
  readonly refOf: (block: number) => (element: HTMLElement | null) => void;
}

/** Which blocks of a list are near. The list scrolls by itself, or within something that does. */
export function useNearness(list: RefObject<HTMLElement>): Nearness {
  const [near, setNear] = useState<ReadonlySet<number>>(new Set());
  const heights = useRef(new Map<number, number>());
  const elements = useRef(new Map<number, HTMLElement>());
  const refs = useRef(new Map<number, (element: HTMLElement | null) => void>());
  const observer = useRef<IntersectionObserver>();

  useEffect(() => {
    const watch = (): void => {
      observer.current?.disconnect();
      observer.current = new IntersectionObserver(
        (seen) => {
          for (const { target, isIntersecting, boundingClientRect } of seen)
            if (!isIntersecting && target.childElementCount > 0)
              heights.current.set(blockOf(target), boundingClientRect.height);
          setNear((before) => {
            const after = new Set(before);
            for (const { target, isIntersecting } of seen)
              if (isIntersecting) after.add(blockOf(target));
              else after.delete(blockOf(target));
            return after;
          });
        },
        { root: scrollerOf(list.current), rootMargin: MARGIN },
      );
      for (const element of elements.current.values()) observer.current.observe(element);
    };
    watch();
    // A narrow window lays out the list in another way: another element scrolls.
    addEventListener("resize", watch);
    return () => {
      removeEventListener("resize", watch);
      observer.current?.disconnect();
    };
  }, [list]);

  const refOf = useCallback((block: number) => {
    const known = refs.current.get(block);
    if (known !== undefined) return known;
    const ref = (element: HTMLElement | null): void => {
      const before = elements.current.get(block);
      if (before !== undefined) observer.current?.unobserve(before);
      if (element === null) {
        elements.current.delete(block);
        return;
      }
      elements.current.set(block, element);
      observer.current?.observe(element);
    };
    refs.current.set(block, ref);
    return ref;
  }, []);

  return { near: (block) => near.has(block), height: (block) => heights.current.get(block), refOf };
}

const blockOf = (element: Element): number => Number(element.getAttribute("data-block"));

/** The element that scrolls a list; null for the window. */
function scrollerOf(list: HTMLElement | null): HTMLElement | null {
  for (let at = list; at !== null; at = at.parentElement)
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  return null;
}

interface BlockProps {
  readonly block: number;
  readonly refOf: Nearness["refOf"];
  /** Of a block that is not drawn, pixels; undefined draws it. */
  readonly height: number | undefined;
  readonly children: ReactNode;
}

export function Block({ block, refOf, height, children }: BlockProps) {
  return (
    <div
      className="line-block"
      data-block={block}
      ref={refOf(block)}
      style={{ height: height === undefined ? "" : height }}
    >
      {height === undefined && children}
    </div>
  );
}
