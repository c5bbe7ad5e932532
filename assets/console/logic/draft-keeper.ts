import type { AgentDraft, DraftRequest } from "../../../worker/protocol/console/agents.ts";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { isEqual } from "../../../worker/protocol/editing/edit-fields.ts";

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

export interface KeeperOutside {
  put(request: DraftRequest): Promise<Put>;
  /** What is typed and not saved, to be there after the page is gone; undefined where all is. */
  remember(unsaved: Pick<Kept, "edit" | "revision"> | undefined): void;
  /** Calls back later. @returns a function that calls it off. */
  later(ms: number, run: () => void): () => void;
  changed(): void;
}

/** What the Worker has of an agent. */
export interface Known {
  readonly drafted?: AgentDraft;
  readonly published: AgentEdit;
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
  /** The draft is gone: it was published or discarded from here. What is read next says what there is instead. */
  begin(): void;
  close(): void;
}

/** Typing waits this long for more before it is saved, milliseconds. */
const TYPING_MS = 700;
const RETRY_MS = 3_000;

/** @param start - what was remembered counts as typed. */
export function createKeeper(
  start: Known & { readonly remembered?: Pick<Kept, "edit" | "revision"> },
  outside: KeeperOutside,
): DraftKeeper {
  let kept: Kept = ofDraft(start);
  let { published } = start;
  let callOff: () => void = () => undefined;
  let running: Promise<boolean> | undefined;
  let isClosed = false;
  /** Reads in a row that had no draft: the first may be older than what was saved here. */
  let without = 0;

  const become = (next: Kept): void => {
    kept = next;
    const isSaved = next.saving.is === "saved";
    outside.remember(isSaved ? undefined : { edit: next.edit, revision: next.revision });
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
    const answer = await outside.put({ edit: sent, revision: kept.revision });
    const isMore = !isEqual(kept.edit, sent);
    switch (answer.is) {
      case "saved": {
        const { revision, by, at, faults } = answer.draft;
        become({ edit: kept.edit, revision, by, at, faults, saving: { is: isMore ? "waiting" : "saved" } });
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
        become(isOurs ? ofDraft({ drafted: theirs, published }) : { ...kept, saving: answer });
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
      published = known.published;
      without = known.drafted === undefined && kept.saving.is === "saved" ? without + 1 : 0;
      if (kept.saving.is !== "saved") return;
      const isNew =
        known.drafted === undefined
          ? kept.revision === 0
            ? !isEqual(kept.edit, published)
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
      become(ofDraft({ published, ...(theirs && { drafted: theirs }) }));
    },
    begin: () => become(ofDraft({ published })),
    close() {
      void save();
      isClosed = true;
    },
  };
}

const ofDraft = ({ drafted, published }: Known): Kept =>
  drafted === undefined
    ? { edit: published, revision: 0, faults: [], saving: { is: "saved" } }
    : { ...drafted, saving: { is: "saved" } };
