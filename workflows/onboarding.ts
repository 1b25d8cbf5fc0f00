import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { trace, traceBegin } from '../domain/session/advance';
import { nextAlarm, signalCancel } from '../domain/session/deadline';
import type { Effect, Event, Untimed } from '../domain/session/events';
import { FLAGS, hasFlag } from '../domain/session/flags';
import { isLateReport } from '../domain/session/reports';
import type { Session, Untold } from '../domain/session/session';
import { afterTermination } from '../domain/session/terminated';
import { tell } from '../domain/session/told';
import { verdict, view } from '../domain/session/view';
import type { SessionView } from '../domain/session/views';
import { createCaller } from './call';
import { reportChange } from './changes';
import { createDeadlineTimer } from './deadline-timer';
import {
  isCallback,
  isFinished,
  isNearLimits,
  isReceipt,
  isReceipts,
  isRemoval,
  isSubmission,
  isTimeSkip,
  isUntold,
} from './guards';
import { createHandover } from './handover';
import * as messages from './messages';
import { createOperatorNotes } from './operator-notes';
import { createOutbox } from './outbox';

/**
 * The workflow of one session: an end user's conversation through one skill. Every decision is made by `advance`. The
 * workflow carries it:
 *  1. signals, callbacks, results and time come in as events, in the order in which the engine recorded them;
 *  2. the effects that an event calls for are started as activities, whose outcome comes back as an event, never as a
 *     throw;
 *  3. it lasts until the session is closed and its undo is done, over as many runs as that takes.
 */
