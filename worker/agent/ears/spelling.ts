import { prefixSource } from "../../language/spoken/prefix.ts";

/**
 * Marks are written in more than one way: escaped for a page or for JSON, in full width, in a namespace of the model's
 * own. The filter knows one, so all are rewritten to it.
 *
 * The namespaces are those of DeepSeek 3.2 to 4.1 (`<｜DSML｜invoke`, `<｜DSML｜ invoke`), GigaChat 3.5 (`<｜GCML｜…`), MiniMax
 * M3 (`]<]minimax[>[<invoke`), PLaMo 3 (`<|plamo:msg:plamo|>`) and Kimi K3 (`<|open|>call tool="…"<|sep|>…<|close|>call<|sep|>`):
 * their chat templates, and the tool parsers of vLLM and SGLang.
 */
const SPELLINGS: readonly (readonly [pattern: string, plain: string])[] = [
  // In this order: what one leaves may be the next one's.
  ["&amp;", "&"],
  ["&(?:lt|#60|#x3[cC]);|\\\\u003[cC]", "<"],
  ["&(?:gt|#62|#x3[eE]);|\\\\u003[eE]", ">"],
  ["&(?:quot|#34);", '"'],
  ["&(?:apos|#39);", "'"],
  ["\\\\(?=[<>])", ""],
  ["<\\|open\\|>", "<"],
  ["<\\|close\\|>", "</"],
  ["<\\|sep\\|>", ">"],
  ["<(\\/?)\\|{1,2}[A-Za-z]{2,8}\\|{1,2} ?(?=[a-z])", "<$1"],
  ["\\]<\\]\\w{1,12}\\[>\\[", ""],
  ["<\\|\\w{1,12}:(\\w{1,24}):\\w{1,12}\\|>", "<|$1|>"],
  ["【(\\/?[A-Za-z_]{1,24})】", "[$1]"],
];
const SIGNS: Readonly<Record<string, string>> = { "＜": "<", "＞": ">", "｜": "|", "▁": "_" };

/** What no other spelling can do without: most deltas have none of it. */
const ODD = /[<\]【&\\＜＞｜▁]/;

interface Patterns {
  readonly rewrites: readonly (readonly [RegExp, string])[];
  /** What may become one with what comes next. */
  readonly open: RegExp;
}
let patterns: Patterns | undefined;

const made = (): Patterns => ({
  rewrites: SPELLINGS.map(([pattern, plain]) => [new RegExp(pattern, "gu"), plain]),
  open: new RegExp(`(?:${SPELLINGS.map(([pattern]) => `(?:${prefixSource(pattern)})`).join("|")})$`, "u"),
});

/** Rewrites a text that comes in pieces; how it was cut does not matter. */
export class Spelling {
  #held = "";

  /** @returns what is sure; the rest, some 40 characters at most, comes with the next piece or with `end`. */
  read(delta: string): string {
    if (this.#held === "" && !ODD.test(delta)) return delta;
    patterns ??= made();
    const text = rewritten(this.#held + delta, patterns);
    const at = patterns.open.exec(text)?.index ?? text.length;
    this.#held = text.slice(at);
    return text.slice(0, at);
  }

  end(): string {
    const rest = this.#held;
    this.#held = "";
    return rest;
  }
}

const rewritten = (text: string, { rewrites }: Patterns): string =>
  rewrites.reduce(
    (t, [pattern, plain]) => t.replace(pattern, plain),
    text.replace(/[＜＞｜▁]/g, (sign) => SIGNS[sign] ?? sign),
  );
