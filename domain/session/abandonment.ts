import type { Session, Time } from './session';
import type { Transition } from './transition';
import { isUserAwaited } from './waiting';

/**
 * When the tenant is told that the user has not come: so long after the user was last heard of. `undefined` where the
 * user isn't awaited, where it was told already, and in sessions that began without such a time.
 */
export function abandonedAt(s: Session): Time | undefined {
  if (s.abandoned_after === undefined || s.abandoned || s.ending || !isUserAwaited(s)) return undefined;
  return s.active_at + s.abandoned_after;
}

/** Notes that the user has not come for long, once its time has come. The session waits on. */
export function abandon({ s, now }: Transition): void {
  const at = abandonedAt(s);
  if (at !== undefined && at <= now) s.abandoned = true;
}
