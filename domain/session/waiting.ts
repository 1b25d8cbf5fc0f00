import type { WaitingFor } from '../skill/operation-catalog';
import type { Session } from './session';
import type { NextView } from './views';

/**
 * Whether the session waits for its user, and for nobody else: the only time that counts as idle. Who may act while a
 * partner is awaited is not waited for.
 */
export const isUserAwaited = ({ status, waiting }: Session): boolean =>
  (status === 'SESSION_CREATED' ||
    status === 'AWAITING_STEP' ||
    status === 'AWAITING_UPLOAD' ||
    status === 'AWAITING_USER') &&
  waiting.for === undefined;

/** Whether the step at hand waits for an event of a partner, with a form for its user or without one. */
export const isEventAwaited = ({ waiting }: Session): boolean =>
  waiting.kind === 'event' || (waiting.kind === 'form' && waiting.for !== undefined);

/** The other side that an open session waits for, where it doesn't wait for its user. */
export const waitedFor = ({ waiting }: Session): WaitingFor => waiting.for ?? 'bank';

/** The view of a wait for the other side. */
export const waitView = (s: Session): Extract<NextView, { kind: 'wait' }> => ({
  kind: 'wait',
  step: s.step,
  for: waitedFor(s),
});

/** The operators' sentence on a wait for the other side, with the effects under way. */
export function waitSentence(s: Session): string {
  const effects = s.running.map(({ step, phase }) => `\`${step}\` (${phase})`).join(', ');
  return `Waits for the ${waitedFor(s)}${effects ? `: ${effects}` : ''}`;
}
