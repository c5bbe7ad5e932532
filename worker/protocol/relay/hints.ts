import * as z from "zod";

/** Phrases that speech recognition should expect, as they stand in TwiML: with commas between them. */
export const Hints = z
  .array(
    z
      .string()
      .regex(/[\p{L}\p{N}]/u, "has no words")
      .regex(/^[^,]*$/, "one phrase each, without commas")
      .regex(/^[^\p{Cc}\u2028\u2029]*$/u, "one phrase each, without line breaks"),
  )
  .superRefine((hints, context) => {
    const seen = new Set<string>();
    for (const [index, hint] of hints.entries()) {
      const words = hint.trim();
      if (seen.has(words))
        context.addIssue({ code: "custom", path: [index], message: `"${words}" is there twice` });
      seen.add(words);
    }
  });
