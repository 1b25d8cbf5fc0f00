import { VestibuleError } from '../domain/errors';
import { MOST_SKIPPED } from '../domain/session/clock';
import { isClosed } from '../domain/session/session';
import type { SessionView } from '../domain/session/views';
import { duration } from '../domain/skill/duration';
import type { Tenant } from './access';
import { sandboxOnly } from './sandbox';
import type { Services } from './services';
import { sessionOver } from './session-errors';
import type { SettledState, Wait } from './session-state';
import { readView, stateOf } from './session-views';

/** The longest skip as its author writes it. */
const MOST = `P${MOST_SKIPPED / 86_400_000}D`;

/**
 * Has time pass for a sandbox session: `by`, an ISO 8601 duration of weeks to seconds. Its deadlines pass in their
 * order, and what happens at them happens for real. Calls and partners don't hurry: a call that a deadline starts is
 * awaited before more time passes. Resolves once all of it has passed, or with `settled: false` when the wait is over.
 *
 * @throws `sandbox_only`, `request_invalid`, `session_not_found`, `session_closed`, `session_expired`
 */
export async function skipTime(
  services: Services,
  tenant: Tenant,
  session_id: string,
  by: string,
  wait: Wait,
): Promise<SettledState> {
  sandboxOnly(tenant);
  const ms = readDuration(by);
  const { engine, watchers, recent } = services;
  const ref = { client_id: tenant.client_id, session_id };
  const before = await readView(services, ref);
  if (isClosed(before.status)) throw sessionOver(before.status, before.reason);
  await engine.skipTime(ref, ms);
  watchers.nudge(ref);
  const hasPassed = (view: SessionView) =>
    !view.skipping && (view.skipped !== before.skipped || view.closing === true || isClosed(view.status));
  const latest = await watchers.until(ref, await readView(services, ref), hasPassed, wait.ms, wait.signal());
  recent.views.set(session_id, latest);
  return { settled: hasPassed(latest) && !latest.closing, state: await stateOf(services, latest) };
}

function readDuration(by: string): number {
  const ms = duration(by) ?? 0;
  if (ms > 0 && ms <= MOST_SKIPPED) return ms;
  const message = `'by' is an ISO 8601 duration of weeks to seconds, such as PT15M or P14D, and at most ${MOST}.`;
  throw new VestibuleError('request_invalid', message, { errors: [{ pointer: '/by', code: 'duration', message }] });
}
