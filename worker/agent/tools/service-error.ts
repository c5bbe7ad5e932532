/**
 * Why a service that a tool asked has not done it. The message may be the service's own words, as they came: the model is told
 * of them without secrets and addresses (tool-runner.ts), and nobody else is.
 */
export abstract class ServiceError extends Error {
  /** The URL that was asked, which such words may repeat; "" where it is not known. */
  readonly asked: string;

  constructor(message: string, { asked = "", cause }: { readonly asked?: string; readonly cause?: unknown }) {
    super(message, { cause });
    this.asked = asked;
  }
}
