import type { Json } from '../../json';
import { show } from '../transition';
import { poll, pollLast, type ScaApproach } from './approach';

/**
 * The user approves in the bank's app. `message` is for the user. `after_user`: the user has done their part, and
 * something at the bank is outstanding: another signatory, a status that lags, an answer that was lost.
 */
type DecoupledState = { state: 'decoupled'; message: string; handle: Json; after_user?: true };
type DecoupledWaiting = { kind: 'decoupled'; sca: DecoupledState };

export const decoupled: Readonly<ScaApproach<DecoupledState, DecoupledWaiting>> = {
  state: 'decoupled',
  method: 'decoupled',
  /** Nobody says when the user has approved, so the bank is polled from the start. */
  opened(t, node, sca) {
    show<DecoupledWaiting>(t, 'AWAITING_USER', { kind: 'decoupled', sca });
    poll(t, node, sca.handle, sca.after_user ? { until: t.s.expires_at } : {});
  },
  isAfterUser: ({ after_user }) => after_user === true,
  timeUp: (t, node, { sca }) => pollLast(t, node, sca.handle),

  view: (s, { sca }) => ({ kind: 'decoupled', step: s.step, message: sca.message }),
  sentence: () => "Waits for the user to approve in the bank's app",
};
