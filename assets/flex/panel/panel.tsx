import { type ITask, withTaskContext } from "@twilio/flex-ui";
import { Box } from "@twilio-paste/box";
import { Button } from "@twilio-paste/button";
import { ArrowBackIcon } from "@twilio-paste/icons/esm/ArrowBackIcon";
import { ArrowForwardIcon } from "@twilio-paste/icons/esm/ArrowForwardIcon";
import { FlagIcon } from "@twilio-paste/icons/esm/FlagIcon";
import { Fragment, useMemo, useRef, useState } from "react";
import { type HandoffView, handoffView } from "../handoff-view.ts";
import { reasonLabel } from "../labels.ts";
import { type Sight, useReportSight } from "../sight.ts";
import type { Voice } from "../words.ts";
import { Callback } from "./callback.tsx";
import { Chips } from "./chip.tsx";
import { Prose } from "./clamped.tsx";
import { CopyButton } from "./copy-button.tsx";
import { FactList } from "./fact-list.tsx";
import { KnownList } from "./known-list.tsx";
import { PanelRoot, useVoice } from "./panel-root.tsx";
import { Row, Rows, Section } from "./section.tsx";
import { StepList } from "./step-list.tsx";
import { Transcript } from "./transcript.tsx";

/** Why the caller is here: the heading of the tab. */
const Why = ({ view }: { view: HandoffView }) => {
  const voice = useVoice();
  const label = reasonLabel(view, voice);
  return (
    <Box display="flex" flexDirection="column" rowGap="space30">
      <Box
        as="h2"
        dir="auto"
        margin="space0"
        fontSize="fontSize50"
        lineHeight="lineHeight50"
        fontWeight="fontWeightBold"
        overflowWrap="anywhere"
      >
        {label}
      </Box>
      <Chips view={view} trend />
      {view.callback && <Callback callback={view.callback} />}
      {view.reason && view.reason !== label && <Prose>{view.reason}</Prose>}
      {view.mood && view.mood.quotes.length > 0 && (
        <Box fontSize="fontSize30" lineHeight="lineHeight30" color="colorTextWeak" overflowWrap="anywhere">
          {voice.say("in_their_words")}:{" "}
          {view.mood.quotes.map((quote, index) => (
            <Fragment key={quote}>
              {index > 0 && " · "}
              <span dir="auto">{voice.say("quote", { words: quote })}</span>
            </Fragment>
          ))}
        </Box>
      )}
    </Box>
  );
};

const NextStep = ({ children }: { children: string }) => {
  const { say, direction } = useVoice();
  const Onward = direction === "rtl" ? ArrowBackIcon : ArrowForwardIcon;
  return (
    <Box
      padding="space40"
      borderRadius="borderRadius30"
      borderWidth="borderWidth10"
      borderStyle="solid"
      borderColor="colorBorderPrimaryWeaker"
      backgroundColor="colorBackgroundPrimaryWeakest"
    >
      <Section title={say("next_step")}>
        <Box display="flex" columnGap="space30">
          <Box flexShrink={0} display="flex" alignItems="center" height="sizeIcon20" color="colorTextIcon">
            <Onward decorative size="sizeIcon20" />
          </Box>
          <Box minWidth="0" flexGrow={1} fontWeight="fontWeightSemibold">
            <Prose>{children}</Prose>
          </Box>
        </Box>
      </Section>
    </Box>
  );
};

/** Silent where Flex has a summary of its own, and one click away there in case that one never comes. */
const Summary = ({ view }: { view: HandoffView }) => {
  const { say } = useVoice();
  const [asked, setAsked] = useState(false);
  const { summary } = view;
  if (!summary) return null;
  if (view.nativeSummary && !asked) {
    return (
      <Section title={say("summary")}>
        <Box fontSize="fontSize30" lineHeight="lineHeight30" color="colorTextWeak">
          {say("native_summary")}{" "}
          <Button variant="link" onClick={() => setAsked(true)}>
            {say("show_summary")}
          </Button>
        </Box>
      </Section>
    );
  }
  return (
    <Section title={say("summary")} aside={<CopyButton what={say("summary")} value={summary} />}>
      <Prose>{summary}</Prose>
    </Section>
  );
};

