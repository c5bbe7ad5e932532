import { memo, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useTicks } from "../../../../assets/console/parts/use-ticks.ts";
import { Pretty } from "../inspector/pretty/pretty.tsx";
import { Icon } from "../parts/icons.tsx";
import { briefJson, duration, timeOfDay } from "../parts/wording.ts";
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

/** What is said after a silence of this length is said anew. */
const PAUSE_MS = 1_500;

/** A piece that was cut ends its bubble, as a silence does; and Twilio's own voice has another than the agent's. */
const goesOn = (before: AgentLine | undefined, piece: AgentLine): boolean =>
  before?.state !== "cut" &&
  (before?.source === "say") === (piece.source === "say") &&
  piece.at - (before?.endedAt ?? piece.at) < PAUSE_MS;

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
          <Who at={bubble.at}>You</Who>
          <p className="bubble">{bubble.text}</p>
          {!bubble.final && <span className="aside">hearing you…</span>}
        </li>
      );
    case "keys":
      return (
        <li className="line caller keys">
          <Who at={bubble.at}>You pressed</Who>
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
          <Who at={bubble.at}>
            <Icon name="message" /> Text message from {bubble.from}
          </Who>
          <p className="bubble">{bubble.body}</p>
        </li>
      );
    case "tool":
      return <ToolLine {...bubble} />;
    case "note":
      return (
        <li className={`line note ${bubble.tone}`}>
          <p>
            {bubble.tone === "warning" && <Icon name="warning" />}
            {bubble.text} <Time at={bubble.at} />
          </p>
        </li>
      );
  }
});

function Who({ at, children }: { readonly at: number | undefined; readonly children: ReactNode }) {
  return (
    <span className="who">
      {children}
      {at !== undefined && <Time at={at} />}
    </span>
  );
}

const Time = ({ at }: { readonly at: number }) => (
  <time dateTime={new Date(at).toISOString()}>{timeOfDay(at)}</time>
);

/** A tool between the words: what it was asked, and opened what it answered. */
function ToolLine({ tool }: Extract<Line, { who: "tool" }>) {
  const failed = tool.outcome !== undefined && tool.outcome !== "ok";
  return (
    <li className={`line tool${failed ? " failed" : ""}`}>
      <details>
        <summary>
          <Icon name={failed ? "warning" : "tool"} />
          <b>{tool.name}</b>
          <span className="arguments">{briefJson(tool.arguments)}</span>
          {tool.ms !== undefined && <span className="ms">{duration(tool.ms)}</span>}
        </summary>
        {tool.output !== undefined && <Pretty source={tool.output} />}
        {tool.stack !== undefined && <pre className="pretty">{tool.stack}</pre>}
      </details>
    </li>
  );
}

function AgentBubble({ pieces, now }: { readonly pieces: readonly AgentLine[]; readonly now: () => number }) {
  const last = pieces.at(-1);
  const speaking = last?.state === "speaking";
  useTicks(60, speaking);
  return (
    <li
      className={`line agent${last?.source === "say" ? " announcement" : ""}${speaking ? " speaking" : ""}`}
    >
      <Who at={pieces[0]?.at}>{last?.source === "say" ? "Announcement" : "Agent"}</Who>
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
