import {
  type AgentDraft,
  type AgentVersion,
  CODE_VERSION,
  type DraftRequest,
} from "../../../worker/protocol/console/agents.ts";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { isEqual } from "../../../worker/protocol/editing/edit-fields.ts";
import { present } from "../../../worker/protocol/present.ts";

/**
 * Keeps a draft: what is typed is saved by itself, one request at a time, and stays here until it is. Nothing that was typed
 * is given up but by whoever typed it.
 */

export type Saving =
  | { readonly is: "saved" }
  /** Typed and not sent yet. */
  | { readonly is: "waiting" }
  | { readonly is: "sending" }
  /** Not reached: it is tried again by itself. */
  | { readonly is: "lost" }
  /** The Worker does not take it as it is; the next change is tried. */
  | { readonly is: "refused"; readonly why: string }
  /** Somebody has saved, published or discarded the draft since; theirs where there is one. */
  | { readonly is: "conflict"; readonly theirs?: AgentDraft };

export interface Kept {
  /** As it was typed. */
  readonly edit: AgentEdit;
  /** Of the draft it was made from; 0 where there was none. */
  readonly revision: number;
  /** The version it was made from; of an older draft it is not known. */
  readonly base?: number;
  readonly faults: readonly string[];
  readonly saving: Saving;
  /** Of the draft as it is saved. */
  readonly by?: string;
  readonly at?: number;
}

export type Put =
  | { readonly is: "saved"; readonly draft: AgentDraft }
  | { readonly is: "lost" }
  | { readonly is: "refused"; readonly why: string; readonly faults: readonly string[] }
  | { readonly is: "conflict"; readonly theirs?: AgentDraft };

export type Unsaved = Pick<Kept, "edit" | "revision" | "base">;

export interface KeeperOutside {
  put(request: DraftRequest): Promise<Put>;
  /** What is typed and not saved, to be there after the page is gone; undefined where all is. */
  remember(unsaved: Unsaved | undefined): void;
  /** Calls back later. @returns a function that calls it off. */
  later(ms: number, run: () => void): () => void;
  changed(): void;
}

/** What the Worker has of an agent. */
export interface Known {
  readonly drafted?: AgentDraft;
  readonly published: AgentEdit;
  /** Whose edit that is; undefined for the code. */
  readonly live?: Pick<AgentVersion, "version"> | undefined;
}

export interface DraftKeeper {
  readonly kept: () => Kept;
  type(edit: AgentEdit): void;
  /** Saves what is not saved, now. @returns whether all is. */
  save(): Promise<boolean>;
  /** What was read of the Worker: another's later draft, or what answers now, is taken over where nothing is typed. */
  read(known: Known): void;
  /** Out of a conflict: with what was typed, or with theirs. */
  keepMine(): void;
  takeTheirs(): void;
  /** What answers is another version than the draft was made from, and was seen: the draft is for that one from now on. */
  moveTo(base: number): void;
  /** The draft is gone: it was published or discarded from here. What is read next says what there is instead. */
  begin(): void;
  close(): void;
}

/** Typing waits this long for more before it is saved, milliseconds. */
const TYPING_MS = 700;
const RETRY_MS = 3_000;

