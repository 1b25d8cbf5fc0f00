import { type InputFault, VestibuleError } from '../domain/errors';
import { choiceFault } from '../domain/event-choice';
import { urlFault } from '../webhooks/address-guard';
import type { Tenant } from './access';
import type { Services } from './services';

/**
 * Refuses what an endpoint can't be, with all that is wrong: `endpoint_invalid`. Only a tenant of the sandbox may have
 * its events sent to this very machine, and only where the process is set to that.
 */
export function checkEndpoint(
  { webhooks: { rules } }: Services,
  { flavour }: Tenant,
  { url, events = [] }: { url?: string; events?: readonly string[] },
): void {
  const allowLoopback = rules.allowLoopback && flavour === 'sandbox';
  const wrong = url === undefined ? undefined : urlFault(url, { allowLoopback });
  const unknown = events.flatMap((word, at): InputFault[] => {
    const message = choiceFault(word);
    return message === undefined ? [] : [{ pointer: `/events/${at}`, code: 'event_unknown', message }];
  });
  const errors = [...(wrong ? [{ pointer: '/url', ...wrong }] : []), ...unknown];
  const [first] = errors;
  if (first) throw new VestibuleError('endpoint_invalid', first.message, { errors });
}
