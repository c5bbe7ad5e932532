/** A piece of a reply, as the model wrote it and as it is spoken. Joined in order, each gives the whole. */
export interface Spoken {
  readonly raw: string;
  readonly spoken: string;
}
