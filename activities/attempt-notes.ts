import { Context } from '@temporalio/activity';
import { isObject } from '../domain/json';

/** Notes that an attempt leaves to those after it, as heartbeat details: a worker that dies can leave nothing else. */
interface AttemptNotes {
  /** The session has the report that its call lasts. */
  reported?: true;
  /** A request that must not be repeated blindly is on its way, and its outcome is not known. */
  sent?: boolean;
  /** The process that made the attempt; only where attempts heartbeat. */
  by?: string;
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
  context.heartbeat(notes.sent === undefined && notes.by === undefined ? REPORTED : notes);
}

/** ms that the engine may take to note something. */
const DEADLINE = 2_000;

/**
 * Adds to the notes, and resolves once the engine has them: whatever happens to this worker, the next attempt finds
 * them. Rejects where the engine does not take them, or says that the activity is to be cancelled.
 */
export async function noteForSure(change: AttemptNotes, context = Context.current()): Promise<void> {
  const { client, info } = context;
  const notes = { ...attemptNotes(context), ...change };
  // The SDK may still hold an earlier heartbeat back, which would take the place of this one.
  if (latest.has(context)) context.heartbeat(notes);
  latest.set(context, notes);
  await client.withDeadline(Date.now() + DEADLINE, () => client.activity.heartbeat(info.taskToken, notes));
}
