import { VestibuleError } from '../domain/errors';
import { credentialsEvent } from '../security/tenant-events';
import type { Credentials, CredentialsStatus } from '../store/store';
import type { Services } from './services';

/** How credentials end before their time. `by`: who has ended them, where they were revoked. */
export type ConsentEnd =
  | { status: 'expired' }
  | {
      status: 'revoked';
      by: 'tenant' | 'bank';
      /** Somebody else than the user has ended the consent, as far as the bank says. */
      byOthers?: boolean;
    };

/** Whether the bank has said that the consent is over, and how. */
export function consentEnd(error: unknown): ConsentEnd | undefined {
  if (!(error instanceof VestibuleError)) return undefined;
  if (error.code === 'consent_expired') return { status: 'expired' };
  if (error.code !== 'consent_revoked') return undefined;
  return { status: 'revoked', by: 'bank', ...(error.options.byOthers ? { byOthers: true } : {}) };
}

type EndServices = Pick<Services, 'clock' | 'events' | 'sealer'> & {
  store: Pick<Services['store'], 'bankNotes' | 'credentials'>;
};

/**
 * Ends credentials: their tenant is told, then their status is set. The event comes first, for once the status is set
 * nobody would find them again. Told twice, it is one event. Resolves to their status.
 */
export async function endCredentials(
  services: EndServices,
  credentials: Credentials,
  end: ConsentEnd,
): Promise<CredentialsStatus> {
  const { events, store } = services;
  const { client_id, credentials_id } = credentials;
  await events.record(client_id, await newsOf(services, credentials, end));
  await store.credentials.setStatus(credentials_id, end.status);
  return end.status;
}

async function newsOf(services: EndServices, credentials: Credentials, end: ConsentEnd) {
  const at = services.clock();
  if (end.status === 'expired') return [expiredEvent(credentials, at)];
  const by = end.by === 'bank' && (await isBeingRevoked(services, credentials)) ? 'tenant' : end.by;
  const data = { status: end.status, by };
  const revoked = credentialsEvent(credentials, { type: 'credentials.revoked', what: 'revoked', at, data });
  if (by === 'tenant' || end.byOthers) return [revoked];
  return [
    credentialsEvent(credentials, { type: 'consent.withdrawn', what: 'withdrawn', at, data: { status: 'revoked' } }),
    revoked,
  ];
}

/** That credentials have expired: the same event for one end, whether time has come or the bank has said so. */
export const expiredEvent = (credentials: Credentials, at: number) =>
  credentialsEvent(credentials, {
    type: 'credentials.expired',
    what: `expired/${credentials.valid_until ?? ''}`,
    at,
    data: { status: 'expired' },
  });

const noteOf = ({ credentials_id }: Credentials): string => `revoking/${credentials_id}`;

/**
 * Notes that the tenant revokes credentials, before the bank is asked: what the bank says of the consent from then on
 * is the tenant's doing, also where this process dies before it has set their status.
 */
export async function noteRevocation({ store, sealer, clock }: EndServices, credentials: Credentials): Promise<void> {
  const id = noteOf(credentials);
  await store.bankNotes.put(id, sealer.seal({ at: new Date(clock()).toISOString() }, id));
}

const isBeingRevoked = async ({ store }: EndServices, credentials: Credentials): Promise<boolean> =>
  (await store.bankNotes.find(noteOf(credentials))) !== undefined;
