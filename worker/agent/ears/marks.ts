import type { ToolSpec } from "../model.ts";

/**
 * What models write into a reply that is not for ears, as data: how it begins, and what becomes of it. Sources are
 * regular expressions with the flag `u`; they may look behind, where a reply starts with a line feed. The dialects
 * are those of the chat templates of DeepSeek, Qwen, Kimi, GLM, MiniMax, Mistral, Llama, Gemma, Granite, Cohere,
 * Seed and gpt-oss, and what is reported of others from the field.
 */

/** What a mark opens. All but `drop` and `slot` are read on to their end. */
export type Opens =
  /** Nothing: the mark itself is not spoken. `glue`: nor does it part words ("<b>un</b>likely"). */
  | "drop"
  | "glue"
  /** A slot of a template that nobody filled. */
  | "slot"
  /** The end of a reasoning block whose beginning the template has kept to itself. */
  | "unopened"
  | "reasoning"
  /** What only a model that thinks aloud begins with; to the end of its reasoning, or of the reply. */
  | "musing"
  /** What may be thoughts, or somebody else's line: kept where neither an answer nor a call follows. */
  | "labelled"
  /** Dropped to the end of the sentence, the next line of the agent's; or to a closing tag of that name. */
  | "sentence"
  | "other_voice"
  | "result"
  /** The reply is over: what follows is another, or the template's. */
  | "over"
  /** Dropped to `[/INST]`. */
  | "prompt"
  /** A call: to the closing tag of that name, the closing fence, the closing bracket, the end of the reply. */
  | "call_tag"
  | "call_fence"
  | "call_brackets"
  | "call_section"
  /** A control token, `<|…|>`: what it opens is known by its name. */
  | "token"
  /** To its `>`. */
  | "tag"
  /** Kept where it is no stage direction. */
  | "aside"
  | "bracket";

export interface Mark {
  readonly pattern: string;
  /** A table says it by the group `name`; where it has no such row the mark is none. */
  readonly opens: Opens | Readonly<Record<string, Opens>>;
  /**
   * Upper and lower case are told apart: for names, so that no sentence that begins with such a word is held. The
   * others are written in lower case, and read in it.
   */
  readonly exact?: true;
}

/**
 * Letters, as the inside of a class: the blocks that hold hardly anything else. With Unicode's hundreds of ranges in
 * each pattern the first reply of a process would wait for half a second.
 */
const LETTER = "A-Za-zÀ-ÖØ-öø-ɏͰ-ῼ\\u{3040}-\\u{d7a3}";
const words = (text: string): readonly string[] => text.split(" ");

const REASONING = words(
  "think thinking thought thoughts thought_process thinking_process reasoning_process reason reasoning reflection reflect analysis scratchpad monologue inner_monologue internal_monologue inner_thoughts internal deliberation chain_of_thought cot planning plan critique",
);
const CALLS = words(
  "tool_call tool_calls toolcall toolcalls function_call function_calls functioncall function invoke tool tools tool_use tool_code use_tool execute action api_call call calls",
);
const RESULTS = words(
  "tool_response tool_result tool_results tool_output tool_outputs function_response function_result function_results observation result search_results system system-reminder instructions context details note notes",
);
/** Tags that stand inside a word or a sentence and part nothing. */
const INLINE = words("b i u s em strong span mark sub sup emphasis w a small font code");
/** Tags for a voice or a page that come with attributes. */
const VOICE_TAGS = words(
  "speak break prosody emphasis say-as phoneme sub voice audio lang mark amazon mstts express-as span div img font google media par seq desc metadata spell speed volume emotion pause",
);

const each = (names: readonly string[], opens: Opens): Readonly<Record<string, Opens>> =>
  Object.fromEntries(names.map((n) => [n, opens]));

const SLOT_NAMES =
  "name|date|time|number|email|phone|address|city|order|amount|price|company|agent|caller|customer|user|product|item|day|country|id|reason|topic|insert|your";
