import { useEffect, useRef, useState } from "react";
import { fold, type LiveScene, NO_SCENE } from "../logic/live-scene.ts";
import { get } from "./api.ts";
import { type LinkState, type LiveLink, openLive } from "./live-link.ts";

export interface Live {
  readonly scene: LiveScene;
  readonly link: LinkState;
  readonly retry: () => void;
}

/** The calls that go on, as long as the page is open. `looking`: the call that is looked at, for others to see. */
export function useLive(on: boolean, looking: string | undefined): Live {
  const [scene, setScene] = useState(NO_SCENE);
  const [link, setLink] = useState<LinkState>({ is: "connecting" });
  const live = useRef<LiveLink>();
  useEffect(() => {
    if (!on) return undefined;
    live.current = openLive({
      link: (state) => {
        setLink(state);
        // A socket does not say why it was refused: whoever is signed out learns it here.
        if (state.is === "lost") void get("/api/me").catch(() => undefined);
      },
      messages: (messages) =>
        setScene((before) => messages.reduce((so, message) => fold(so, message, Date.now()), before)),
    });
    return () => live.current?.close();
  }, [on]);
  useEffect(() => live.current?.looking(looking), [looking]);
  return { scene, link, retry: () => live.current?.retry() };
}
