import { contentOf, type Fields, fieldsOf, listOf, textOf } from "../fields.ts";
import { newText, restOf } from "../openai-reply.ts";

/**
 * The text of a response as it is to be heard: once, with a space between its messages. OpenAI sends each text in
 * pieces, whole, in its part, in its item, and at the end; compatible servers send it in some of these, and some change
 * the item's id with every piece.
 */
export function collectText() {
  const saidIn = new Map<string, string>();
  let all = "";
  let place = "";
  let itemId = "";
  let isNew = false;

  /** The name of the part an event is about. Without indices it is the part that is being written. */
  function placeOf(event: Fields, part: unknown = event.content_index): string {
    if (typeof event.output_index === "number") return `${event.output_index}:${Number(part) || 0}`;
    const id = textOf(event.item_id);
    // By its id alone another message is known only where the one before has come to an end.
    if (id !== itemId && itemId !== "" && /[.!?…]["'”’»)]*$/.test(all)) isNew = true;
    itemId = id || itemId;
    return place;
  }

  function add(text: string, to: string): string {
    if (text === "") return "";
    const isOther = (to !== place || isNew) && all !== "";
    if (isNew && to === place) saidIn.delete(to);
    const apart = isOther && !/\s$/.test(all) && !/^\s/.test(text);
    saidIn.set(to, (saidIn.get(to) ?? "") + text);
    place = to;
    isNew = false;
    const spaced = apart ? ` ${text}` : text;
    all += spaced;
    return spaced;
  }

  return {
    /** A message or a part of one is announced. */
    begins(event: Fields): void {
      if (typeof event.output_index !== "number") isNew = all !== "";
    },
    piece(event: Fields, delta: string): string {
      const to = placeOf(event);
      return add(isNew ? delta : newText(saidIn.get(to) ?? "", delta), to);
    },
    /** A part's whole text: what its pieces have left out. */
    whole(event: Fields, text: string): string {
      const to = placeOf(event);
      return add(restOf(saidIn.get(to) ?? "", text), to);
    },
    /** A message's whole content. */
    message(event: Fields, item: Fields): string {
      if (typeof event.output_index !== "number") {
        const text = contentOf(item.content).text;
        return all.endsWith(text) ? "" : add(restOf(saidIn.get(place) ?? "", text), place);
      }
      let text = "";
      const parts = typeof item.content === "string" ? [item.content] : listOf(item.content);
      for (const [index, part] of parts.entries()) {
        const to = placeOf(event, index);
        text += add(restOf(saidIn.get(to) ?? "", contentOf(part).text), to);
      }
      return text;
    },
    /** All messages of the response. */
    rest(output: readonly unknown[]): string {
      const texts = output.map((item) => fieldsOf(item)).filter(({ type }) => type === "message");
      const whole = texts
        .map(({ content }) => contentOf(content).text)
        .filter(Boolean)
        .join(" ");
      return add(restOf(all, whole), place);
    },
  };
}
