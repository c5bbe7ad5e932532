/** A mono WAV of 8 kHz, 16 bits: a tone that swells and fades each second, so that a person who listens hears time pass. */
export function tone(seconds: number): Uint8Array {
  const rate = 8_000;
  const samples = rate * seconds;
  const file = Buffer.alloc(44 + samples * 2);
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36);
  file.writeUInt32LE(samples * 2, 40);
  for (let n = 0; n < samples; n += 1) {
    const loud = Math.sin((Math.PI * (n % rate)) / rate) * 6_000;
    file.writeInt16LE(Math.round(Math.sin((2 * Math.PI * 330 * n) / rate) * loud), 44 + n * 2);
  }
  return file;
}
