/**
 * Makes what a caller hears in the queue: half a minute of slow, soft bells over four chords, by pure synthesis, so
 * that it belongs to nobody else. The last note rings on into the first: it can be played in a loop.
 *
 *   node assets/audio/make-hold-music.mjs [hold.wav]
 *
 * The format is the telephone's own, 8 kHz µ-law, so that nothing is lost on the way. Source: ITU-T G.711; the WAV
 * header for it (format 7, with a `fact` chunk): Microsoft, "Multiple channel audio data and WAVE files".
 */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const RATE = 8_000;
const BEATS = 48;
/** 96 a minute. 48 beats are 30 seconds, four chords of 12 beats. */
const BEAT_S = 0.625;
const SAMPLES = RATE * BEATS * BEAT_S;

/** Semitones from A4 (440 Hz). In the middle of what a telephone carries: 300 to 3,400 Hz. */
const hertz = (semitones) => 440 * 2 ** (semitones / 12);

/** C, A minor, F, G with an added sixth or ninth: nothing that pulls anywhere. */
const CHORDS = [
  [-9, -5, -2, 3, 5],
  [-12, -5, 0, 3, 7],
  [-4, 0, 3, 5, 8],
  [-2, 2, 5, 7, 10],
];

/** Which note of its chord sounds on each beat; a rest where there is none. */
const MELODY = [0, 2, 3, undefined, 4, 3, 2, undefined, 1, 3, undefined, undefined];

/** A bell: a sine with two quieter ones above it, that die away sooner. */
const BELL = [
  { ratio: 1, gain: 1, decayS: 1.9 },
  { ratio: 2, gain: 0.28, decayS: 1.1 },
  { ratio: 3.01, gain: 0.08, decayS: 0.5 },
];

const ATTACK_S = 0.012;

/** Adds a bell; what would ring on behind the end rings at the beginning. */
function ring(sound, startS, frequency, gain) {
  const start = Math.round(startS * RATE);
  const length = Math.round(RATE * 7);
  for (let i = 0; i < length; i++) {
    const t = i / RATE;
    let value = 0;
    for (const { ratio, gain: share, decayS } of BELL) {
      value += share * Math.exp(-t / decayS) * Math.sin(2 * Math.PI * frequency * ratio * t);
    }
    sound[(start + i) % SAMPLES] += gain * Math.min(1, t / ATTACK_S) * value;
  }
}

/** The piece, as samples from -1 to 1. */
function holdMusic() {
  const sound = new Float64Array(SAMPLES);
  for (let beat = 0; beat < BEATS; beat++) {
    const chord = CHORDS[Math.floor((beat * CHORDS.length) / BEATS)];
    const step = beat % MELODY.length;
    const note = MELODY[step];
    if (step === 0)
      for (const semitones of chord.slice(0, 3)) ring(sound, beat * BEAT_S, hertz(semitones), 0.35);
    if (note !== undefined) ring(sound, beat * BEAT_S, hertz(chord[note]), 0.5);
  }
  const peak = sound.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
  // Well below speech: it is there to show that the line is alive.
  return sound.map((sample) => (sample / peak) * 0.35);
}

/** One sample as G.711 µ-law. */
function muLaw(sample) {
  const BIAS = 132;
  const magnitude = Math.min(32_635, Math.round(Math.abs(sample) * 32_767)) + BIAS;
  const exponent = Math.max(0, Math.floor(Math.log2(magnitude)) - 7);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}

/** Samples as a WAV file: one channel, 8 kHz, µ-law. */
function wavFile(samples) {
  const header = Buffer.alloc(58);
  header.write("RIFF", 0);
  header.writeUInt32LE(50 + samples.length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(18, 16);
  header.writeUInt16LE(7, 20); // µ-law
  header.writeUInt16LE(1, 22); // channels
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE, 28); // bytes a second
  header.writeUInt16LE(1, 32); // bytes a sample
  header.writeUInt16LE(8, 34); // bits a sample
  header.write("fact", 38);
  header.writeUInt32LE(4, 42);
  header.writeUInt32LE(samples.length, 46);
  header.write("data", 50);
  header.writeUInt32LE(samples.length, 54);
  return Buffer.concat([header, Buffer.from(Array.from(samples, muLaw))]);
}

/** @param file - is written, with the folders above it. */
export async function writeHoldMusic(file) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, wavFile(holdMusic()));
}

/** What a call is answered with: too short to be heard. Seconds. */
const SILENCE_S = 0.02;

/** @param file - is written, with the folders above it. */
export async function writeSilence(file) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, wavFile(new Float64Array(RATE * SILENCE_S)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeHoldMusic(process.argv[2] ?? "hold.wav");
