import type * as z from "zod";

/**
 * A check for `superRefine`, where what is wrong is told by a function that knows nothing of schemas.
 *
 * @param faultOf - undefined for what is right.
 * @param path - the field that is at fault, where it is not all of the value.
 */
export const checkedBy =
  <T>(faultOf: (value: T) => string | undefined, ...path: string[]) =>
  (value: T, context: z.RefinementCtx): void => {
    const message = faultOf(value);
    // The schema around it writes its own names into the list that it is given.
    if (message !== undefined) context.addIssue({ code: "custom", path: [...path], message });
  };
