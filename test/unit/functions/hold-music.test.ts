import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./functions-server.ts";

/** Length of the header that the generator writes, up to the samples. */
const HEADER_BYTES = 58;

let folder: string;
let wav: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "music-"));
  const file = path.join(folder, "hold.wav");
  await promisify(execFile)(process.execPath, [path.join(root, "assets/audio/make-hold-music.mjs"), file]);
  wav = await readFile(file);
}, 30_000);
afterAll(() => rm(folder, { recursive: true }));

test("it is a telephone's WAV file: µ-law, one channel, 8 kHz, half a minute, small", () => {
  expect(wav.toString("latin1", 0, 4) + wav.toString("latin1", 8, 16)).toBe("RIFFWAVEfmt ");
  expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
  expect([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24)]).toEqual([7, 1, 8_000]);
  expect(wav.toString("latin1", 50, 54)).toBe("data");
  expect(wav.readUInt32LE(54)).toBe(wav.length - HEADER_BYTES);
  expect((wav.length - HEADER_BYTES) / 8_000).toBe(30);
  expect(wav.length).toBeLessThan(300_000);
});

/** G.711 µ-law, back to 16 bits. */
function sample(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + 132) << ((bits >> 4) & 7)) - 132;
  return bits & 0x80 ? -magnitude : magnitude;
}

const highest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), 0);

const loudness = (samples: readonly number[]): number =>
  Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length);

test("it is gentle, and never silent for a second", () => {
  const samples = [...wav.subarray(HEADER_BYTES)].map(sample);
  const seconds = Array.from({ length: 30 }, (_, s) => loudness(samples.slice(s * 8_000, (s + 1) * 8_000)));

  expect(highest(samples.map(Math.abs))).toBeLessThan(0.4 * 32_768);
  expect(Math.min(...seconds)).toBeGreaterThan(300);
});

test("its end goes on into its beginning", () => {
  const samples = [...wav.subarray(HEADER_BYTES)].map(sample);
  const steps = samples.map((s, i) => Math.abs(s - (samples[i - 1] ?? samples.at(-1) ?? 0)));
  const [seam = Number.POSITIVE_INFINITY, ...others] = steps;

  expect(seam).toBeLessThan(highest(others) / 2);
});

test("it is the same each time it is made", async () => {
  const again = path.join(folder, "again.wav");
  await promisify(execFile)(process.execPath, [path.join(root, "assets/audio/make-hold-music.mjs"), again]);

  expect((await readFile(again)).equals(wav)).toBe(true);
}, 30_000);
