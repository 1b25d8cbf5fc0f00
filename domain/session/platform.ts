import type { PinnedOperation } from '../skill/graph';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const patient = { initial: 1_000, backoff: 2, maximum: 5 * MINUTE, attempts: 0 } as const;

/** Stores the credentials and discards the uploads at a good end. It is retried for as long as it takes. */
export const FINISH: Readonly<PinnedOperation> = {
  operation: 'session.finish',
  waitingFor: 'bank',
  retry: patient,
  attempt: 30_000,
  total: 0,
};

/** Removes a session's uploads at any other end. */
export const DISCARD: Readonly<PinnedOperation> = { ...FINISH, operation: 'session.discard', total: 7 * DAY };

/**
 * How an undo or an abort is run: as its operation, but patiently, since nobody waits and somebody would have to clean
 * up.
 */
export const asUndo = (operation: PinnedOperation): PinnedOperation => ({
  ...operation,
  retry: patient,
  total: 7 * DAY,
});

/** How long the authorisation of one visit may take where the author doesn't say; banks allow about this. */
export const SCA_WITHIN = 10 * MINUTE;

/** Steps that a session may take where the author doesn't say. */
export const STEPS = 200;

/** What the platform itself says of an outcome that no catalog has a sentence for; fit for the end user. */
export const SENTENCES: Readonly<Record<string, string>> = {
  timeout: 'The time for this step ran out.',
  exhausted: 'There are no attempts left.',
  error: 'Something went wrong at the other side. Nothing was concluded.',
  uncertain: 'The other side did not answer, so it is not known what it did. What was not authorised will lapse.',
  undo_failed: 'Not all of it could be taken back: what you have authorised may still take place.',
  expired: 'The session has expired.',
  cancelled: 'The session was cancelled.',
  steps_exhausted: 'The session took too many steps.',
  rejected: 'The application was declined.',
  failed: 'The session could not be completed.',
  'sca.failed': 'The authorisation was not given.',
  'sca.method': 'The bank offers no way of authorisation that can be used here.',
};
