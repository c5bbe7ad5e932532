/** A piece of a pretty-printed document, for the eye. */
export interface Piece {
  readonly kind: "punctuation" | "name" | "string" | "value" | "text";
  readonly text: string;
}
