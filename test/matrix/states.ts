import { CONNECT_PARAMETER } from "../../worker/protocol/relay/connect-reason.ts";
import { type MatrixCall, QUESTION } from "./call.ts";

/** The states of a call, and how it comes to each. */

export const STATES = [
  "greeting",
  "first turn",
  "speculating",
  "before the first word",
  "after the first word",
  "a tool under way",
  "fillers",
  "goodbye",
  "handing off: looking",
  "handing off: telling",
  "handing off: heard",
  "in the queue",
  "back from the queue",
  "reconnecting",
] as const;

export type State = (typeof STATES)[number];

/** What breaks where: it is switched on in the state, and what the caller does next meets it. */
export interface Scene {
  readonly call: MatrixCall;
  /** The fault is there from now on; for a fault of the model, where it comes over a request. */
  readonly arm: (over?: { readonly afterMs?: number; readonly afterWords?: number }) => void;
}

/** A cell that cannot be, and why. */
export interface CannotBe {
  readonly cannotBe: string;
}

export type Way = ((scene: Scene) => Promise<void>) | CannotBe;

export const LOOK_UP = "Please look up my order.";
export const PERSON = "I want to talk to a person.";
export const BYE = "That is all, goodbye.";

/** The agent has been answered, and has answered once: there is something to hand over. */
export async function inTalk({ call }: Scene): Promise<void> {
  await call.test.answered();
  await call.says("Do you sell running shoes?");
  await call.settles();
}

async function handedOff(scene: Scene): Promise<void> {
  const { call } = scene;
  await inTalk(scene);
  await call.says(PERSON);
  await call.settles();
  await call.test.event({ type: "socket_closed", how: "hung_up" });
}

export async function backFromQueue(scene: Scene): Promise<void> {
  await handedOff(scene);
  scene.call.owed();
  await scene.call.test.connects("VX2", { [CONNECT_PARAMETER]: "nobody_free" });
  await scene.call.settles();
  scene.call.lines.length = 0;
}

export async function overGreeting(scene: Scene): Promise<void> {
  await scene.call.test.connects();
  await scene.call.test.startsSpeaking();
  await scene.call.test.passes(900);
}

/** The caller goes on while the goodbye is said. */
export async function overGoodbye(scene: Scene): Promise<void> {
  const { call } = scene;
  await inTalk(scene);
  call.plan[BYE] = [{ calls: [["end_call", {}]] }];
  await call.says(BYE);
  await call.test.passes(700);
}

const asks = ({ call }: Scene): Promise<void> => call.says(QUESTION);

/** Where each state meets a fault of the model. */
export const MODEL_STATES: Readonly<Record<State, Way>> = {
  greeting: async (scene) => {
    await overGreeting(scene);
    scene.arm();
    await scene.call.test.interrupts("Hello, this");
    await asks(scene);
  },
  "first turn": async (scene) => {
    await scene.call.test.answered();
    scene.arm();
    await asks(scene);
  },
  speculating: async (scene) => {
    await scene.call.test.answered();
    scene.arm();
    await scene.call.test.partly(QUESTION);
    await scene.call.test.passes(400);
    await asks(scene);
  },
  "before the first word": async (scene) => {
    await inTalk(scene);
    scene.arm({ afterMs: 1_000 });
    await asks(scene);
  },
  "after the first word": async (scene) => {
    await inTalk(scene);
    scene.arm({ afterMs: 300, afterWords: 9 });
    await asks(scene);
  },
  "a tool under way": async (scene) => {
    await inTalk(scene);
    scene.call.plan[LOOK_UP] = [{ calls: [["look_up", { takesMs: 700 }]] }];
    await scene.call.says(LOOK_UP);
    await scene.call.test.passes(500);
    scene.arm();
  },
  fillers: async (scene) => {
    await inTalk(scene);
    scene.call.plan[LOOK_UP] = [{ calls: [["look_up", { takesMs: 2_500 }]] }];
    await scene.call.says(LOOK_UP);
    await scene.call.test.passes(2_000);
    scene.arm();
  },
  goodbye: async (scene) => {
    await overGoodbye(scene);
    scene.arm();
    await scene.call.test.interrupts("Thank you");
    await asks(scene);
  },
  "handing off: looking": async (scene) => {
    await inTalk(scene);
    const { test } = scene.call;
    test.looksUp = () =>
      new Promise((resolve) => void test.clock.after(600, () => resolve(test.availability)));
    scene.arm();
    await scene.call.says(PERSON);
  },
  "handing off: telling": async (scene) => {
    await inTalk(scene);
    scene.arm({ afterMs: 700 });
    await scene.call.says(PERSON);
  },
  "handing off: heard": async (scene) => {
    await inTalk(scene);
    scene.arm({ afterMs: 900 });
    await scene.call.says(PERSON);
    await scene.call.test.passes(600);
    await scene.call.test.hearsOut();
  },
  "in the queue": { cannotBe: "the agent has left the call; no model is asked" },
  "back from the queue": async (scene) => {
    await backFromQueue(scene);
    scene.arm();
    await asks(scene);
  },
  reconnecting: async (scene) => {
    await inTalk(scene);
    await asks(scene);
    await scene.call.test.passes(900);
    await scene.call.loses();
    scene.arm();
    await scene.call.test.passes(1_600);
    scene.call.owed();
    await scene.call.test.connects("VX1");
  },
};
