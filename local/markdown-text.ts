const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * A file as the text that it is.
 *
 * @throws Error naming it where it is none: in another encoding, whose letters would be said as others, or no text at all.
 */
export function textIn(file: string, bytes: Uint8Array): string {
  // Of text in UTF-16 every other byte is 0.
  if (bytes.includes(0)) throw notUtf8(file);
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw notUtf8(file, cause);
  }
}

const notUtf8 = (file: string, cause?: unknown): Error =>
  new Error(`${file} is not UTF-8: save it as that.`, { cause });
