/**
 * Reads a body as UTF-8 text, and no further than `maxBytes`: an endless or inflated answer costs no more than
 * that. What is left of it is cancelled.
 *
 * @returns the text; undefined when there was more of it.
 * @throws what the connection throws when it breaks, and the reason of an aborted signal.
 */
export async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<string | undefined> {
  if (!body) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
