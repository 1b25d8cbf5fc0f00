import type { Json } from '../../json';
import { FLAGS, hasFlag } from '../flags';
import { LOOK_EVERY, REFUSAL_LASTS } from '../platform';
import type { Time } from '../session';
import { timeIsUpAt } from '../step-time';
import { resetIdle, show, type Transition } from '../transition';
import { look, poll, pollLast, pollOnce, type ScaApproach, stopPolling } from './approach';

/**
 * The user approves on the bank's own pages. `expires_at`: ms since the epoch, where the bank says. `again`: the user
 * came back undecided, so the link is shown once more while the bank is polled.
 */
type RedirectState = { state: 'redirect'; url: string; handle: Json; expires_at?: number; again?: true };
type RedirectWaiting = {
  kind: 'redirect';
  sca: RedirectState;
  /** When the bank was last looked at since the client asked. */
  looked_at?: Time;
  /** Digests of what the user has brought back. */
  brought?: readonly string[];
};

/** How many different things a user can bring back from one page of the bank's. */
const MAX_BROUGHT = 10;

const isNew = ({ brought = [] }: RedirectWaiting, digest: string | undefined): digest is string =>
  digest !== undefined && !brought.includes(digest) && brought.length < MAX_BROUGHT;

const note = (t: Transition, waiting: RedirectWaiting): void => {
  t.s.waiting = waiting;
};

export const redirect: Readonly<ScaApproach<RedirectState, RedirectWaiting>> = {
  state: 'redirect',
  method: 'redirect',
  opened(t, node, sca, { refused_until }) {
    const { looked_at, brought } = t.s.waiting as Partial<RedirectWaiting>;
    const known = { ...(looked_at === undefined ? {} : { looked_at }), ...(brought === undefined ? {} : { brought }) };
    show<RedirectWaiting>(t, 'AWAITING_USER', { kind: 'redirect', sca, ...known });
    if (sca.again) poll(t, node, sca.handle, refused_until === undefined ? {} : { refused_until });
  },

  /** A link scanner may have been at the way back before the user, who then brings what the bank gave them. */
  takesReturnWhilePolling: (s, waiting, { digest }) =>
    waiting.sca.again === true || (hasFlag(s, FLAGS.returnsCountAnew) && isNew(waiting, digest)),
  /**
   * After a 'yes' the bank may need a moment. After a 'no' that the bank does not know of, the user may think again.
   */
  userReturned(t, node, waiting, { way, query, digest }) {
    const { sca, brought = [] } = waiting;
    const returned = query === undefined ? {} : { returned: query };
    const isAnew = hasFlag(t.s, FLAGS.returnsCountAnew);
    stopPolling(t);
    resetIdle(t);
    t.s.status = 'PROCESSING';
    if (isAnew && isNew(waiting, digest)) note(t, { ...waiting, brought: [...brought, digest] });
    if (way === 'ok') poll(t, node, sca.handle, returned);
    else if (!isAnew) pollOnce(t, node, sca.handle, returned);
    else {
      const refused_until = Math.min(t.now + REFUSAL_LASTS, timeIsUpAt(t.s, node.within));
      poll(t, node, sca.handle, { ...returned, refused_until });
    }
  },
  /** The user may have approved and closed the page: the bank is looked at, now and then. */
  askedAfter(t, node, waiting) {
    if (t.now < (waiting.looked_at ?? t.s.entered_at) + LOOK_EVERY) return;
    note(t, { ...waiting, looked_at: t.now });
    look(t, node, waiting.sca.handle);
  },
  timeUp: (t, node, { sca }) => pollLast(t, node, sca.handle),

  view: (s, { sca }) => ({ kind: 'redirect', step: s.step, url: sca.url }),
  sentence: () => "Waits for the user, who is at the bank's own pages",
};