const FINAL =
  "Final [Aa]nswer|Final [Rr]esponse|Respuesta final|Réponse finale|Resposta final|Endgültige Antwort";
const OUR_ROLES = `Assistant|Agent|AI|Bot|Asistente|Assistente?|Agente|Response|Reply|${FINAL}`;
const ANSWERS = `${OUR_ROLES}|Answer|Respuesta|Antwort|Réponse|Resposta`;
const THEIR_ROLES =
  "User|Human|Caller|Customer|Client|System|Observation|Usuario|Usuário|Cliente|Kunde|Kundin|Anrufer|Utilisateur|Appelant";
const MUSINGS =
  "Thoughts?|Thought [Pp]rocess|Thinking|Reasoning|Internal|Inner [Tt]houghts?|Internal [Tt]houghts?|Inner [Mm]onologue|Internal [Mm]onologue|Scratchpad|Analysis|Reflection|Pensamientos?|Razonamiento|Análisis|Gedanken?|Überlegung|Analyse|Réflexion|Raisonnement|Pensamentos?|Raciocínio|Análise";
/** What a model was asked to tell of a call, and tells the caller. */
const NOTES = "sentiment|sentimiento|sentimento|stimmung|confidence|intent|reason ?code|call ?summary";
const LINE_START = "(?<=\\n[ \\t>]{0,4})";

/** "Name:"; a pattern for each initial, since what may begin with a letter is compiled with its first word. */
const named = (names: string, before: string, after = " ?:(?=\\s)"): readonly string[] => {
  const all = names.split("|");
  return [...new Set(all.map((n) => n.charAt(0)))].map(
    (initial) => `${before}(?:${all.filter((n) => n.startsWith(initial)).join("|")})${after}`,
  );
};
/** "**Name:**", "**Name**", "## Name" or "--- Name ---". */
const heading = (names: string): string =>
  `(?:#{1,4} \\*{0,2}|[-=]{2,3} |\\*{1,2})(?:${names})(?:\\*{0,2} ?:\\*{0,2}(?=\\s)|(?:\\*{1,2}| [-=]{2,3})?(?=\\n))`;
const exactly = (patterns: readonly string[], opens: Opens): readonly Mark[] =>
  patterns.map((pattern) => ({ pattern, opens, exact: true }));
const labelled = (names: string, opens: Opens): readonly Mark[] =>
  exactly([...named(names, LINE_START), LINE_START + heading(names)], opens);

const ANY = REASONING.join("|");
/** Closes a reasoning block, however it was opened: models mix the spellings. */
export const REASONING_END = `<\\/\\s?(?:\\w{1,12}:)?(?:${ANY})\\s?>|\\[\\/(?:${ANY})\\]|◁\\/\\w{1,12}▷|<unused95>|<\\|(?:\\/|end)\\w{0,24}\\|>|<\\w{1,12}\\|>|assistantfinal(?:\\s?(?=\\S))`;
export const REASONING_AGAIN = `<(?:\\w{1,12}:)?(?:${ANY})(?:\\s[^<>]{0,80})?>`;
/** The agent's own voice again, after thoughts or somebody else's line. */
export const OWN_VOICE = `\\n[ \\t>]{0,4}(?:(?:${ANSWERS}) ?:(?=\\s)|${heading(ANSWERS)})`;

