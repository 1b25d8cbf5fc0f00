import { type CallContext, ConnectorError } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import { authorisationHeaders, type Bank } from './client';
import type { Note } from './note';
import type { Standing } from './standing';

/** Names that banks give the code in the return address; the standard names none. `code` is the last resort. */
const NAMED = /confirmation[_-]?code$/i;

/**
 * An authorisation that is `unconfirmed` after a redirect: the code from the return address goes to the bank, once.
 * Says whether it went; what the bank made of it, the standing tells, so a refusal and a lost answer are no errors
 * here.
 */
export async function confirm(
  bank: Bank,
  note: Note,
  now: Extract<Standing, { is: 'open' }>,
  returned: JsonObject,
  ctx: CallContext,
): Promise<boolean> {
  const href = now.confirmation ?? note.confirmation ?? note.scaStatus;
  const code = codeIn(returned);
  if (now.scaStatus !== 'unconfirmed' || href === undefined || code === undefined) return false;
  const headers = authorisationHeaders(bank, note.psuId, ctx);
  const call = { method: 'PUT', url: bank.link(href), headers, body: { confirmationCode: code } } as const;
  try {
    await bank.change('confirmation', call, ctx);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
  }
  return true;
}

function codeIn(returned: JsonObject): string | undefined {
  const name = Object.keys(returned).find((key) => NAMED.test(key)) ?? 'code';
  const value = returned[name];
  return typeof value === 'string' && value !== '' && value.length <= 512 ? value : undefined;
}
