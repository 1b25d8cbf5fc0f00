import { randomUUID } from 'node:crypto';
import { VestibuleError } from '../domain/errors';
import type { Json } from '../domain/json';
import { isClosed } from '../domain/session/session';
import type { Tenant } from './access';
import { awaitedEvent } from './awaited-event';
import { agreedPayload } from './partner-reports';
import { sandboxOnly } from './sandbox';
import type { Services } from './services';
import { sessionOver, stepNotCurrent } from './session-errors';
import type { SettledState, Wait } from './session-state';
import { readView, settledState } from './session-views';

/**
 * Plays the partner that a sandbox session waits for: reports the event of the step at hand, as the partner would over
 * its callback. Throws `sandbox_only`, `session_not_found`, `session_closed`, `session_expired`, `step_not_current`,
 * and `request_invalid` for another payload than agreed.
 */
export async function playPartner(
  services: Services,
  tenant: Tenant,
  session_id: string,
  { step, payload }: { step: string; payload: Json },
  wait: Wait,
): Promise<SettledState> {
  sandboxOnly(tenant);
  const ref = { client_id: tenant.client_id, session_id };
  const view = await readView(services, ref);
  if (isClosed(view.status)) throw sessionOver(view.status, view.reason);
  const { awaits } = view;
  if (awaits?.step !== step) throw stepNotCurrent(awaits?.step ?? null);
  const event = await awaitedEvent(services, view, step);
  if (!event) throw new VestibuleError('request_invalid', 'The event of this step is not known here any more.');
  const agreed = agreedPayload(event, payload, '/payload');
  const sealed = services.sealer.sealSensitive(event.payload, agreed, session_id);
  await services.engine.callback(ref, { kind: 'event', ...awaits, id: randomUUID(), payload: sealed });
  services.watchers.nudge(ref);
  return settledState(services, ref, await readView(services, ref), wait);
}
