import * as z from "zod";

/**
 * Imported first by each Function that loads the agents. A Function uses a schema once or twice in its life, so
 * compiling it, as zod does, costs more than it saves: 4 of 24 ms to load the agents, measured on Node 22.
 */
z.config({ jitless: true });
