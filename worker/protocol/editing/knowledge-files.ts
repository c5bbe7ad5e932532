import * as z from "zod";

/** An agent's knowledge: Markdown by the name of its file, as in `agents/NAME/knowledge/`. */

/** All files of one agent's knowledge together, characters. */
export const MAX_KNOWLEDGE = 1_000_000;
const MAX_KNOWLEDGE_FILES = 200;

const FILE_NAME = /^[a-z0-9][a-z0-9._-]{0,79}\.md$/i;
/** As many as that has, characters. */
const MAX_NAME = 83;

/** @param text - what there may be in a file's place. */
export const knowledgeOf = <T extends z.ZodType<string | null>>(text: T) =>
  z
    .record(z.string(), text)
    .superRefine((files, context) => {
      for (const name of Object.keys(files).filter((file) => !FILE_NAME.test(file)))
        context.addIssue({
          // Not of the form: nobody could put it into a folder.
          code: "unrecognized_keys",
          keys: [name],
          path: [name],
          message:
            name.length > MAX_NAME
              ? `has ${name.length} characters as a file's name, of at most ${MAX_NAME}`
              : 'must be the name of a file, such as "returns.md": letters, digits, ".", "_" and "-"',
        });
    })
    .superRefine((files, context) => {
      const names = Object.keys(files).filter((name) => files[name] !== null);
      for (const name of names) {
        const other = names.find((one) => one !== name && one.toLowerCase() === name.toLowerCase());
        // Where files are, one would be written over the other on some systems.
        if (other !== undefined && other < name)
          context.addIssue({
            code: "custom",
            path: [name],
            message: `differs from "${other}" in case alone`,
          });
      }
    })
    .superRefine((files, context) => {
      // Bytes that are none of UTF-8 were read as this sign: nobody writes it.
      for (const [name, file] of Object.entries(files))
        if (typeof file === "string" && /[\ufffd\0]/.test(file))
          context.addIssue({ code: "custom", path: [name], message: "is not UTF-8: save the file as that" });
    })
    .refine(
      (files) => Object.keys(files).length <= MAX_KNOWLEDGE_FILES,
      `at most ${MAX_KNOWLEDGE_FILES} files`,
    )
    .refine(
      (files) =>
        Object.values(files).reduce<number>((sum, file) => sum + (file?.length ?? 0), 0) <= MAX_KNOWLEDGE,
      `all files together have more than ${MAX_KNOWLEDGE} characters`,
    );
