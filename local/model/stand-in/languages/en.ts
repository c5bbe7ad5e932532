import type { StandInLanguage } from "./language.ts";

/** A description that asks already: "For how many days", "Which meter was read". */
export const ASKS = /^(?:(?:for|in|on|at|by|from|to|until) )?(?:how|what|which|when|where|who|whom|why)\b/i;

export const en: StandInLanguage = {
  lines: {
    hello: "Hello!",
    help: "How can I help you?",
    anythingElse: "Is there anything else I can do for you?",
    ask: (what) => (ASKS.test(what) ? `Could you tell me ${what}?` : `May I have ${what}, please?`),
    askAgain: (what) => `I still need ${ASKS.test(what) ? "to know " : ""}${what}. Could you tell me?`,
    askChoice: (label, choices) => `Which ${label} would you like: ${choices}?`,
    askYesNo: (label) => `And ${label}: yes or no?`,
    or: "or",
    and: "and",
    more: (count) => `${count} more`,
    the: "the",
    is: (label, value, many) =>
      `${/^(?:the|your|what)\b/.test(label) ? "" : "the "}${label} ${many || /[^su]s$/.test(label) ? "are" : "is"} ${value}`,
    about: (what) => `For ${what}:`,
    yes: "yes",
    no: "no",
    notFound: (what) => `I'm sorry, I can't find ${what}. Could you check it and tell me once more?`,
    instead: (list) => `There is ${list}.`,
    nothing: "I'm sorry, I found nothing that fits.",
    count: (count, list) => `There ${count === 1 ? "is one" : `are ${count}`}: ${list}.`,
    done: (what) => (what ? `It is ${what}.` : "That's done."),
    failed: "I'm sorry, that didn't work just now. Shall I try once more?",
    failedBecause: (why) => `I'm sorry, that didn't work: ${why}`,
    running: "I'm still on it, one moment.",
    confirm: (what) => `${what} Is that right?`,
    message: (parts) => `So, ${parts}.`,
    notDone: "All right, I've done nothing. What can I do for you instead?",
    keyIn: "Please type it on the keypad, and end with the hash key.",
    languageChanged: "Of course, let's go on in English. How can I help you?",
    callback: "A colleague will call you back on this number.",
    handingOff: "One moment, please.",
    offerPerson: "Shall I get a colleague for you?",
    thanks: "You're welcome.",
    goodbye: "Thank you for calling. Goodbye!",
    bot: "I'm a machine, the virtual assistant here.",
    fine: "I'm fine, thank you.",
    abilities: (list) => `I can help you with this: ${list}.`,
    noAbilities: "I can take a message, or get a person for you.",
    practice: "Sorry, I didn't understand that: I'm the practice model, and follow simple sentences only.",
    notUnderstood: "Sorry, I didn't understand that. Could you say it in other words?",
    thisNumber: "the number of this call",
    unknown: "I'm sorry, I don't have that here.",
  },
  hears: {
    hello: "(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings)(?: there| again)?",
    bye: "\\b(?:bye|goodbye|good bye|good night|see you|that's (?:all|it|everything)|that is all|that will be all|that'll be all|nothing else|no that's (?:all|it))\\b",
    thanks:
      "(?:ok(?:ay)? |great |perfect |oh |no )?(?:thanks|thank you|thank you very much|thanks a lot|cheers|much appreciated|great|perfect|okay|ok|wonderful|lovely|all right|alright)(?: (?:so much|very much|a lot|again|for that|for your help|thanks|thank you))*",
    repeat:
      "^(?:(?:i'm )?sorry |pardon |excuse me |what )*(?:sorry|pardon|what|what did you say|what was that|come again|(?:(?:could|can) you )?(?:please )?(?:say|repeat) (?:that|it)(?: again)?(?: please)?|(?:say|repeat) that again|one more time|again please)$",
    bot: "\\bare you (?:really )?(?:a |an )?(?:real|human|person|robot|bot|machine|computer|ai)\\b|\\bam i (?:talking|speaking) (?:to|with) (?:a|an) (?:real|human|person|robot|bot|machine|computer|ai)\\b|\\b(?:who|what) are you\\b|\\bwho am i (?:talking|speaking) (?:to|with)\\b",
    abilities: "\\bwhat (?:can|could|do) you (?:do|help)|\\bwhat are you able to\\b|\\bhow can you help\\b",
    howAreYou: "\\bhow are (?:you|things)\\b|\\bhow's it going\\b",
    keypad: "\\b(?:keypad|keyboard|(?:type|key|enter|punch|press) (?:it|in|the|that|my|them)|touch ?tone)\\b",
    sameNumber:
      "\\b(?:this|the same|same|my) (?:number|one|phone)(?: is (?:fine|ok|okay|good)|$)|\\b(?:on|at|under|to|use) this (?:number|one|phone|line)\\b|\\bcalling from\\b|\\bcall(?:ed)? you from\\b",
    creates:
      "\\b(?:to|please|i'll|i will|and|just|could you|can you|can i|could i) (?:order|book|buy|purchase|reserve|schedule|make|arrange|request|set up|add|create|file|report|send|get|take)\\b|^(?:order|book|buy|reserve|schedule|report|send|add) |(?<!do you |to |you )\\b(?:want|need|like|have|make|get)(?: to (?:have|get|make))? (?:a|an|another|some|one|two|three|the)\\b|\\bi(?:'ll| will) (?:take|have)\\b",
    person: "\\b(?:talk|speak|spoken) (?:to|with) (?:the|your|an?|someone|somebody|anyone)\\b",
    alone: "\\b(?:just|only) (?:me|myself)\\b|\\b(?:alone|by myself)\\b",
    cancels: "\\b(?:cancel|cancell?ing|cancellation|call off|delete|drop)\\b",
    changes:
      "\\b(?:change|changing|lower|reduce|raise|increase|reschedule|move|postpone|modify|update|switch|redirect|push back|bring forward|another (?:day|time|date|address)|different (?:day|time|date|address))\\b",
    asks: "^(?:and |so |ok |okay |hi |hello |excuse me |um |uh |well |but )*(?:what|what's|where|where's|when|when's|who|how|which|is|are|do|does|did|have|has|any|(?:can|could|may|must) (?:i|we|my)|will (?:it|you|there))\\b|\\b(?:do you (?:have|sell|know|offer)|is there|are there|how (?:much|many|long|late)|what time|tell me (?:what|which|when|where|how|if|whether|about)|can you tell|wanted to know|want to know|look(?:ing)? (?:for|up)|where|check|track|wondering|status|find)\\b|\\b(?:about|regarding|concerning) (?:my|the|an?|our)\\b",
    corrects:
      "\\b(?:i (?:meant|mean|said)|actually|make (?:it|that)|instead|rather|correction|not \\S+ but|wrong|sorry|should be|it's not|that's not)\\b|^no\\b|\\b(?:what|how) about\\b|^and\\b",
    named:
      "\\b(?:my (?:full )?name is|my name's|name is|the name's|i am called|under the name(?: of)?|in the name of|name of)",
    perhapsNamed: "\\b(?:this is|i'm|i am|it's|it is|for|here is|under|speaking is)",
    leadIn:
      "^(?:(?:well|so|um|uh|er|yes|yeah|sure|okay|ok|please|hi|hello|oh|no|actually|sorry|it's|it is|it was|that's|that is|that would be|this is|i'm|i am|my|the|a|an|for|at|about|because|i want|i need|i'd like|i would like|want|need|like|the \\S+ is|my \\S+ is|my \\S+ \\S+ is|is|make it|make that|i meant|i mean|let's say|maybe|just|i have|i've got|to|say|tell (?:him|her|them|\\S+) that) )+",
    without: "\\b(?:no|without|not|skip|\\S+n't)\\b",
    dontKnow:
      "\\b(?:don't|do not|dunno|can't) (?:know|have|remember|recall|find)|\\bno idea\\b|\\bnot sure\\b",
  },
  nouns: { eta: "expected arrival", id: "number", message: "the message" },
  compound: (thing, of) => `${of} ${thing}`,
};
