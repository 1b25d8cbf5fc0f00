import type { JsonObject } from '../../domain/json';
import { knownAccounts } from './account-map';
import type { DataServices, Holding } from './holding';
import { type Quota, quotaOf } from './read-quota';

/** What is known of the consent that credentials stand for, without asking the bank. */
export interface ConsentFacts {
  bank?: string;
  /** RFC 3339: until when the user has to confirm the consent anew. */
  reconfirm_by?: string;
  quota?: Quota;
}

const DAY = 24 * 3600 * 1000;

export async function consentFacts(services: DataServices, holding: Holding): Promise<ConsentFacts> {
  const { bank, body, credentials } = holding;
  const facts = bank.facts(body);
  if (!facts) return {};
  const confirmedUntil = credentials.created_at.getTime() + facts.confirmed_for * DAY;
  const validUntil = Date.parse(credentials.valid_until ?? '');
  const reconfirm = Number.isNaN(validUntil) ? confirmedUntil : Math.min(confirmedUntil, validUntil);
  const quota = await quotaOf(services, holding);
  return { bank: facts.name, reconfirm_by: new Date(reconfirm).toISOString(), ...(quota ? { quota } : {}) };
}

/**
 * What credentials point to, as a tenant may see it: our ids of accounts instead of the bank's, as far as they are
 * known, and no access token of the bank's.
 */
export async function pointsTo(services: DataServices, holding: Omit<Holding, 'bank'>): Promise<JsonObject> {
  const { token: _token, ...body } = holding.body;
  if (!Array.isArray(body.accounts)) return body;
  const entries = (await knownAccounts(services, holding)) ?? [];
  const ours = new Map(entries.map(({ account_id, known }) => [known.resource_id, account_id]));
  return { ...body, accounts: body.accounts.map((id) => (typeof id === 'string' ? (ours.get(id) ?? id) : id)) };
}
