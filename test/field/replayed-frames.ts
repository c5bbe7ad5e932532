/**
 * What came before a socket was lost, what comes on the new one (in ms after it was opened), and what of that is acted
 * on. `p` is a final prompt, `q` a partial one, `k` a key, `i` a report of playback.
 */
export interface Story {
  readonly name: string;
  readonly before: readonly string[];
  readonly after: readonly (readonly [ms: number, frame: string])[];
  readonly heard: readonly string[];
}

const keys = (digits: string): readonly string[] => [...digits].map((d) => `k ${d}`);
const at = (ms: number, frames: readonly string[]) => frames.map((f) => [ms, f] as const);
const many = Array.from({ length: 500 }, (_, i) => `p Sentence number ${i % 7} of ${i}.`);

export const STORIES: readonly Story[] = [
  {
    name: "H7: 'Yes.' said again after the reconnect",
    before: ["p Hello?", "p Yes."],
    after: [[4_000, "p Yes."]],
    heard: ["p Yes."],
  },
  {
    name: "H7: 'Hello?' said again soon, when more was said since",
    before: ["p Hello?", "p Yes."],
    after: [[900, "p Hello?"]],
    heard: ["p Hello?"],
  },
  {
    name: "H7: 'Hello?', the only words before, said again to the line that is back",
    before: ["p Hello?"],
    after: [[1_500, "p Hello?"]],
    heard: ["p Hello?"],
  },
  {
    name: "H7: the only key before, pressed again",
    before: ["k 2"],
    after: [[1_200, "k 2"]],
    heard: ["k 2"],
  },
  {
    name: "B50: 'Hello?', the only words before, replayed at once",
    before: ["p Hello?"],
    after: [[300, "p Hello?"]],
    heard: [],
  },
  {
    name: "H7: 0 pressed again, among other keys before",
    before: keys("10#"),
    after: [[3_000, "k 0"]],
    heard: ["k 0"],
  },
  {
    name: "H7: 0 pressed again within a second",
    before: keys("10#"),
    after: [[1_000, "k 0"]],
    heard: ["k 0"],
  },
  { name: "H7: 312# after 123#", before: keys("123#"), after: at(1_500, keys("312#")), heard: keys("312#") },
  {
    name: "H7: 123# keyed once more",
    before: keys("123#"),
    after: at(5_000, keys("123#")),
    heard: keys("123#"),
  },
  {
    name: "B50: the last frame is replayed at once",
    before: ["p Hello?", "p My name is Rosa."],
    after: [[20, "p My name is Rosa."]],
    heard: [],
  },
  {
    name: "B50: the last frame is replayed, and something new follows",
    before: ["p My name is Rosa."],
    after: [
      [20, "p My name is Rosa."],
      [25, "p When do you open?"],
    ],
    heard: ["p When do you open?"],
  },
  {
    name: "BC-66: the last three are replayed at once",
    before: ["p One.", "p Two.", "p Three.", "p Four.", "p Five.", "p Six."],
    after: at(50, ["p Four.", "p Five.", "p Six."]),
    heard: [],
  },
  {
    name: "BC-66: the last three are replayed after nine seconds",
    before: ["p One.", "p Two.", "p Three.", "p Four.", "p Five.", "p Six."],
    after: at(9_000, ["p Four.", "p Five.", "p Six."]),
    heard: [],
  },
  { name: "BC-66: five hundred are replayed", before: many, after: at(100, many), heard: [] },
  {
    name: "BC-66: 'yes', 'yes' is honest, replayed once",
    before: ["p Yes.", "p Yes."],
    after: at(30, ["p Yes.", "p Yes."]),
    heard: [],
  },
  {
    name: "BC-66: a 'yes' more than there were",
    before: ["p Yes.", "p Yes."],
    after: [...at(30, ["p Yes.", "p Yes."]), [3_000, "p Yes."]],
    heard: ["p Yes."],
  },
  {
    name: "B50: a new frame first: what follows is no replay",
    before: ["p Yes."],
    after: [
      [50, "p Where were we?"],
      [1_000, "p Yes."],
    ],
    heard: ["p Where were we?", "p Yes."],
  },
  {
    name: "B50: live partial words, then the same sentence",
    before: ["q Ye", "p Yes."],
    after: [
      [600, "q Yeah"],
      [900, "p Yes."],
    ],
    heard: ["q Yeah", "p Yes."],
  },
  {
    name: "B50: a run that stops before its end",
    before: ["p One.", "p Two.", "p Three."],
    after: at(100, ["p One.", "p Two."]),
    heard: ["p One.", "p Two."],
  },
  {
    name: "B50: a run in another order",
    before: ["p One.", "p Two.", "p Three."],
    after: at(100, ["p Three.", "p Two."]),
    heard: ["p Two."],
  },
  {
    name: "B50: keys that were pressed before the loss are replayed",
    before: ["p My number is", ...keys("1042")],
    after: at(80, keys("1042")),
    heard: [],
  },
  {
    name: "B50: a replay with reports among it",
    before: ["p Hello.", "i on", "p Rosa.", "i off"],
    after: at(60, ["p Hello.", "i on", "p Rosa.", "i off"]),
    heard: [],
  },
  {
    name: "B50: a replay, then the same words in earnest",
    before: ["p Yes."],
    after: [
      [40, "p Yes."],
      [4_000, "p Yes."],
    ],
    heard: ["p Yes."],
  },
  {
    name: "B50: keys after a replay of words",
    before: ["p Hi.", "k 0"],
    after: [
      [40, "p Hi."],
      [41, "k 0"],
      [2_500, "k 0"],
    ],
    heard: ["k 0"],
  },
  ...[300, 500, 900].flatMap((gapMs): Story[] => {
    const sentences = ["p Where is my order?", "p It is number ten forty-two.", "p Can I have it sent?"];
    const slowly = (frames: readonly string[]) => frames.map((f, i) => [50 + i * gapMs, f] as const);
    return [
      {
        name: `H7: sentences are replayed ${gapMs} ms apart`,
        before: ["p Yes.", ...sentences],
        after: slowly(sentences),
        heard: [],
      },
      {
        name: `H7: and then something new follows, ${gapMs} ms later`,
        before: sentences,
        after: slowly([...sentences, "p When do you open?"]),
        heard: ["p When do you open?"],
      },
      {
        name: `H7: an interruption and the words after it are replayed ${gapMs} ms apart`,
        before: ["p Yes.", "x It left on", "p Stop, please.", "p No."],
        after: slowly(["x It left on", "p Stop, please.", "p No."]),
        heard: [],
      },
      {
        name: `H7: a sentence is said again, and goes on otherwise ${gapMs} ms later`,
        before: sentences,
        after: slowly(["p Where is my order?", "p The boots."]),
        heard: ["p Where is my order?", "p The boots."],
      },
    ];
  }),
  { name: "B50: nothing was said before", before: [], after: [[50, "p Yes."]], heard: ["p Yes."] },
  {
    name: "B50: an interruption is replayed",
    before: ["p Hi.", "x stop"],
    after: at(40, ["p Hi.", "x stop"]),
    heard: [],
  },
];
