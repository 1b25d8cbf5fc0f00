import { Context } from '@temporalio/activity';
import { isObject } from '../domain/json';

/** Notes that an attempt leaves to those after it, as heartbeat details: a worker that dies can leave nothing else. */
interface AttemptNotes {
  /** The session has the report that its call lasts. */
  reported?: true;
  /** A request that must not be repeated blindly is on its way, and its outcome is not known. */
  sent?: boolean;
}

/** The details of workers that knew this one note only. They are written still where there is no other. */
const REPORTED = 'told that it lasts';

const latest = new WeakMap<Context, AttemptNotes>();

/** The notes of this attempt; at its beginning those of the attempt before. */
export function attemptNotes(context = Context.current()): AttemptNotes {
  const { heartbeatDetails } = context.info;
  return latest.get(context) ?? (heartbeatDetails === REPORTED ? { reported: true } : asNotes(heartbeatDetails));
}

const asNotes = (details: unknown): AttemptNotes => (isObject(details) ? (details as AttemptNotes) : {});

/** Adds to the notes. The first change of an attempt is sent at once; later ones with its failure at the latest. */
export function noteForNextAttempt(change: AttemptNotes, context = Context.current()): void {
  const notes = { ...attemptNotes(context), ...change };
  latest.set(context, notes);
  context.heartbeat(notes.sent === undefined ? REPORTED : notes);
}
