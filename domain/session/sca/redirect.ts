import type { Json } from '../../json';
import { resetIdle, show } from '../transition';
import { poll, pollLast, pollOnce, type ScaApproach, stopPolling } from './approach';

/**
 * The user approves on the bank's own pages. `expires_at`: ms since the epoch, where the bank says. `again`: the user
 * came back undecided, so the link is shown once more while the bank is polled.
 */
type RedirectState = { state: 'redirect'; url: string; handle: Json; expires_at?: number; again?: true };
type RedirectWaiting = { kind: 'redirect'; sca: RedirectState };

export const redirect: Readonly<ScaApproach<RedirectState, RedirectWaiting>> = {
  state: 'redirect',
  method: 'redirect',
  opened(t, node, sca) {
    show<RedirectWaiting>(t, 'AWAITING_USER', { kind: 'redirect', sca });
    if (sca.again) poll(t, node, sca.handle);
  },

  takesReturnWhilePolling: ({ sca }) => sca.again === true,
  /** After a 'no' one poll is enough; after a 'yes' the bank may need a moment. */
  userReturned(t, node, { sca }, { way, query }) {
    const brought = query === undefined ? {} : { returned: query };
    stopPolling(t);
    resetIdle(t);
    t.s.status = 'PROCESSING';
    if (way === 'nok') pollOnce(t, node, sca.handle, brought);
    else poll(t, node, sca.handle, brought);
  },
  timeUp: (t, node, { sca }) => pollLast(t, node, sca.handle),

  view: (s, { sca }) => ({ kind: 'redirect', step: s.step, url: sca.url }),
  sentence: () => "Waits for the user, who is at the bank's own pages",
};
