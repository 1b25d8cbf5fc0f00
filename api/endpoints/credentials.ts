import type { DataPort } from '../../domain/connector';
import { VestibuleError } from '../../domain/errors';
import type { JsonObject } from '../../domain/json';
import { keyMatches } from '../../security/keys';
import { consentFacts, pointsTo } from '../../service/data/consent-facts';
import { tokenNotes } from '../../service/data/token-notes';
import type { Credentials, Tenant } from '../../store/store';
import type { Services } from '../deps';
import { tenantByBasic } from '../http/client-auth';
import { allowOrigin } from '../http/cors';
import { type Action, type Call, header } from '../http/endpoint';

export interface Holding {
  tenant: Tenant;
  credentials: Credentials;
  /** What the credentials point to. */
  body: JsonObject;
  data: DataPort;
}
type Step = Action<Holding>;

/** A data call: the tenant's server, with the credentials and their own access token. */
export const identifyServer: Step = async (call) => {
  call.tenant = await tenantByBasic(call.req, call.deps);
  allowOrigin(call.req, call.res, call.tenant);
};

/** An unknown id and a wrong token are the same mistake: the pair doesn't belong together. */
export const checkPair: Step = async (call) => {
  const { deps, req, tenant } = call;
  const id = header(req, 'x-credentials-id') ?? '';
  // A list goes on as it began: whether the credentials hold was asked for its first page, moments ago.
  const maxAge = req.query.cursor === undefined ? 0 : A_MOMENT;
  call.credentials = await provenCredentials(deps, tenant, id, header(req, 'x-access-token'), maxAge);
};
/** ms. */
const A_MOMENT = 5_000;

async function provenCredentials(
  deps: Services,
  tenant: Tenant,
  id: string,
  token: string | undefined,
  maxAge = 0,
): Promise<Credentials> {
  const credentials = id === '' ? undefined : await deps.store.credentials.find(id, tenant.client_id, maxAge);
  const matches = keyMatches(deps.keys, token ?? '', credentials?.access_token_hmac);
  if (!credentials || !matches)
    throw new VestibuleError('credentials_invalid', 'The credentials id and the access token do not belong together.');
  return credentials;
}

export const checkConsent: Step = ({ credentials: { status, valid_until }, deps }) => {
  if (status === 'revoked') throw new VestibuleError('consent_revoked', 'The consent was revoked.');
  if (status === 'expired' || isPast(valid_until, deps.clock()))
    throw new VestibuleError('consent_expired', 'The consent has expired.');
};

/** A bank's date holds until that day is over. */
function isPast(validUntil: string | undefined, now: number): boolean {
  if (validUntil === undefined) return false;
  const end = /^\d{4}-\d{2}-\d{2}$/.test(validUntil)
    ? Date.parse(`${validUntil}T23:59:59.999Z`)
    : Date.parse(validUntil);
  return Number.isFinite(end) && end < now;
}

export const openBody: Step = (call) => {
  const { deps, credentials } = call;
  call.body = deps.sealer.unsealDeep(credentials.body, credentials.session_id) as JsonObject;
};

const findBankIfAny: Step = (call) => {
  const data = call.deps.data(call.credentials.catalog, call.credentials.flavour);
  if (data) call.data = data;
};

export const findBank: Step = (call) => {
  const { catalog, flavour } = call.credentials;
  const data = call.deps.data(catalog, flavour);
  if (!data) throw new VestibuleError('bank_unavailable', 'The bank is not connected right now.', { retryAfter: 60 });
  call.data = data;
};

/** Asks the bank; what it says of the consent is remembered, so that the next call needs not ask. */
export async function askBank<T>({ deps, credentials }: Call & Holding, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof VestibuleError && (error.code === 'consent_revoked' || error.code === 'consent_expired')) {
      await deps.store.credentials.setStatus(
        credentials.credentials_id,
        error.code === 'consent_revoked' ? 'revoked' : 'expired',
      );
    }
    throw error;
  }
}

/** The path names the credentials here; the access token must be theirs all the same. */
const findNamed: Step = async (call) => {
  const { deps, req, tenant } = call;
  const id = String(req.params.credentials_id);
  if (!(await deps.store.credentials.find(id, tenant.client_id)))
    throw new VestibuleError('credentials_not_found', 'There are no such credentials.');
  const named = header(req, 'x-credentials-id');
  if (named !== undefined && named !== id)
    throw new VestibuleError('credentials_invalid', 'X-Credentials-Id names other credentials than the path.');
  call.credentials = await provenCredentials(deps, tenant, id, header(req, 'x-access-token'));
};

const revokeAtBank: Step = async (call) => {
  const { deps, credentials, data, body } = call;
  if (credentials.status !== 'active') return;
  try {
    await data.revoke(body, { signal: AbortSignal.timeout(20_000), tokens: tokenNotes(deps, credentials) });
  } catch (error) {
    // What the bank has ended already needs no end.
    const isOver =
      error instanceof VestibuleError && (error.code === 'consent_revoked' || error.code === 'consent_expired');
    if (!isOver) throw error;
  }
  await deps.store.credentials.setStatus(credentials.credentials_id, 'revoked');
  call.credentials = { ...credentials, status: 'revoked' };
};

const answerCredentials: Step = async (call) => {
  const holding = { credentials: call.credentials, body: call.body, bank: call.data };
  const facts = call.data ? await consentFacts(call.deps, holding) : {};
  const { credentials_id, session_id, skill, status, valid_until, created_at } = call.credentials;
  const isOver = status === 'active' && isPast(valid_until, call.deps.clock());
  call.answer = {
    status: 200,
    body: {
      credentials_id,
      session_id,
      skill,
      status: isOver ? 'expired' : status,
      ...(valid_until === undefined ? {} : { valid_until }),
      ...facts,
      created_at: created_at.toISOString(),
      points_to: await pointsTo(call.deps, holding),
    },
  };
};

/** `GET /credentials/{credentials_id}` */
export const readCredentials: Step[] = [identifyServer, findNamed, openBody, findBankIfAny, answerCredentials];

/** `DELETE /credentials/{credentials_id}` */
export const revokeCredentials: Step[] = [
  identifyServer,
  findNamed,
  openBody,
  findBank,
  revokeAtBank,
  answerCredentials,
];
