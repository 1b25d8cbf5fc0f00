import type { Json } from '../../json';
import { resetIdle, show } from '../transition';
import { poll, pollLast, pollOnce, type ScaApproach } from './approach';

/** The user approves on the bank's own pages. `expires_at`: ms since the epoch, where the bank says. */
type RedirectState = { state: 'redirect'; url: string; handle: Json; expires_at?: number };
type RedirectWaiting = { kind: 'redirect'; sca: RedirectState };

export const redirect: Readonly<ScaApproach<RedirectState, RedirectWaiting>> = {
  state: 'redirect',
  method: 'redirect',
  opened: (t, _node, sca) => show<RedirectWaiting>(t, 'AWAITING_USER', { kind: 'redirect', sca }),

  /** After a 'no' one poll is enough; after a 'yes' the bank may need a moment. */
  userReturned(t, node, { sca }, { way }) {
    resetIdle(t);
    t.s.status = 'PROCESSING';
    if (way === 'nok') pollOnce(t, node, sca.handle);
    else poll(t, node, sca.handle);
  },
  timeUp: (t, node, { sca }) => pollLast(t, node, sca.handle),

  view: (s, { sca }) => ({ kind: 'redirect', step: s.step, url: sca.url }),
  sentence: () => "Waits for the user, who is at the bank's own pages",
};