export const MARKS: readonly Mark[] = [
  // Reasoning. Some templates write the opening tag into the prompt: then only the closing one is seen.
  { pattern: "<\\s?(?:\\w{1,12}:)?(?<name>[a-z_]{1,24})\\s?\\/>", opens: each(REASONING, "drop") },
  {
    pattern: "<\\s?(?:\\w{1,12}(?::|_(?=(?:tool|function)_call)))?(?<name>[a-z][a-z_-]{0,24})(?=[\\s>])",
    opens: { ...each(REASONING, "reasoning"), ...each(RESULTS, "result"), ...each(CALLS, "call_tag") },
  },
  { pattern: "<(?<name>[a-z]{1,24})(?==)", opens: each(CALLS, "call_tag") },
  { pattern: "<\\/\\s?(?:\\w{1,12}:)?(?<name>[a-z_]{1,24})\\s?>", opens: each(REASONING, "unopened") },
  { pattern: "\\[(?<name>[a-z_]{1,24})\\]", opens: each(REASONING, "reasoning") },
  { pattern: "\\[\\/(?<name>[a-z_]{1,24})\\]", opens: each(REASONING, "unopened") },
  { pattern: "◁\\w{1,12}▷", opens: "reasoning" },
  { pattern: "◁\\/\\w{1,12}▷", opens: "unopened" },
  // gpt-oss, where a server has dropped the tokens around the channel's name.
  { pattern: "(?<=^\\n)analysis(?=[A-Z\\n])", opens: "musing", exact: true },
  { pattern: "(?<=^\\n)(?:thought|thinking|reasoning)(?=\\n)", opens: "musing", exact: true },
  { pattern: "assistantfinal(?=\\S)", opens: "drop", exact: true },
  ...labelled(MUSINGS, "labelled"),
  {
    // Only somebody who thinks aloud speaks of "the user" to the user.
    pattern:
      "(?<=^\\n\\s{0,4}(?:(?:So|Well|Right|First)[,.]{0,3}\\s)?)(?:(?:Okay|OK|Ok|Alright|Hmm)[,.…]{0,3}\\s)?(?:so,?\\s)?[Tt]h(?:e|is)\\s(?:user|caller|customer)(?:'s (?:asking|request|question|message)|\\s(?:is \\w{1,16}ing|is (?:upset|angry|frustrated)|wants|asks|asked|says|said|seems|needs|just|has asked|might|probably|would like|appears|wanted|mentioned))(?=\\W)",
    opens: "musing",
    exact: true,
  },
  // Control tokens; never in speech.
  { pattern: "<unused94>", opens: "reasoning" },
  { pattern: "<\\|", opens: "token" },
  { pattern: "<\\w{1,20}\\|>", opens: "drop" },
  // The end of a sequence; "<s>forty</s>" was struck out.
  { pattern: "(?:(?<!<s>[^<]{0,20})<\\/s>|<end_of_turn>|<eos>|<\\/s>(?=<s>))", opens: "over" },
  { pattern: "<start_of_turn>(?:user|system)", opens: "other_voice" },
  { pattern: "<start_of_turn>(?:model)?(?=\\s|$)", opens: "drop" },
  // Calls.
  { pattern: "\\[(?:tool|function)_(?:calls?|requests?|use)\\]", opens: "call_section" },
  { pattern: "\\[(?:tool|function)_(?:results?|responses?|output)\\]", opens: "result" },
  {
    pattern:
      "`{3}(?:json[c5l]{0,2}|tool_code|tool_calls?|tool_use|tool|function_call|function|python|py|xml|javascript|js|typescript|ts|bash|sh|yaml|html|ssml|text)?(?=\\s{0,3}[^\\s`])",
    opens: "call_fence",
  },
  { pattern: "\\{(?=\\s{0,8}[\"'}])", opens: "call_brackets" },
  { pattern: "(?:functools)?\\[(?=\\s{0,8}\\{\\s{0,8}[\"'])", opens: "call_brackets" },
  { pattern: `(?<![${LETTER}\\d])json\\s{0,2}(?=\\{)`, opens: "drop", exact: true },
  {
    pattern: "(?<=[\\n.!?:>]\\s{0,2})(?:assistant)?(?:commentary|analysis)?\\s?to=\\s?(?=\\w)",
    opens: "call_brackets",
    exact: true,
  },
  {
    // "Action: please call us back" is speech.
    pattern: `${LINE_START}\\*{0,2}Action(?:\\s[Ii]nput:(?=[\\s*])|:\\*{0,2}\\s{0,3}(?=[\`{[])|:\\s?[\\w.-]{1,24}(?=\\s{1,3}Action\\s[Ii]nput))`,
    opens: "call_section",
    exact: true,
  },
  { pattern: `${LINE_START}(?:Tool|Function)\\s[Cc]all:(?=\\s)`, opens: "drop", exact: true },
  { pattern: "print(?=\\()", opens: "call_brackets", exact: true },
  { pattern: `${LINE_START}tool_calls?:`, opens: "drop" },
  // Slots. Our own placeholder is one as well, to the ear.
  { pattern: "\\{\\{[^{}\\n]{0,60}\\}\\}", opens: "slot" },
  { pattern: "\\{%[^{}\\n]{0,60}%\\}", opens: "slot" },
  { pattern: "\\$\\{[^{}\\n]{1,60}\\}", opens: "slot" },
  { pattern: "#\\{[^{}\\n]{1,60}\\}", opens: "slot" },
  { pattern: "%[A-Z]{1,20}_[A-Z_]{1,30}%", opens: "slot", exact: true },
  { pattern: `<<[${LETTER}_ ]{1,40}>>`, opens: "slot" },
  { pattern: `\\[\\[[${LETTER}_ ]{1,40}\\]\\]`, opens: "slot" },
  { pattern: "\\{[a-z]{1,20}[_.][a-z_.]{1,30}\\}", opens: "slot" },
  { pattern: `\\{(?:${SLOT_NAMES})(?:[ _A-Z][\\w ]{0,20})?\\}`, opens: "slot" },
  { pattern: "<[a-z]{1,20}_[a-z_]{1,30}>", opens: "slot" },
  // Tags for a voice, or for a page.
  { pattern: "<\\/?(?<name>[a-z]{1,8})\\s?>", opens: each(INLINE, "glue") },
  { pattern: "<(?<name>[a-z-]{1,12})(?=[\\s/=:])", opens: each(VOICE_TAGS, "tag") },
  { pattern: "<(?:a href|p class)(?=[\\s=])", opens: "tag" },
  { pattern: "<\\/?[A-Za-z][\\w:.-]{0,30}\\s?\\/?>", opens: "drop" },
  { pattern: "<!--", opens: "tag" },
  // Voices.
  ...labelled(OUR_ROLES, "drop"),
  { pattern: `(?<=[\\n.!?]\\s?)(?:${FINAL}) ?[:–—-](?=\\s)`, opens: "drop", exact: true },
  { pattern: `${LINE_START}(?:assistant|model):\\s`, opens: "drop", exact: true },
  // At the beginning nobody has said anything yet, and behind a colon stands what was announced.
  ...exactly(
    named(THEIR_ROLES, "(?<=[^\\s:]\\s{0,3}\\n[\\s>*]{0,4})", "\\*{0,2} ?:(?=[\\s*])"),
    "other_voice",
  ),
  ...exactly(named(THEIR_ROLES, "(?<=^\\n[\\s*]{0,4})", "\\*{0,2} ?:(?=[\\s*])"), "labelled"),
  { pattern: `${LINE_START}\\[inst\\]`, opens: "prompt" },
  // Citations, as the search tools of OpenAI and others have them; pictures.
  { pattern: "【[^】\\n]{0,80}】", opens: "glue" },
  { pattern: "\\u{e200}[^\\u{e201}\\n]{0,80}\\u{e201}", opens: "glue" },
  { pattern: "\\[\\^[\\w-]{1,12}\\^?\\]", opens: "glue" },
  { pattern: "!\\[[^\\]\\n]{0,60}\\]\\([^)\\s]{0,90}\\)", opens: "drop" },
  // Echoes of what the engine tells the model.
  { pattern: "\\(keypad(?:, secure)?\\)", opens: "drop" },
  { pattern: `\\((?:the )?(?:caller )?interrupt[${LETTER} ]{0,30}\\)`, opens: "drop" },
  { pattern: "Not told to the caller", opens: "sentence", exact: true },
  { pattern: "Tell them now, in one breath", opens: "sentence", exact: true },
  // What is noted beside a reply.
  { pattern: `${LINE_START}(?:-{3,}|\\*{3,}|_{3,})(?=\\s{0,3}(?:\\n|$))`, opens: "drop" },
  { pattern: `${LINE_START}[*_([]{0,3}(?:${NOTES})[*_]{0,2} ?:`, opens: "sentence" },
  {
    pattern:
      "\\((?:internal )?(?:note|notiz|hinweis|nota|remarque|observação): (?:(?:the|i have no|das|die|el|la|le|o|a|der|los|les|l') ?)?(?:tool|function|user|caller|customer|system|api|funktion|werkzeug|system|anrufer|herramienta|función|sistema|usuario|outil|fonction|système|utilisateur|ferramenta|função|usuário)(?=\\W)",
    opens: "call_brackets",
  },
  // Directions.
  { pattern: `\\[(?=[${LETTER}_/#@!*])`, opens: "bracket" },
  { pattern: "\\{(?=[a-z])", opens: "aside" },
  { pattern: `\\((?=[${LETTER}])`, opens: "aside" },
  { pattern: `(?<![${LETTER}\\d*])\\*{1,3}~?(?=[${LETTER}])`, opens: "aside" },
  { pattern: `(?<![${LETTER}\\d_])_{1,2}(?=[${LETTER}])`, opens: "aside" },
];

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/** The names of the tools as models write them into a reply, before the brackets of their arguments. */
export function toolMarks(tools: readonly ToolSpec[]): readonly Mark[] {
  const names = tools.map((t) => escaped(t.name));
  const before = `(?<![${LETTER}\\d_])(?:(?:call|functions|function|tools|tool|default_api|multi_tool_use|api)[.:]{1,2}\\s?)?`;
  // As in a program.
  const assigned = "(?:(?:(?:const|let|var) \\w{1,20}|result|response|output) = )?(?:(?:await|return) )?";
  const marks: Mark[] = [
    {
      pattern: `${LINE_START}\\*{0,2}Action:(?:\\s|["*]){0,5}(?:${names.join("|")})(?![\\w])`,
      opens: "call_section",
      exact: true,
    },
    {
      pattern: `${LINE_START}(?:Tool|Function):\\s{0,2}(?=(?:${names.join("|")}))`,
      opens: "drop",
      exact: true,
    },
    {
      pattern: `${before}(?:${names.join("|")})(?::\\d{1,3})?(?:\\[ARGS\\]|[\`"*])?(?:\\s|:|=>|->|json|with|args|[Aa]rguments|[Ii]nput|[Pp]arameters){0,4}(?=\\{)`,
      opens: "call_brackets",
      exact: true,
    },
    {
      pattern: `${before}(?:${names.join("|")})\\s{0,3}\`{3}\\w{0,10}(?=\\s)`,
      opens: "call_fence",
      exact: true,
    },
    {
      pattern: `${LINE_START}[@/](?:${names.join("|")})(?!\\w)|(?<=[\\s(])@(?:${names.join("|")})(?!\\w)`,
      opens: "sentence",
      exact: true,
    },
    {
      pattern: `${LINE_START}${assigned}(?:${names.join("|")})(?=\\()`,
      opens: "call_brackets",
      exact: true,
    },
    {
      pattern: `${before}(?:${names.join("|")})(?:\\.call)?(?=\\(\\s?[)"'{\\w])`,
      opens: "call_brackets",
      exact: true,
    },
    {
      pattern: `\\((?:calls?|calling|uses|using|runs|running) (?:${names.join("|")})`,
      opens: "call_brackets",
      exact: true,
    },
    { pattern: `<\\/?(?:${names.join("|")})\\s?\\/?>`, opens: "call_tag", exact: true },
  ];
  return names.length === 0 ? [] : marks;
}
