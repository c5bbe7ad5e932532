/**
 * The sound of a recorded call, made up: a low tone where the caller speaks, a higher one where the agent does, a beep for
 * a key, and nothing at all where the recording was paused. Each side has a channel of its own, the caller's first.
 */

const SAMPLES_PER_SECOND = 8_000;
const CHANNELS = 2;
const BYTES_PER_SAMPLE = 2;
const BYTES_PER_FRAME = CHANNELS * BYTES_PER_SAMPLE;
const HEADER_BYTES = 44;
/** Of full scale: it is heard, and startles nobody. */
const LOUDNESS = 0.06;
const HERTZ = { caller: 220, agent: 330, key: 1_209 } as const;

export interface Sounds {
  readonly who: keyof typeof HERTZ;
  /** Milliseconds from the beginning of the recording. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** What there is to hear. */
export interface Sound {
  readonly ms: number;
  readonly sounds: readonly Sounds[];
  readonly silences: readonly { readonly fromMs: number; readonly toMs: number }[];
}

const framesOf = (ms: number): number => Math.max(0, Math.round((ms / 1_000) * SAMPLES_PER_SECOND));

export const wavBytes = ({ ms }: Sound): number => HEADER_BYTES + framesOf(ms) * BYTES_PER_FRAME;

/** Some bytes of it as a WAV file (PCM, 16 bits), `to` not among them. */
export function wav(sound: Sound, from = 0, to = wavBytes(sound)): Buffer {
  const first = Math.max(0, Math.floor((from - HEADER_BYTES) / BYTES_PER_FRAME));
  const end = Math.max(first, Math.ceil((to - HEADER_BYTES) / BYTES_PER_FRAME));
  const data = Buffer.alloc((end - first) * BYTES_PER_FRAME);
  for (const { who, fromMs, toMs } of sound.sounds) {
    const channel = who === "agent" ? 1 : 0;
    for (let frame = Math.max(first, framesOf(fromMs)); frame < Math.min(end, framesOf(toMs)); frame += 1) {
      const at = frame / SAMPLES_PER_SECOND;
      // Louder and softer five times a second, as syllables are.
      const swell = who === "key" ? 1 : 0.6 + 0.4 * Math.sin(2 * Math.PI * 5 * at);
      const value = LOUDNESS * swell * Math.sin(2 * Math.PI * HERTZ[who] * at);
      data.writeInt16LE(
        Math.round(value * 32_767),
        (frame - first) * BYTES_PER_FRAME + channel * BYTES_PER_SAMPLE,
      );
    }
  }
  for (const { fromMs, toMs } of sound.silences) {
    const start = Math.max(first, framesOf(fromMs)) - first;
    const stop = Math.min(end, framesOf(toMs)) - first;
    if (stop > start) data.fill(0, start * BYTES_PER_FRAME, stop * BYTES_PER_FRAME);
  }
  const offset = HEADER_BYTES + first * BYTES_PER_FRAME;
  const whole = from < HEADER_BYTES ? Buffer.concat([header(sound), data]) : data;
  const begins = from < HEADER_BYTES ? 0 : offset;
  return whole.subarray(from - begins, to - begins);
}

function header(sound: Sound): Buffer {
  const dataBytes = wavBytes(sound) - HEADER_BYTES;
  const head = Buffer.alloc(HEADER_BYTES);
  head.write("RIFF", 0);
  head.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20); // PCM
  head.writeUInt16LE(CHANNELS, 22);
  head.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  head.writeUInt32LE(SAMPLES_PER_SECOND * BYTES_PER_FRAME, 28);
  head.writeUInt16LE(BYTES_PER_FRAME, 32);
  head.writeUInt16LE(BYTES_PER_SAMPLE * 8, 34);
  head.write("data", 36);
  head.writeUInt32LE(dataBytes, 40);
  return head;
}
