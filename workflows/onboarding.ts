import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { advance, begin } from '../domain/session/advance';
import { type Deadline, nextDeadline } from '../domain/session/deadline';
import type { Effect, Event, Session, SessionView } from '../domain/session/session';
import { verdict, view } from '../domain/session/view';
import { createCaller } from './call';
import { isCallback, isReceipt, isSubmission, rethrowUnlessCancelled } from './guards';
import * as messages from './messages';
import { createNotice } from './notice';

/** An event before the workflow has stamped it with its own time. */
type Untimed<E = Event> = E extends Event ? Omit<E, 'at'> : never;

/**
 * One end user's conversation through one skill. Everything that it decides is `advance`; here is what carries it:
 *  1. signals, callbacks, results and time come in as events, in the order in which the engine recorded them;
 *  2. the effects that an event calls for are started as activities, whose outcome comes back as an event, never as a throw;
 *  3. it lasts until the session is closed and its undo is done, over as many runs as that takes.
 */
export async function onboarding(input: messages.OnboardingInput): Promise<SessionView> {
  const [first, effects] = 'carried' in input ? ([input.carried, []] as [Session, Effect[]]) : begin(input.start);
  let session = first;
  let changed = true;
  let alarm: { at: number; scope: CancellationScope } | undefined;
  // Nothing that was begun is cut off when an operator cancels the workflow: the kernel says what is to be let go.
  const shelter = new CancellationScope({ cancellable: false });
  const notice = createNotice(session, shelter);
  const caller = createCaller(shelter, () => session, take);

  function take(event: Untimed): void {
    const [next, started] = advance(session, { ...event, at: Date.now() } as Event);
    session = next;
    changed = true;
    caller.carryOut(started);
  }

  /**
   * One timer, for the first deadline. One that is too early is left to fire in vain: cheaper than to replace it at
   * each step.
   */
  function setAlarm(deadline: Deadline | undefined): void {
    if (!deadline || (alarm && alarm.at <= deadline.at)) return;
    alarm?.scope.cancel();
    const mine = { at: deadline.at, scope: new CancellationScope({ cancellable: true, parent: shelter }) };
    alarm = mine;
    const ring = () => {
      if (alarm === mine) alarm = undefined;
      take({ type: 'due' });
    };
    mine.scope
      .run(() => sleep(Math.max(deadline.at - Date.now(), 1), { summary: `${deadline.why} · ${session.step}` }))
      .then(ring, rethrowUnlessCancelled);
  }

  setHandler(
    messages.submitStep,
    (submission) => (isSubmission(submission) ? take({ type: 'submitted', ...submission }) : undefined),
    {
      description: 'The user submits a step. Sent by the API, which has checked the data.',
    },
  );
  setHandler(
    messages.receiveUpload,
    (receipt) => (isReceipt(receipt) ? take({ type: 'uploaded', ...receipt }) : undefined),
    {
      description: 'A file of the step at hand has been stored.',
    },
  );
  setHandler(
    messages.receiveCallback,
    (callback) => (isCallback(callback) ? take(messages.asEvent(callback)) : undefined),
    {
      description: 'A partner reports, or the user is back from the bank.',
    },
  );
  setHandler(messages.cancel, () => take({ type: 'cancelled' }), {
    description: 'Ends the session and undoes what it has begun. Safe for an operator to send.',
  });
  setHandler(messages.callLasts, notice.list, {
    description: 'A call of this session takes long: lists are to tell of it. Sent by the call itself.',
  });
  setHandler(
    messages.getSession,
    ({ seq, step, digest } = {}) => ({
      view: view(session),
      ...(seq === undefined ? {} : { verdict: verdict(session, seq, step ?? '', digest ?? '') }),
    }),
    { description: 'Where the session stands, without personal data.' },
  );

  // An operator's 'Request cancellation' means the same as the signal; the undo must run all the same.
  CancellationScope.current().cancelRequested.catch(() => take({ type: 'cancelled' }));
  caller.carryOut(effects);

  /** Tells of what has changed, sets the alarm, and says whether this run is at its end. */
  function settle(): boolean {
    if (!changed) return false;
    changed = false;
    notice.publish(session);
    const isClosed = session.waiting.kind === 'closed';
    if (isClosed || (workflowInfo().continueAsNewSuggested && session.running.length === 0)) return true;
    setAlarm(nextDeadline(session));
    return false;
  }

  // The SDK asks after each signal, result and timer whether the wait is over. What is done there and then wakes
  // nobody: a wait that ends at each change and begins anew takes a tenth of a step's time in the worker.
  const isOver = session.told_at_once ? settle : () => changed;
  return CancellationScope.nonCancellable(async () => {
    for (;;) {
      await condition(isOver);
      if (isOver !== settle && !settle()) continue;
      await condition(allHandlersFinished);
      if (session.waiting.kind === 'closed') return view(session);
      if (changed) continue;
      notice.list();
      await continueAsNew<typeof onboarding>({ carried: session });
    }
  });
}
