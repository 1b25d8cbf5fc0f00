import { LOOK_EVERY } from '../domain/session/platform';
import type { SessionView } from '../domain/session/views';
import type { SessionRef } from './engine/engine';
import type { Services } from './services';

/** Whether the user is at the bank's own pages, and has been for a while. */
const isAtBank = ({ status, next, phases }: SessionView, now: number): boolean =>
  status === 'AWAITING_USER' && next.kind === 'redirect' && now - (phases.at(-1)?.at ?? now) >= LOOK_EVERY;

/**
 * Has the bank looked at for a client that asks where its session stands while the user is at the bank: users approve
 * and close the page. At most once in ten seconds for each session. What it finds shows in the session later; that it
 * could not be asked for is no fault of the client's call.
 */
export function lookAtBank({ engine, recent, clock, watchers }: Services, ref: SessionRef, view: SessionView): void {
  const now = clock();
  if (view.next.kind !== 'redirect' || !isAtBank(view, now)) return;
  if (now - (recent.looks.get(ref.session_id) ?? 0) < LOOK_EVERY) return;
  recent.looks.set(ref.session_id, now);
  void engine.callback(ref, { kind: 'asked_after', step: view.next.step }).then(
    () => watchers.nudge(ref),
    () => undefined,
  );
}
