import type { Json, JsonObject } from '../../domain/json';
import type { ScaState } from '../../domain/session/sca/approaches';
import type { Challenge } from './challenge';
import type { Grant, Token } from './oauth';

/**
 * The handle of an authorisation: what has to be known to go on with it. JSON, at most 4 KiB, sealed by the platform.
 */
export interface Note {
  /** Absent in notes of before there were several banks. */
  bank?: string;
  id: string;
  psuId?: string | undefined;
  /** Of a payment: our name of its product. */
  product?: string;
  approach: string;
  /** Where the authorisation's own status is read. */
  scaStatus?: string;
  /** Where a confirmation code goes. */
  confirmation?: string;
  challenge?: Challenge;
  /** What it costs, to be shown with each challenge. */
  fees?: JsonObject;
  /** The unfinished state as the user sees it, to be told again when nothing has changed. */
  shown?: JsonObject;
  /** The answer to a challenge may or may not have reached the bank: this is the challenge as it was shown. */
  doubt?: JsonObject;
  /** Answers given to challenges so far. */
  answers?: number;
  /** An OAuth authorisation that the user has been sent to. */
  grant?: Grant;
  token?: Token;
  /** Of the first of two consents in a row: what the second one is asked for. */
  then?: JsonObject;
}

export type Unfinished = Extract<ScaState, { handle: Json }>;
type Shown = Unfinished extends infer S ? (S extends Unfinished ? Omit<S, 'handle'> : never) : never;

/** Looks after which an undecided user is shown the bank's link again: some ten seconds. */
export const UNDECIDED = 8;

/** Characters of challenge data (a start code for a card reader) that are remembered. */
const MAX_DATA = 600;

/**
 * A picture is not remembered: it would not fit, and a bank that is asked again draws a new one. A start code is: some
 * banks send it once.
 */
export function unfinished(note: Note, state: Shown): Unfinished {
  note.shown = (state.state === 'challenge' ? { ...state, show: small(state.show) } : state) as unknown as JsonObject;
  return { ...state, handle: note as unknown as Json } as Unfinished;
}

function small({ image: _image, data, ...rest }: JsonObject): JsonObject {
  return data !== undefined && JSON.stringify(data).length <= MAX_DATA ? { ...rest, data } : rest;
}

/** The state as it was shown last. */
export const again = (note: Note): Unfinished =>
  ({ ...note.shown, handle: note as unknown as Json }) as unknown as Unfinished;

/** The same, where something in the note must not be lost: a user at the bank is polled for from then on. */
export const shownAgain = (note: Note): Unfinished => {
  if (note.shown?.state !== 'redirect') return again(note);
  return unfinished(note, { state: 'redirect', url: note.shown.url as string, again: true });
};

/** The challenge as it was shown, with a word on why it is shown again. */
export function challengeAgain(note: Note, error: string): Unfinished {
  const { error: _former, ...shown } = (note.doubt ?? note.shown) as JsonObject;
  note.shown = shown;
  delete note.doubt;
  return { ...shown, error, handle: note as unknown as Json } as unknown as Unfinished;
}

/** A wait for what the bank owes after the user has done their part. */
export const waitAfterUser = (note: Note, message: string): Unfinished =>
  unfinished(note, { state: 'decoupled', message, after_user: true });
