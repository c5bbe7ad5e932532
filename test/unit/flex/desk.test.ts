import { expect, test } from "vitest";
import { reservationOf } from "../../../local/desk/client/reservation.ts";
import { createBoard } from "../../../local/desk/client/task-board.ts";
import { handoffTask } from "../../flex/tasks.ts";

const hello = (lastSeq: number) => ({ type: "hello", lastSeq });
const event = (seq: number, task: ReturnType<typeof handoffTask>) => ({
  kind: "task",
  task,
  seq,
  at: seq * 1_000,
});

function watched() {
  const seen: string[] = [];
  const board = createBoard({
    show: (task, sinceMs) => seen.push(`${task.status} since ${sinceMs}`),
    staff: ({ available, total }, sinceMs) => seen.push(`${available} of ${total} since ${sinceMs}`),
    forget: (sid) => seen.push(`forget ${sid.slice(-1)}`),
  });
  return { seen, hear: board.hear };
}

test("what a call went through before the desk opened is not acted out again", () => {
  const { seen, hear } = watched();
  const task = handoffTask({ sid: "WT1" });

  hear(hello(3));
  hear(event(1, task));
  hear({ kind: "call", seq: 2, at: 0 });
  hear(event(3, { ...task, status: "assigned" }));

  expect(seen).toEqual(["assigned since 3000"]);
});

test("a task is shown as it changes, and its clock starts with the status", () => {
  const { seen, hear } = watched();
  const task = handoffTask({ sid: "WT1" });

  hear(hello(0));
  hear(event(1, task));
  hear(event(2, { ...task, attributes: { more: true } }));
  hear(event(3, { ...task, status: "assigned" }));

  expect(seen).toEqual(["reserved since 1000", "reserved since 1000", "assigned since 3000"]);
});

test("who is there is told as it changes", () => {
  const { seen, hear } = watched();

  hear(hello(0));
  hear({ kind: "workers", seq: 1, at: 1_000, total: 2, available: 0, free: 0 });

  expect(seen).toEqual(["0 of 2 since 1000"]);
});

test("tasks of a stack that was started anew are forgotten", () => {
  const { seen, hear } = watched();
  hear(hello(0));
  hear(event(1, handoffTask({ sid: "WT1" })));

  hear(hello(0));

  expect(seen.at(-1)).toBe("forget 1");
});

test("messages of any other kind are not for the board", () => {
  const { seen, hear } = watched();

  for (const message of [null, 7, "text", {}, { type: "refused", reason: "no" }, { type: "hello" }])
    hear(message);

  expect(seen).toEqual([]);
});

test.each([
  ["pending", undefined],
  ["reserved", "pending"],
  ["assigned", "accepted"],
  ["wrapping", "wrapping"],
  ["completed", undefined],
  ["canceled", undefined],
] as const)("a task that is %s is a reservation that is %s", (status, expected) => {
  expect(reservationOf(handoffTask({ status }), new Date())?.status).toBe(expected);
});
