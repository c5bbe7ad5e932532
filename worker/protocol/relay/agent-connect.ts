/**
 * The names under which Twilio Agent Connect carries a conversation (Conversation Orchestrator) and a profile
 * (Conversation Memory) in its own hand-off, `{ conversationId, storeId, profileId, attributes }`.
 *
 * Twilio puts neither into the voice webhook nor into `setup` by itself. Whoever connects the call and knows them
 * passes them on as `<Parameter>`s of `<ConversationRelay>`, and they arrive among `setup.customParameters`.
 */

/** What ids are made of; anything else is no id, and half a one is worse than none. */
const ID = /^[\w.:-]{1,100}$/;

export function readAgentConnect(customParameters: Readonly<Record<string, string>>): {
  readonly conversationId: string | undefined;
  readonly profileId: string | undefined;
} {
  const id = (name: string): string | undefined => {
    const value = Object.hasOwn(customParameters, name) ? customParameters[name]?.trim() : undefined;
    return value !== undefined && ID.test(value) ? value : undefined;
  };
  return { conversationId: id("conversationId"), profileId: id("profileId") };
}