const Place = ({ children }: { children: string }) => {
  const { say } = useVoice();
  return (
    <Section title={say("place")}>
      <Prose>{children}</Prose>
    </Section>
  );
};

const Wish = ({ view: { intent, desiredOutcome } }: { view: HandoffView }) => {
  const { say } = useVoice();
  if (!intent && !desiredOutcome) return null;
  return (
    <Section title={say("wish")}>
      {intent && <Prose>{intent}</Prose>}
      {desiredOutcome && <Prose>{desiredOutcome}</Prose>}
    </Section>
  );
};

/** Who it is, and how that is known: what was checked decides how much it is worth. */
const Identity = ({ identity }: { identity: NonNullable<HandoffView["identity"]> }) => {
  const { say } = useVoice();
  const { status, name, method } = identity;
  if (!name && !method) return null;
  const known = say(`identity_${status}`);
  return (
    <Section title={say("identity")}>
      {name && (
        <Box fontWeight="fontWeightSemibold">
          <Prose>{name}</Prose>
        </Box>
      )}
      <Box fontSize="fontSize30" lineHeight="lineHeight30" color="colorTextWeak" overflowWrap="anywhere">
        {known}
        {method && (
          <>
            {" · "}
            <span dir="auto">{method}</span>
          </>
        )}
      </Box>
    </Section>
  );
};

const Promises = ({ promises }: Pick<HandoffView, "promises">) => {
  const { say } = useVoice();
  if (promises.length === 0) return null;
  return (
    <Section title={say("promised")}>
      <Rows>
        {promises.map((promise) => (
          <Row key={promise} icon={<FlagIcon decorative size="sizeIcon20" />}>
            <span dir="auto">{promise}</span>
          </Row>
        ))}
      </Rows>
    </Section>
  );
};

/** How the call went so far, for whoever wonders. */
const Footnote = ({ view: { botSeconds, turns, interruptions } }: { view: HandoffView }) => {
  const { say, duration } = useVoice();
  const parts = [
    ...(botSeconds === undefined ? [] : [say("talked", { time: duration(botSeconds) })]),
    ...(turns ? [say("turns", { count: turns })] : []),
    ...(interruptions ? [say("interruptions", { count: interruptions })] : []),
  ];
  if (parts.length === 0) return null;
  return (
    <Box fontSize="fontSize20" lineHeight="lineHeight20" color="colorTextWeak">
      {parts.join(" · ")}
    </Box>
  );
};

const Everything = ({ view, sight }: { view: HandoffView; sight: Sight }) => {
  const { say } = useVoice();
  const place = useRef<HTMLElement>(null);
  useReportSight(sight, place);
  return (
    <Box
      ref={place}
      as="section"
      aria-label={say("tab")}
      padding="space50"
      display="flex"
      flexDirection="column"
      rowGap="space70"
      maxWidth="size70"
    >
      <Why view={view} />
      {view.nextStep && <NextStep>{view.nextStep}</NextStep>}
      <Summary view={view} />
      <Wish view={view} />
      {view.place && <Place>{view.place}</Place>}
      {view.identity && <Identity identity={view.identity} />}
      <FactList facts={view.facts} />
      <StepList steps={view.steps} sideEffects={view.sideEffects} />
      <Promises promises={view.promises} />
      <KnownList known={view.known} />
      {view.truncated && (
        <Box fontSize="fontSize20" lineHeight="lineHeight20" color="colorTextWeak">
          {say(view.record ? "truncated" : "truncated_alone")}
        </Box>
      )}
      {view.record && <Transcript key={view.record.url} url={view.record.url} />}
      <Footnote view={view} />
    </Box>
  );
};

interface PanelProps {
  readonly voice: Voice;
  readonly sight: Sight;
}

/** The tab: everything that was learned, the most urgent first. The same for agent and supervisor. */
export const Panel = withTaskContext<PanelProps>(({ voice, sight, task }: PanelProps & { task?: ITask }) => {
  const view = useMemo(() => handoffView(task?.attributes), [task?.attributes]);
  if (!view) return null;
  return (
    <PanelRoot voice={voice}>
      <Everything view={view} sight={sight} />
    </PanelRoot>
  );
});
