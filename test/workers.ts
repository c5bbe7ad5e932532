/**
 * How many files are run at a time. One number for all: vitest takes projects side by side only where they agree. One more
 * than cores, since many files only wait.
 */
export const WORKERS = 3;
