/** One behaviour that a session has from its start or never, so that an older one replays as it was recorded. */
interface FlagDefinition {
  /** The member of a recorded session start that says so. It lies in histories and can't be renamed. */
  recordedAs: string;
  /** The decision that brought it, a number in `docs/adr/`, and the day since which new sessions have it. */
  adr: number;
  since: string;
  /** What differs from a session without it. */
  reason: string;
}

/**
 * The flags of sessions. A change of what is recorded needs a new flag here; new sessions have them all. Each name says
 * the behaviour in code, `recordedAs` its name in recorded sessions.
 */
export const FLAGS = {
  /** Search attributes are written once a wait has lasted, not at each wait. */
  debounceLists: {
    recordedAs: 'lists_settle',
    adr: 8,
    since: '2026-11-25',
    reason: 'A write at each wait took a quarter of a step. Without it, each wait is written at once.',
  },
  /** The workflow publishes a change while it takes in the event, not in its main loop afterwards. */
  publishSynchronously: {
    recordedAs: 'told_at_once',
    adr: 10,
    since: '2026-11-25',
    reason: 'Waking the main loop at each event took a tenth of a step. Without it, the loop is woken to publish.',
  },
  /** An activity signals its session when its call has lasted; the workflow sets no timer for it. */
  callReportsDuration: {
    recordedAs: 'calls_tell',
    adr: 12,
    since: '2026-11-26',
    reason: 'A timer for each call took a fifth of their throughput. Without it, the workflow sets such a timer.',
  },
  /** An end that was no success is shown once its undo has ended; until then the session is shown as at work. */
  showEndAfterUndo: {
    recordedAs: 'ends_undone',
    adr: 23,
    since: '2026-11-28',
    reason: 'A payment was told as cancelled that its user could still approve. Without it, the end is shown at once.',
  },
  /** An operator's request to cancel is made a signal of the session's own, by an activity. */
  signalCancelRequest: {
    recordedAs: 'signals_cancel_request',
    adr: 23,
    since: '2026-11-28',
    reason: 'A reset keeps signals and loses such a request. Without it, the request itself ends the session.',
  },
  /** The activity that stores the credentials reports by a signal, and has no result. */
  finishSignals: {
    recordedAs: 'finish_signals',
    adr: 23,
    since: '2026-11-28',
    reason: 'A completed session was open again after a reset, which keeps signals only. Without it, it has a result.',
  },
  /** What a visit has begun and a later visit of its step has replaced is undone at a good end, too. */
  undoSuperseded: {
    recordedAs: 'undoes_superseded',
    adr: 24,
    since: '2026-11-28',
    reason: 'A first payment stayed open at the bank after the second was made. Without it, success undoes nothing.',
  },
  /** A message that comes before its step asks for it is kept until it does; what is dropped is counted. */
  keepEarlyInput: {
    recordedAs: 'keeps_early',
    adr: 25,
    since: '2026-11-28',
    reason: 'A reset applies signals again before their steps ask. Without it, such a message is dropped.',
  },
  /** The sum of a session's results is bounded, so that it always fits into one payload of the engine. */
  boundResults: {
    recordedAs: 'results_bounded',
    adr: 26,
    since: '2026-11-28',
    reason: 'A state above 2 MiB could not be continued as new. Without it, results are kept whatever their size.',
  },
  /** A call's activity has a heartbeat timeout, and its attempts heartbeat. */
  callsHeartbeat: {
    recordedAs: 'calls_heartbeat',
    adr: 28,
    since: '2026-11-28',
    reason: 'A killed worker is noticed within seconds. Without it, once an attempt’s whole time is over.',
  },
  /** The time of an authorisation runs from the bank's first offer, and a bank that is down holds it up. */
  scaTimeFromOffer: {
    recordedAs: 'sca_from_offer',
    adr: 22,
    since: '2026-11-27',
    reason: 'A bank that was down used up its users’ ten minutes. Without it, the time runs from the step’s entering.',
  },
  /** A return that brings something new counts though the bank is polled, and a 'no' has to be the bank's too. */
  returnsCountAnew: {
    recordedAs: 'returns_anew',
    adr: 22,
    since: '2026-11-27',
    reason:
      'An early visit to the way back cost the user’s own. Without it, a return is ignored while the bank is polled.',
  },
  /** Data that were accepted can be submitted anew while files are awaited for them. */
  replaceData: {
    recordedAs: 'data_replaced',
    adr: 31,
    since: '2026-11-28',
    reason: 'Who had mistyped something had to start over. Without it, such a submission changes nothing.',
  },
  /** A step that has committed is not entered again, and one that may have is repeated under its own key. */
  commitOnce: {
    recordedAs: 'commits_once',
    adr: 36,
    since: '2026-11-28',
    reason: 'A loop opened three deposits in one session. Without it, each visit commits, whatever was before.',
  },
  /** A step that is entered again and again, with nothing heard from outside, ends the session. */
  boundUnattended: {
    recordedAs: 'unattended_bounded',
    adr: 36,
    since: '2026-11-28',
    reason: 'A loop of calls asked a bank for as long as it had steps. Without it, only the limit on steps ends it.',
  },
  /** Effects that a run would start when it is to be continued are started by the next run. */
  carryEffectsOver: {
    recordedAs: 'effects_carried',
    adr: 36,
    since: '2026-11-28',
    reason: 'A loop of calls always had one running, so it was terminated. Without it, a run goes on while one runs.',
  },
} as const satisfies Record<string, FlagDefinition>;

export type Flag = (typeof FLAGS)[keyof typeof FLAGS];

/** The flags as a session carries them: `true`, or absent where the session began before the flag was there. */
export type RecordedFlags = { readonly [F in Flag['recordedAs']]?: true };

/** Whether a session has a behaviour. */
export const hasFlag = <F extends Flag>(session: { readonly [K in F['recordedAs']]?: true }, flag: F): boolean =>
  session[flag.recordedAs as F['recordedAs']] === true;

/** All flags: those of a session that begins now. */
export const NEWEST: Readonly<Required<RecordedFlags>> = Object.fromEntries(
  Object.values(FLAGS).map(({ recordedAs }) => [recordedAs, true]),
) as Required<RecordedFlags>;
