import { Box } from "@twilio-paste/box";
import { Button } from "@twilio-paste/button";
import { type UIEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { PanelKey } from "../../../worker/language/en/panel.ts";
import type { ReadLine } from "../record/call-record.ts";
import { browserPorts, type FeedProblem, type FeedState, followRecord } from "../record/record-feed.ts";
import { useOnScreen } from "../sight.ts";
import { useVoice } from "./panel-root.tsx";
import { Section } from "./section.tsx";

const PROBLEM: Readonly<Record<FeedProblem, PanelKey>> = {
  expired: "expired",
  refused: "refused_link",
  missing: "missing",
  unreachable: "unreachable",
  unreadable: "unreadable",
};

/** The record as far as it is known; undefined until the first answer. Fetched only while it is looked at. */
function useRecord(url: string, wanted: boolean): { state: FeedState | undefined; retry: () => void } {
  const [state, setState] = useState<FeedState>();
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is what `attempt` is for.
  useEffect(() => {
    if (!wanted) return;
    const leaving = new AbortController();
    void (async () => {
      for await (const next of followRecord(url, browserPorts, leaving.signal)) {
        setState((known) => ({ ...(known?.record && { record: known.record }), ...next }));
      }
    })();
    return () => leaving.abort();
  }, [url, wanted, attempt]);
  return { state, retry: () => setAttempt((count) => count + 1) };
}

/** What the caller and the assistant said to each other, growing while they still do. */
export const Transcript = ({ url }: { url: string }) => {
  const { say } = useVoice();
  const place = useRef<HTMLDivElement>(null);
  const { state, retry } = useRecord(url, useOnScreen(place));
  const record = state?.record;
  return (
    <div ref={place}>
      <Section
        title={say("transcript")}
        aside={record?.live && state?.problem === undefined ? <LiveMark /> : undefined}
      >
        {state?.problem && <Problem problem={state.problem} onRetry={retry} />}
        {!state && <Hint>{say("loading")}</Hint>}
        {record &&
          (record.items.length > 0 ? <Lines items={record.items} /> : <Hint>{say("no_lines")}</Hint>)}
      </Section>
    </div>
  );
};

const Hint = ({ children }: { children: string }) => (
  <Box role="status" fontSize="fontSize30" lineHeight="lineHeight30" color="colorTextWeak">
    {children}
  </Box>
);

const Problem = ({ problem, onRetry }: { problem: FeedProblem; onRetry: () => void }) => {
  const { say } = useVoice();
  return (
    <Box
      role="status"
      display="flex"
      alignItems="center"
      columnGap="space40"
      padding="space40"
      marginBottom="space30"
      borderRadius="borderRadius30"
      backgroundColor="colorBackground"
      fontSize="fontSize30"
      lineHeight="lineHeight30"
    >
      <Box flexGrow={1}>{say(PROBLEM[problem])}</Box>
      <Box flexShrink={0}>
        <Button variant="secondary" size="small" onClick={onRetry}>
          {say("retry")}
        </Button>
      </Box>
    </Box>
  );
};

const LiveMark = () => {
  const { say } = useVoice();
  return (
    <Box
      display="inline-flex"
      alignItems="center"
      columnGap="space20"
      fontSize="fontSize20"
      lineHeight="lineHeight20"
      fontWeight="fontWeightSemibold"
      color="colorTextSuccess"
    >
      <Box
        width="6px"
        height="6px"
        borderRadius="borderRadiusCircle"
        backgroundColor="colorBackgroundSuccess"
      />
      {say("live")}
    </Box>
  );
};

/** Further from the end than this, somebody is reading, and new lines leave the view where it is. */
const NEAR_END_PX = 40;

const Lines = ({ items }: { items: readonly ReadLine[] }) => {
  const { say } = useVoice();
  const view = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs when lines come, not when something it reads does.
  useLayoutEffect(() => {
    const element = view.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [items.length]);
  return (
    <Box
      ref={view}
      // A region that scrolls has to be reachable by keyboard, and so needs a name.
      role="region"
      aria-label={say("transcript")}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: UIEvent<HTMLElement>) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
      }}
      maxHeight="size40"
      overflowY="auto"
      borderWidth="borderWidth10"
      borderStyle="solid"
      borderColor="colorBorderWeaker"
      borderRadius="borderRadius30"
      padding="space40"
      backgroundColor="colorBackgroundBody"
    >
      <Box
        as="ol"
        margin="space0"
        padding="space0"
        listStyleType="none"
        display="flex"
        flexDirection="column"
        rowGap="space40"
      >
        {items.map((item, index) => (
          // Lines are only ever added at the end.
          // biome-ignore lint/suspicious/noArrayIndexKey: as above.
          <Line key={index} item={item} />
        ))}
      </Box>
    </Box>
  );
};

const Line = ({ item: { who, at, text, interrupted, outcome } }: { item: ReadLine }) => {
  const { say, time } = useVoice();
  const aside = who === "tool" || who === "note";
  return (
    <Box
      as="li"
      fontSize={aside ? "fontSize20" : "fontSize30"}
      lineHeight={aside ? "lineHeight20" : "lineHeight30"}
      color={aside ? "colorTextWeak" : "colorText"}
    >
      <Box
        display="flex"
        columnGap="space30"
        fontSize="fontSize20"
        lineHeight="lineHeight20"
        color="colorTextWeak"
      >
        <Box
          as="span"
          fontWeight="fontWeightSemibold"
          color={who === "caller" ? "colorTextLink" : "colorTextWeak"}
        >
          {say(who)}
        </Box>
        {at !== undefined && <span>{time(at)}</span>}
        {interrupted && (
          <Box as="span" fontStyle="italic">
            {say("interrupted")}
          </Box>
        )}
        {outcome && outcome !== "ok" && <span>{say(outcome)}</span>}
      </Box>
      <Box dir="auto" whiteSpace="pre-wrap" overflowWrap="anywhere">
        {text}
      </Box>
    </Box>
  );
};
