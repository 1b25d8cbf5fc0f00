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
  /** Data that were accepted can be submitted anew while files are awaited for them. */
  replaceData: {
    recordedAs: 'data_replaced',
    adr: 31,
    since: '2026-11-28',
    reason: 'Who had mistyped something had to start over. Without it, such a submission changes nothing.',
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
