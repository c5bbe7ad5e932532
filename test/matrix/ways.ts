import { QUESTION, type Round } from "./call.ts";
import {
  BYE,
  backFromQueue,
  inTalk,
  LOOK_UP,
  MODEL_STATES,
  overGoodbye,
  overGreeting,
  PERSON,
  type Scene,
  type State,
  type Way,
} from "./states.ts";

/** Where each state meets a fault that is not the model's. */

/** What the model calls: the tool that is at fault, so many ms before it is, and once more where it did not work. */
export interface ToolScene extends Scene {
  /** What the caller says to it. */
  readonly line: string;
  readonly calls: (afterMs?: number) => readonly [Round, ...Round[]];
}

const lookUp = (takesMs: number) => ["look_up", { takesMs }] as const;

/** The tool is under way, and something else happens. */
async function running({ call, calls, line }: ToolScene, afterMs: number): Promise<void> {
  call.plan[line] = calls(afterMs);
  await call.says(line);
  await call.test.passes(1_000);
}

type ToolWay = (scene: ToolScene) => Promise<void>;

export const TOOL_STATES: Readonly<Record<State, ToolWay>> = {
  greeting: async (scene) => {
    const { call, calls, line } = scene;
    await overGreeting(scene);
    call.plan[line] = calls();
    await call.test.interrupts("Hello, this");
    await call.says(line);
  },
  "first turn": async ({ call, calls, line }) => {
    await call.test.answered();
    call.plan[line] = calls();
    await call.says(line);
  },
  speculating: async ({ call, calls, line }) => {
    await call.test.answered();
    call.plan[line] = calls();
    await call.test.partly(line);
    await call.test.passes(400);
    await call.says(line);
  },
  "before the first word": async (scene) => {
    await inTalk(scene);
    const [first, ...others] = scene.calls();
    scene.call.plan[scene.line] = [{ ...first, afterMs: 700 }, ...others];
    await scene.call.says(scene.line);
  },
  "after the first word": async (scene) => {
    await inTalk(scene);
    const [first, ...others] = scene.calls();
    scene.call.plan[scene.line] = [{ ...first, say: "I will see." }, ...others];
    await scene.call.says(scene.line);
  },
  "a tool under way": async (scene) => {
    await inTalk(scene);
    const [{ calls = [] }, ...others] = scene.calls();
    scene.call.plan[scene.line] = [{ calls: [lookUp(1_500), ...calls] }, ...others];
    await scene.call.says(scene.line);
  },
  fillers: async (scene) => {
    await inTalk(scene);
    scene.call.plan[scene.line] = [{ calls: [lookUp(2_500)] }, ...scene.calls()];
    await scene.call.says(scene.line);
  },
  goodbye: async (scene) => {
    await inTalk(scene);
    scene.call.plan[BYE] = [{ calls: [["end_call", {}]] }];
    await running(scene, 2_000);
    await scene.call.says(BYE);
  },
  "handing off: looking": async (scene) => {
    await inTalk(scene);
    const { test } = scene.call;
    test.looksUp = () =>
      new Promise((resolve) => void test.clock.after(600, () => resolve(test.availability)));
    await running(scene, 1_000);
    await scene.call.says(PERSON);
  },
  "handing off: telling": async (scene) => {
    await inTalk(scene);
    await running(scene, 1_500);
    await scene.call.says(PERSON);
  },
  "handing off: heard": async (scene) => {
    await inTalk(scene);
    await running(scene, 900);
    await scene.call.says(PERSON);
    await scene.call.test.passes(50);
    await scene.call.test.hearsOut();
  },
  "in the queue": async (scene) => {
    await inTalk(scene);
    await running(scene, 7_000);
    await scene.call.says(PERSON);
    await scene.call.settles();
    await scene.call.test.event({ type: "socket_closed", how: "hung_up" });
    await scene.call.test.passes(20_000);
  },
  "back from the queue": async (scene) => {
    await backFromQueue(scene);
    scene.call.plan[scene.line] = scene.calls();
    await scene.call.says(scene.line);
  },
  reconnecting: async (scene) => {
    await inTalk(scene);
    await running(scene, 1_200);
    await scene.call.loses();
    await scene.call.test.passes(1_600);
    scene.call.owed();
    await scene.call.test.connects("VX1");
  },
};

const later = { cannotBe: "who is there was looked up before the caller was told" };

/** The caller presses the key for a person. */
export const LOOK_STATES: Readonly<Record<State, Way>> = {
  greeting: async (scene) => {
    await overGreeting(scene);
    scene.arm();
    await scene.call.presses("0");
  },
  "first turn": async (scene) => {
    await scene.call.test.answered();
    scene.arm();
    await scene.call.presses("0");
  },
  speculating: async (scene) => {
    await scene.call.test.answered();
    await scene.call.test.partly(QUESTION);
    await scene.call.test.passes(400);
    scene.arm();
    await scene.call.presses("0");
  },
  "before the first word": (scene) => pressing(scene, 150),
  "after the first word": (scene) => pressing(scene, 700),
  "a tool under way": (scene) => pressing(scene, 900, LOOK_UP),
  fillers: (scene) => pressing(scene, 2_000, LOOK_UP),
  goodbye: async (scene) => {
    await overGoodbye(scene);
    scene.arm();
    await scene.call.test.interrupts("Thank you");
    await scene.call.presses("0");
  },
  "handing off: looking": async (scene) => {
    await inTalk(scene);
    scene.arm();
    await scene.call.says(PERSON);
  },
  "handing off: telling": later,
  "handing off: heard": later,
  "in the queue": { cannotBe: "the queue is Twilio's; nothing is looked up for who is in it" },
  "back from the queue": async (scene) => {
    await backFromQueue(scene);
    scene.arm();
    await scene.call.presses("0");
  },
  reconnecting: async (scene) => {
    await inTalk(scene);
    scene.arm();
    await scene.call.says(PERSON);
    await scene.call.loses();
    await scene.call.test.passes(1_600);
    scene.call.owed();
    await scene.call.test.connects("VX1");
  },
};

async function pressing(scene: Scene, afterMs: number, line = QUESTION): Promise<void> {
  await inTalk(scene);
  scene.call.plan[LOOK_UP] = [{ calls: [lookUp(4_000)] }];
  await scene.call.says(line);
  await scene.call.test.passes(afterMs);
  scene.arm();
  await scene.call.presses("0");
}

/** Nothing can be written from here on. */
export const STORAGE_STATES: Readonly<Record<State, Way>> = {
  ...MODEL_STATES,
  "in the queue": async (scene) => {
    await inTalk(scene);
    await scene.call.says(PERSON);
    scene.arm();
    await scene.call.settles();
    await scene.call.test.event({ type: "socket_closed", how: "hung_up" });
  },
};
