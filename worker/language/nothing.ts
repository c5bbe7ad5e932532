/** Stands in the Worker's bundle for parts of a language that it has no use for: `[alias]` in `wrangler.toml`. */
export {};