/** @param start - what was remembered counts as typed. */
export function createKeeper(
  start: Known & { readonly remembered?: Unsaved },
  outside: KeeperOutside,
): DraftKeeper {
  let kept: Kept = ofDraft(start);
  let answering: Omit<Known, "drafted"> = { published: start.published, live: start.live };
  let callOff: () => void = () => undefined;
  let running: Promise<boolean> | undefined;
  let isClosed = false;
  /** Reads in a row that had no draft: the first may be older than what was saved here. */
  let without = 0;

  const become = (next: Kept): void => {
    kept = next;
    const isSaved = next.saving.is === "saved";
    const { edit, revision, base } = next;
    outside.remember(isSaved ? undefined : { edit, revision, ...present({ base }) });
    callOff();
    callOff = () => undefined;
    if (isClosed) return;
    if (next.saving.is === "waiting") callOff = outside.later(TYPING_MS, () => void save());
    if (next.saving.is === "lost") callOff = outside.later(RETRY_MS, () => void save());
    outside.changed();
  };

  const send = async (): Promise<boolean> => {
    const sent = kept.edit;
    become({ ...kept, saving: { is: "sending" } });
    const { revision, base } = kept;
    const answer = await outside.put({ edit: sent, revision, ...present({ base }) });
    const isMore = !isEqual(kept.edit, sent) || kept.base !== base;
    switch (answer.is) {
      case "saved": {
        const { edit, base: own } = kept;
        const saving: Saving = { is: isMore ? "waiting" : "saved" };
        become({ ...answer.draft, ...present({ base: own }), edit, saving });
        return isMore ? send() : true;
      }
      case "lost":
        become({ ...kept, saving: { is: "lost" } });
        return false;
      case "refused":
        become({
          ...kept,
          faults: answer.faults,
          saving: isMore ? { is: "waiting" } : { is: "refused", why: answer.why },
        });
        return false;
      case "conflict": {
        const { theirs } = answer;
        // The same words, saved by this page before it was left and opened again.
        const isOurs = theirs !== undefined && isEqual(theirs.edit, kept.edit);
        become(isOurs ? ofDraft({ ...answering, drafted: theirs }) : { ...kept, saving: answer });
        return isOurs;
      }
    }
  };

  const save = async (): Promise<boolean> => {
    if (running !== undefined) return running;
    const { is } = kept.saving;
    if (is === "saved") return true;
    if (is === "conflict") return false;
    running = send();
    try {
      return await running;
    } finally {
      running = undefined;
    }
  };

  if (start.remembered !== undefined && !isEqual(start.remembered.edit, kept.edit))
    become({ ...kept, ...start.remembered, saving: { is: "waiting" } });

  return {
    kept: () => kept,
    save,
    type(edit) {
      if (isEqual(edit, kept.edit)) return;
      const { is } = kept.saving;
      // What is on its way is followed by this; a conflict is for whoever types to end.
      const stays = is === "sending" || is === "conflict" || is === "lost";
      become({ ...kept, edit, saving: stays ? kept.saving : { is: "waiting" } });
    },
    read(known) {
      answering = { published: known.published, live: known.live };
      without = known.drafted === undefined && kept.saving.is === "saved" ? without + 1 : 0;
      if (kept.saving.is !== "saved") return;
      const isNew =
        known.drafted === undefined
          ? kept.revision === 0
            ? kept.base !== baseOf(known) || !isEqual(kept.edit, known.published)
            : without > 1
          : known.drafted.revision > kept.revision;
      if (isNew) become(ofDraft(known));
    },
    keepMine() {
      if (kept.saving.is !== "conflict") return;
      const revision = kept.saving.theirs?.revision ?? 0;
      become({ ...kept, revision, saving: { is: "waiting" } });
      void save();
    },
    takeTheirs() {
      if (kept.saving.is !== "conflict") return;
      const { theirs } = kept.saving;
      become(ofDraft({ ...answering, ...(theirs && { drafted: theirs }) }));
    },
    moveTo(base) {
      if (kept.saving.is === "conflict") return;
      // What is on its way was made from the other one: this follows it.
      const isBusy = kept.saving.is === "sending";
      become({ ...kept, base, saving: isBusy ? kept.saving : { is: "waiting" } });
      if (!isBusy) void save();
    },
    begin: () => become(ofDraft(answering)),
    close() {
      void save();
      isClosed = true;
    },
  };
}

const baseOf = ({ live }: Known): number => live?.version ?? CODE_VERSION;

const ofDraft = ({ drafted, ...known }: Known): Kept =>
  drafted === undefined
    ? { edit: known.published, revision: 0, base: baseOf(known), faults: [], saving: { is: "saved" } }
    : { ...drafted, saving: { is: "saved" } };
