import type { Kind } from './access';
import { accountAt } from './account-ids';
import { countOf } from './books';
import type { Call } from './call';
import { Refusal } from './refusal';
import type { Consent } from './subjects';

const CODES: Record<number, string> = {
  401: 'CONSENT_INVALID',
  403: 'RESOURCE_UNKNOWN',
  404: 'RESOURCE_UNKNOWN',
  405: 'SERVICE_INVALID',
  429: 'ACCESS_EXCEEDED',
  503: 'SERVICE_UNAVAILABLE',
};

const refuse = (status: number, headers: Record<string, string> = {}): Refusal =>
  new Refusal(status, CODES[status] ?? 'INTERNAL_SERVER_ERROR', 'This can’t be read now.', { headers });

/** Refusals of reads that a valid consent allows. @throws Refusal as the traits say */
export function refuseOddly(call: Call, consent: Consent, kind: Kind, account_id: string): void {
  if (!account_id) return refuseList(call, consent);
  const { odd_account, refused_once, balances_call } = call.traits;
  const isSecond = accountAt(consent, account_id)?.kind === 'savings';
  if (kind === 'balances' && !balances_call) throw refuse(405, { Allow: '' });
  if (kind === 'balances' && odd_account && isSecond) throw refuse(odd_account);
  const isData = kind === 'balances' || kind === 'transactions';
  if (refused_once && isData && countOf(call.bank, `once ${consent.id} ${account_id} ${kind}`) === 0) throw refuse(401);
}

function refuseList({ bank, traits: { list_refused }, now }: Call, consent: Consent): void {
  if (!list_refused) return;
  const isRefused =
    'for_ms' in list_refused
      ? now < (consent.valid_since ?? 0) + list_refused.for_ms
      : countOf(bank, `list ${consent.id}`) < list_refused.times;
  if (isRefused) throw refuse(list_refused.status, list_refused.status === 429 ? { 'Retry-After': '3600' } : {});
}
