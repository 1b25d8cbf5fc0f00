import type { PinnedOperation } from '../skill/graph';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PATIENT = { initial: 1_000, backoff: 2, maximum: 5 * MINUTE, attempts: 0 } as const;

/**
 * The platform's own activity at a good end: stores `args.credentials`, discards the uploads, yields
 * `{credentials_id}`. It is retried for as long as it takes.
 */
export const FINISH: Readonly<PinnedOperation> = {
  operation: 'session.finish',
  waitingFor: 'bank',
  retry: PATIENT,
  attempt: 30_000,
  total: 0,
};

/** The platform's own activity at any other end: discards the uploads. */
export const DISCARD: Readonly<PinnedOperation> = { ...FINISH, operation: 'session.discard', total: 7 * DAY };

/** The platform's own activity that makes an operator's request to cancel a signal of the session. */
export const CANCEL: Readonly<PinnedOperation> = { ...FINISH, operation: 'session.cancel' };

/** The operation with patient retries, for 7 days, as of an undo: where it never succeeds, a person has to clean up. */
export const patiently = (operation: PinnedOperation): PinnedOperation => ({
  ...operation,
  retry: PATIENT,
  total: 7 * DAY,
});

/** ms that the authorisation of one visit may take where the author doesn't say; banks allow about this. */
export const SCA_WITHIN = 10 * MINUTE;

/** ms between two tries at a bank that is down, at most, while its session waits for it. */
export const PARKED_ASKS_EVERY = MINUTE;

/** ms between two looks at a bank whose user is there while the client asks where the session stands. */
export const LOOK_EVERY = 10_000;

/** ms for which a 'no' that the bank does not confirm leaves the user time to think again. */
export const REFUSAL_LASTS = MINUTE;

/** Steps that a session may take where the author doesn't say. */
export const STEPS = 200;

/** The outcome of a call whose arguments are none of the operation's: the mistake is the definition's. */
export const ARGUMENT_UNFIT = 'argument.unfit';

/** How often a step may be entered with nothing heard from outside: no user, no event, no form whose time ran out. */
export const MOST_UNATTENDED = 50;

/** The platform's sentences for outcomes, where no catalog has one; fit for the end user. */
export const SENTENCES: Readonly<Record<string, string>> = {
  timeout: 'The time for this step ran out.',
  exhausted: 'There are no attempts left.',
  'result.too_large': 'There is more of this than can be taken. Nothing was concluded.',
  [ARGUMENT_UNFIT]:
    'This can’t go on: there is a mistake in how it was set up, not in what you did, nor at your bank. Nothing was concluded.',
  error: 'Something went wrong at the other side. Nothing was concluded.',
  uncertain: 'The other side did not answer, so it is not known what it did. What was not authorised will lapse.',
  undo_failed: 'Not all of it could be taken back: what you have authorised may still take place.',
  undoing: 'What was begun is being taken back. Please do not approve anything at your bank any more.',
  terminated: 'The session was ended by our operators.',
  expired: 'The session has expired.',
  cancelled: 'The session was cancelled.',
  concluded: 'It was concluded before this, and what was concluded stands.',
  steps_exhausted: 'The session took too many steps.',
  unsettled: 'What was concluded stands. Not all that belongs to it could be done; somebody will look after it.',
  rejected: 'The application was declined.',
  failed: 'The session could not be completed.',
  'sca.failed': 'The authorisation was not given.',
  'sca.method': 'The bank offers no way of authorisation that can be used here.',
};
