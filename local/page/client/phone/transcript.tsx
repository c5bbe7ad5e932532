import { memo, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { Icon } from "../parts/icons.tsx";
import { useTicks } from "../parts/use-ticks.ts";
import { type CallView, type Line, spokenSoFar } from "../state/call-view.ts";

type AgentLine = Extract<Line, { who: "agent" }>;

/** Pieces the agent says one after the other are one bubble. */
type Bubble = { readonly who: "agent"; readonly pieces: readonly AgentLine[] } | Exclude<Line, AgentLine>;

interface TranscriptProps {
  readonly call: CallView;
  readonly now: () => number;
}

/** The conversation as it was heard: the agent's words as they are spoken, and what was cut struck out. */
export function Transcript({ call, now }: TranscriptProps) {
  const bubbles = useMemo(() => intoBubbles(call.lines), [call.lines]);
  const box = useRef<HTMLDivElement>(null);
  const pinned = useRef(true);

  const follow = (): void => {
    if (pinned.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  };
  useLayoutEffect(follow);
  useEffect(() => {
    // Words that appear, and a window that changes its size, move the end as well.
    const content = box.current?.firstElementChild;
    if (!content) return undefined;
    const watch = new ResizeObserver(follow);
    watch.observe(content);
    return () => watch.disconnect();
  });

  return (
    <section
      className="transcript"
      ref={box}
      aria-label="Conversation"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        pinned.current = scrollHeight - scrollTop - clientHeight < 24;
      }}
    >
      <ol>
        {bubbles.map((bubble, index) => (
          // Lines are only ever added at the end.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <BubbleView key={index} bubble={bubble} now={now} />
        ))}
      </ol>
    </section>
  );
}

function intoBubbles(lines: readonly Line[]): readonly Bubble[] {
  const bubbles: Bubble[] = [];
  for (const line of lines) {
    const last = bubbles.at(-1);
    if (line.who !== "agent") bubbles.push(line);
    else if (last?.who === "agent" && goesOn(last.pieces.at(-1), line)) {
      bubbles[bubbles.length - 1] = { who: "agent", pieces: [...last.pieces, line] };
    } else bubbles.push({ who: "agent", pieces: [line] });
  }
  return bubbles;
}

/** A piece that was cut ends its bubble, and Twilio's own voice has another than the agent's. */
const goesOn = (before: AgentLine | undefined, piece: AgentLine): boolean =>
  before?.state !== "cut" && (before?.source === "say") === (piece.source === "say");

const BubbleView = memo(function BubbleView({
  bubble,
  now,
}: {
  readonly bubble: Bubble;
  readonly now: () => number;
}) {
  switch (bubble.who) {
    case "agent":
      return <AgentBubble pieces={bubble.pieces} now={now} />;
    case "caller":
      return (
        <li className={`line caller${bubble.final ? "" : " partial"}`}>
          <span className="who">You</span>
          <p className="bubble">{bubble.text}</p>
          {!bubble.final && <span className="aside">hearing you…</span>}
        </li>
      );
    case "keys":
      return (
        <li className="line caller keys">
          <span className="who">You pressed</span>
          <p className="bubble">
            {/* A key can be pressed twice: the place is the identity. */}
            {[...bubble.digits].map((digit, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <kbd key={index}>{digit}</kbd>
            ))}
          </p>
        </li>
      );
    case "sms":
      return (
        <li className="line sms">
          <span className="who">
            <Icon name="message" /> Text message from {bubble.from}
          </span>
          <p className="bubble">{bubble.body}</p>
        </li>
      );
    case "note":
      return (
        <li className={`line note ${bubble.tone}`}>
          <p>
            {bubble.tone === "warning" && <Icon name="warning" />}
            {bubble.text}
          </p>
        </li>
      );
  }
});

function AgentBubble({ pieces, now }: { readonly pieces: readonly AgentLine[]; readonly now: () => number }) {
  const last = pieces.at(-1);
  const speaking = last?.state === "speaking";
  useTicks(60, speaking);
  return (
    <li className={`line agent${speaking ? " speaking" : ""}`}>
      <span className="who">{last?.source === "say" ? "Announcement" : "Agent"}</span>
      <p className="bubble" lang={last?.lang}>
        {pieces.map((piece) => (
          <Piece key={piece.id} piece={piece} now={now} />
        ))}
        {speaking && <span className="pulse" aria-hidden="true" />}
      </p>
      {last?.state === "cut" && unheardPart(last) && (
        <span className="aside">cut off here: the rest was not heard</span>
      )}
    </li>
  );
}

function Piece({ piece, now }: { readonly piece: AgentLine; readonly now: () => number }) {
  if (piece.state === "finished" || (piece.state === "speaking" && isCalm()))
    return <>{withSpace(piece.text)}</>;
  if (piece.state === "speaking")
    return <>{withSpace(spokenSoFar(piece.text, (now() - piece.at) / piece.ms))}</>;
  const unheard = unheardPart(piece);
  return (
    <>
      {piece.heard.trimStart()}
      {unheard && <del>{unheard}</del>}{" "}
    </>
  );
}

/** Who wants nothing to move gets a sentence at a time. */
const isCalm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The words after the cut; nothing when only a full stop is missing. */
function unheardPart({ text, heard }: AgentLine): string {
  const rest = text.trim().slice(heard.trim().length);
  return /[\p{L}\p{N}]/u.test(rest) ? rest : "";
}

/** Pieces may come with a space before, after or neither. */
const withSpace = (text: string): string => `${text.trim()} `;
