import type { DataPort, TokenNotes } from '../domain/connector';
import { VestibuleError } from '../domain/errors';
import type { JsonObject } from '../domain/json';
import { keyMatches } from '../security/keys';
import type { Credentials, CredentialsStatus } from '../store/store';
import type { Tenant } from './access';
import { consentEnd, endCredentials, noteRevocation } from './consent-end';
import { type ConsentFacts, consentFacts, pointsTo } from './data/consent-facts';
import { type PaymentFacts, paymentFacts } from './data/payment-status';
import { tokenNotes } from './data/token-notes';
import type { Services } from './services';

/** Credentials as a tenant's server names them: their id, and the access token that belongs to it. */
export interface CredentialsClaim {
  tenant: Tenant;
  credentials_id: string;
  access_token: string | undefined;
  /** A second id, if the caller gave two. They have to be the same. */
  second_id?: string | undefined;
}

/** Credentials as they are shown. */
export interface CredentialsState extends ConsentFacts {
  /** Of credentials that point to a payment. */
  payment?: PaymentFacts;
  credentials_id: string;
  session_id: string;
  skill: string;
  status: CredentialsStatus;
  /** RFC 3339 date or time, as the bank said it. */
  valid_until?: string;
  created_at: string;
  /** The objects at the bank. */
  points_to: JsonObject;
}

/**
 * The credentials, if id and access token belong together. An unknown id and a wrong token are the same mistake:
 * `credentials_invalid`. `maxAge`: ms that what is known of them may be old.
 */
export async function provenCredentials(services: Services, claim: CredentialsClaim, maxAge = 0): Promise<Credentials> {
  const { tenant, credentials_id, access_token = '' } = claim;
  const found =
    credentials_id === '' ? undefined : await services.store.credentials.find(credentials_id, tenant.client_id, maxAge);
  return checkToken(services, found, access_token);
}

function checkToken({ keys }: Services, credentials: Credentials | undefined, token: string): Credentials {
  const matches = keyMatches(keys, token, credentials?.access_token_hmac);
  if (credentials && matches) return credentials;
  throw new VestibuleError('credentials_invalid', 'The credentials id and the access token do not belong together.');
}

/** The objects that credentials point to, unsealed. */
export const openCredentials = ({ sealer }: Pick<Services, 'sealer'>, { body, session_id }: Credentials): JsonObject =>
  sealer.unsealDeep(body, session_id) as JsonObject;

/** The bank that credentials were obtained at; `bank_unavailable` where this environment has none. */
export function bankOf(services: Pick<Services, 'data'>, { catalog, flavour }: Credentials): DataPort {
  const bank = services.data(catalog, flavour);
  if (!bank) throw new VestibuleError('bank_unavailable', 'The bank is not connected right now.', { retryAfter: 60 });
  return bank;
}

/** The last moment at which a consent is good, ms since the epoch: a bank's date holds until that day (UTC) is over. */
export function lastMomentOf(validUntil: string | undefined): number | undefined {
  if (validUntil === undefined) return undefined;
  const end = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(validUntil) ? `${validUntil}T23:59:59.999Z` : validUntil);
  return Number.isFinite(end) ? end : undefined;
}

/** Whether a consent has run out. */
export function isPast(validUntil: string | undefined, now: number): boolean {
  const end = lastMomentOf(validUntil);
  return end !== undefined && end < now;
}

/** Shows credentials, also revoked and expired ones. Throws `credentials_not_found` and `credentials_invalid`. */
export async function readCredentials(services: Services, claim: CredentialsClaim): Promise<CredentialsState> {
  return show(services, await namedCredentials(services, claim));
}

/** Revokes credentials, at the bank too; the same again changes nothing. Throws as `readCredentials`, and `bank_…`. */
export async function revokeCredentials(services: Services, claim: CredentialsClaim): Promise<CredentialsState> {
  const credentials = await namedCredentials(services, claim);
  const bank = bankOf(services, credentials);
  if (credentials.status !== 'active') return show(services, credentials);
  await noteRevocation(services, credentials);
  await revokeAtBank(bank, openCredentials(services, credentials), tokenNotes(services, credentials));
  const status = await endCredentials(services, credentials, { status: 'revoked', by: 'tenant' });
  return show(services, { ...credentials, status });
}

/** The credentials with this id. Unlike `provenCredentials`, it distinguishes an unknown id from a wrong token. */
async function namedCredentials(services: Services, claim: CredentialsClaim): Promise<Credentials> {
  const { tenant, credentials_id, access_token = '', second_id = credentials_id } = claim;
  const found = await services.store.credentials.find(credentials_id, tenant.client_id);
  if (!found) throw new VestibuleError('credentials_not_found', 'There are no such credentials.');
  if (second_id !== credentials_id)
    throw new VestibuleError('credentials_invalid', 'The call names two different credentials.');
  return checkToken(services, found, access_token);
}

/** ms. */
const REVOKE_DEADLINE = 20_000;

async function revokeAtBank(bank: DataPort, body: JsonObject, tokens: TokenNotes): Promise<void> {
  try {
    await bank.revoke(body, { signal: AbortSignal.timeout(REVOKE_DEADLINE), tokens });
  } catch (error) {
    // A consent that the bank has ended already needs no end.
    if (consentEnd(error) === undefined) throw error;
  }
}

async function show(services: Services, credentials: Credentials): Promise<CredentialsState> {
  const { credentials_id, session_id, skill, status, valid_until, created_at } = credentials;
  const isExpired = status === 'active' && isPast(valid_until, services.clock());
  const opened = { credentials, body: openCredentials(services, credentials) };
  const bank = services.data(credentials.catalog, credentials.flavour);
  const payment = bank && (await paymentFacts(services, { ...opened, bank }));
  return {
    credentials_id,
    session_id,
    skill,
    status: isExpired ? 'expired' : status,
    ...(valid_until === undefined ? {} : { valid_until }),
    ...(bank ? await consentFacts(services, { ...opened, bank }) : {}),
    ...(payment ? { payment } : {}),
    created_at: created_at.toISOString(),
    points_to: await pointsTo(services, opened),
  };
}
