import { useEffect, useRef, useState } from "react";
import { useKept } from "../../../assets/console/parts/keep.ts";
import { ThemeButton } from "../../../assets/console/parts/theme.tsx";
import { unreachable } from "../../../worker/protocol/unreachable.ts";
import type { StackEvent } from "../../twilio/events.ts";
import { LiveRegion, Toast } from "./announcements.tsx";
import { Desk } from "./desk/desk.tsx";
import { FaultsMenu } from "./faults-menu.tsx";
import { Help } from "./help.tsx";
import { digest } from "./inspector/digest.ts";
import { Inspector } from "./inspector/inspector.tsx";
import { type PaneName, PaneTabs } from "./pane-tabs.tsx";
import { Icon, Mark } from "./parts/icons.tsx";
import type { Numbers } from "./phone/dial-form.tsx";
import { canListen } from "./phone/microphone.ts";
import { Phone, type Switch } from "./phone/phone.tsx";
import { useMicrophone } from "./phone/use-microphone.ts";
import { useVoice } from "./phone/use-voice.ts";
import { useShortcuts } from "./shortcuts.ts";
import { isLive } from "./state/call-view.ts";
import { useShownCall } from "./state/use-shown-call.ts";
import { type Stack, useStack } from "./state/use-stack.ts";

/** The whole page: the caller's phone, what happens behind it, and the person's desk. */
export function App() {
  const hearLive = useRef<(event: StackEvent) => void>(() => undefined);
  const showCall = useRef<(callSid: string) => void>(() => undefined);
  const stack = useStack(
    (event) => hearLive.current(event),
    (callSid) => showCall.current(callSid),
  );
  const { scene, settings, faults, order, tell } = stack;
  const [call, chooseCall] = useShownCall(scene.calls, settings !== undefined);
  showCall.current = chooseCall;
  const live = isLive(call);

  const [numbers, setNumbers] = useState<Numbers>({ from: "", to: "" });
  const [dialled, setDialled] = useState(false);
  const voice = useVoice(call?.callSid, dialled);
  hearLive.current = (event) => {
    voice.hear(event);
    if (event.kind === "agents") tell(digest(event).text);
  };
  const [microphoneOn, setMicrophoneOn] = useMicrophone(stack, call);
  const [keypadOn, setKeypadOn] = useState(false);
  const [keys, setKeys] = useKept<"on" | "off">("baton.keys", "on", ["on", "off"]);
  const [onlyTrouble, setOnlyTrouble] = useState(false);
  const [pane, setPane] = useState<PaneName>("phone");

  const field = useRef<HTMLInputElement>(null);
  const dialButton = useRef<HTMLButtonElement>(null);
  const search = useRef<HTMLInputElement>(null);

  const from = numbers.from || settings?.defaultCaller || "";
  const to = numbers.to || settings?.numbers[0]?.number || "";
  const dial = (): void => {
    if (live) return;
    setDialled(true);
    order({ do: "dial", from, ...(to ? { to } : {}) });
  };

  useFocusAfterCall(live, dialButton);

  const microphone: Switch = {
    supported: canListen(),
    on: microphoneOn,
    toggle: () => setMicrophoneOn(!microphoneOn),
  };
  const keypad: Switch = { supported: true, on: keypadOn, toggle: () => setKeypadOn(!keypadOn) };
  useShortcuts(keys === "on", {
    press: (digits) => live && order({ do: "press", callSid: call.callSid, digits }),
    run: (shortcut) => {
      switch (shortcut) {
        case "dial":
          return dial();
        case "talk":
          return field.current?.focus();
        case "hang_up":
          return live ? order({ do: "hang_up", callSid: call.callSid }) : undefined;
        case "microphone":
          return live && microphone.supported ? microphone.toggle() : undefined;
        case "voice":
          return voice.supported ? voice.toggle() : undefined;
        case "keypad":
          return live ? keypad.toggle() : undefined;
        case "accept": {
          const ringing = scene.tasks.findLast(({ status }) => status === "reserved");
          return ringing && order({ do: "task", taskSid: ringing.sid, action: "accept" });
        }
        case "search":
          setPane("inspector");
          return search.current?.focus();
        default:
          return unreachable(shortcut);
      }
    },
  });

  return (
    <div className="app" data-pane={pane}>
      <header className="top">
        <Mark />
        <h1>
          Baton <span>local phone</span>
        </h1>
        <LinkState stack={stack} />
        <div className="tools">
          {settings?.consoleUrl !== undefined && (
            <a className="button quiet" href={settings.consoleUrl} target="_blank" rel="noopener">
              Console
            </a>
          )}
          {faults !== undefined && (
            <FaultsMenu faults={faults} callSid={live ? call.callSid : undefined} order={order} />
          )}
          <ThemeButton keptAs="baton.theme" Icon={Icon} />
          <Help keysOn={keys === "on"} setKeysOn={(on) => setKeys(on ? "on" : "off")} />
        </div>
      </header>
      {settings === undefined ? (
        <main className="panes" aria-busy="true" />
      ) : (
        <main className="panes">
          <Phone
            stack={stack}
            settings={settings}
            calls={scene.calls}
            call={call}
            chooseCall={chooseCall}
            numbers={{ from, to }}
            setNumbers={setNumbers}
            dial={dial}
            showTrouble={() => {
              setOnlyTrouble(true);
              setPane("inspector");
            }}
            voice={voice}
            microphone={microphone}
            keypad={keypad}
            field={field}
            dialButton={dialButton}
          />
          <Inspector
            events={scene.events}
            call={call}
            onlyTrouble={onlyTrouble}
            setOnlyTrouble={setOnlyTrouble}
            search={search}
            tell={tell}
          />
          <Desk
            tasks={scene.tasks}
            calls={scene.calls}
            workers={scene.workers}
            now={stack.now}
            order={order}
            tell={tell}
            flexUrl={settings.flexUrl}
          />
        </main>
      )}
      <PaneTabs pane={pane} choose={setPane} scene={scene} />
      <Toast notice={stack.notice} />
      <LiveRegion call={call} />
    </div>
  );
}

function LinkState({ stack }: { readonly stack: Stack }) {
  const text = { connecting: "Connecting…", open: "Stack is running", lost: "Stack is gone, trying again…" }[
    stack.link
  ];
  return (
    <p className={`link ${stack.link}`} role="status">
      <span className="dot" aria-hidden="true" />
      <span>{text}</span>
    </p>
  );
}

/** The field that had the focus is gone when the call ends: it goes to the button that starts the next. */
function useFocusAfterCall(live: boolean, dialButton: React.RefObject<HTMLButtonElement>): void {
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !live && document.activeElement === document.body) dialButton.current?.focus();
    was.current = live;
  }, [live, dialButton]);
}