export async function onboarding(input: messages.OnboardingInput): Promise<SessionView> {
  const [first, effects, events] = opening(input);
  let session = first;
  let changed = true;
  /** An operator has asked for the cancellation, and the signal that it is made of has not come yet. */
  let isCancelOutstanding = false;
  // Timers and activities outlive an operator's cancellation of the workflow: the kernel decides which ones to cancel.
  const scope = new CancellationScope({ cancellable: false });
  const notes = createOperatorNotes(session, scope);
  const caller = createCaller(scope, () => session, take);
  const handover = createHandover(caller, () => hasFlag(session, FLAGS.carryEffectsOver) && !isCancelOutstanding);
  const deadlineTimer = createDeadlineTimer(scope, () => take({ type: 'due' }));
  const outbox = createOutbox(
    scope,
    () => session,
    (untold) => {
      const { untold: _before, ...rest } = session;
      session = untold.length > 0 ? { ...rest, untold: [...untold] } : rest;
    },
  );

  // Before any handler is set: a message that came with the start is taken as soon as one is.
  outbox.tell(events);
  outbox.recordWaiting();

  function take(event: Untimed): void {
    const at = Date.now();
    const next = trace(session, { ...event, at } as Event);
    const [counted, told] = tell(session, next.session, next.moves, at);
    session = counted;
    changed = true;
    handover.carryOut(next.effects);
    outbox.tell(told);
  }

  /** A message of another shape is dropped, for a throw would wedge the session. Operators read that it was. */
  function dropMalformed(): void {
    if (hasFlag(session, FLAGS.keepEarlyInput)) take({ type: 'malformed' });
  }

  setHandler(
    messages.submitStep,
    (submission) => (isSubmission(submission) ? take({ type: 'submitted', ...submission }) : dropMalformed()),
    { description: 'The user submits a step. Sent by the API, which has checked the data.' },
  );
  setHandler(
    messages.receiveUpload,
    (receipt) => (isReceipt(receipt) ? take(messages.asUploaded(receipt)) : dropMalformed()),
    { description: 'A file of the step at hand has been stored. Sent until 2026-11-27.' },
  );
  setHandler(
    messages.receiveUploads,
    (receipts) => (isReceipts(receipts) ? take({ type: 'uploaded', ...receipts }) : dropMalformed()),
    { description: 'Files of the step at hand have been stored: all are taken, or none.' },
  );
  setHandler(
    messages.removeUpload,
    (removal) => (isRemoval(removal) ? take({ type: 'upload_removed', ...removal }) : dropMalformed()),
    { description: 'The user takes back a file of the step at hand.' },
  );
  setHandler(
    messages.receiveCallback,
    (callback) => (isCallback(callback) ? take(messages.asEvent(callback)) : dropMalformed()),
    { description: 'A partner reports, or the user is back from the bank.' },
  );
  const cancel = () => {
    isCancelOutstanding = false;
    take({ type: 'cancelled' });
  };
  setHandler(messages.cancel, cancel, {
    description: 'Ends the session and undoes what it has begun. Safe for an operator to send.',
  });
  setHandler(
    messages.finished,
    (report) => (isFinished(report) ? take({ type: 'finished', ...report }) : dropMalformed()),
    {
      description: 'The credentials are stored. Sent by the activity that has stored them.',
    },
  );
  setHandler(
    messages.skipTime,
    (skip) => (isTimeSkip(skip) ? take({ type: 'time_skipped', by: skip.by }) : dropMalformed()),
    {
      description: 'Makes a sandbox session older. Without effect in production.',
    },
  );
  setHandler(messages.recordLater, (events) => (isUntold(events) ? outbox.later(events) : dropMalformed()), {
    description: 'Events of this session could not be recorded. Sent by its worker.',
  });
  setHandler(messages.callLasts, notes.writeLists, {
    description: 'A call of this session takes long, so lists have to show it. Sent by the call itself.',
  });
  setHandler(
    messages.getSession,
    ({ seq, step = '', digest = '', report, ...rest } = {}) => ({
      view: view(session),
      ...(seq === undefined ? {} : { verdict: verdict(session, { seq, step, digest, ...rest }) }),
      ...(report && isLateReport(session, report) ? { is_late: true as const } : {}),
      ...(isNearLimits(workflowInfo()) ? { is_full: true as const } : {}),
    }),
    { description: 'Where the session stands, without personal data.' },
  );

  setHandler(messages.getState, () => session, {
    description: 'The whole state of the session. Read by commands for operators.',
  });

  // An operator's 'Request cancellation' means the same as the signal, which a reset keeps; the undo must run all the same.
  CancellationScope.current().cancelRequested.catch(() => {
    if (!hasFlag(session, FLAGS.signalCancelRequest)) return cancel();
    isCancelOutstanding = true;
    caller.carryOut([signalCancel(session)]);
  });
  caller.carryOut(effects);

  /**
   * Publishes a change to operators and listeners, and sets the timer of the next alarm. Returns whether this run is at
   * its end.
   */
  function publish(): boolean {
    if (!changed) return false;
    changed = false;
    notes.publish(session);
    reportChange();
    const isClosed = session.waiting.kind === 'closed';
    const isFree = session.running.length === 0 || handover.isReady();
    if (isClosed || (workflowInfo().continueAsNewSuggested && isFree && !isCancelOutstanding)) return true;
    deadlineTimer.set(nextAlarm(session), session.step);
    return false;
  }

  /** The database is away, and nobody waits for it but this run: the end is shown already. */
  async function recordTheRest(): Promise<void> {
    // What has no result of its own would be repeated for as long as that takes.
    caller.stop();
    await condition(outbox.isEmpty);
  }

  // The SDK evaluates a condition after each signal, result and timer. Work that is done there wakes no loop: a loop
  // that is woken at each change takes a tenth of a step's time in the worker.
  const isSynchronous = hasFlag(session, FLAGS.publishSynchronously);
  return CancellationScope.nonCancellable(async () => {
    for (;;) {
      await condition(isSynchronous ? publish : () => changed);
      if (!isSynchronous && !publish()) continue;
      await condition(allHandlersFinished);
      if (session.waiting.kind === 'closed') {
        if (!outbox.isEmpty()) await recordTheRest();
        return view(session);
      }
      if (changed) continue;
      notes.writeLists();
      await continueAsNew<typeof onboarding>({ carried: session, ...handover.effects() });
    }
  });
}

/** The session as this run begins with it, the effects to carry out first, and what its tenant is told of that. */
function opening(input: messages.OnboardingInput): [Session, Effect[], Untold[]] {
  if ('carried' in input) return [input.carried, input.effects ?? [], []];
  if ('terminated' in input) {
    const now = Date.now();
    const [left, effects] = afterTermination(input.terminated, now);
    const [session, told] = tell(input.terminated, left, [], now);
    return [session, effects, told];
  }
  const first = traceBegin(input.start);
  const [session, told] = tell(undefined, first.session, first.moves, input.start.at);
  return [session, first.effects, told];
}
