/** JSON in ASCII: every other UTF-16 unit is escaped, so that no XML or transport in between can spoil it. */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
