import type { Effect } from '../../sandbox/ledger';
import { stack } from './stack';

/** Whose effects are meant: what one request caused, what happened to one thing, or what was made for one. */
type Owner = { request_id: string } | { resource_id: string } | { of: string };

/**
 * What the bank has really done for one owner, oldest first. Other tests use the same bank at the same time, so there
 * is no way here to ask for all that it has done: that is for a stack of the test's own.
 */
export const effectsOf = (owner: Owner & { effect?: string }): Promise<Effect[]> =>
  effectsAt(stack().demo.bank_url, owner);

/** All that the bank of a stack has done, oldest first. Only for a stack that no other test uses. */
export async function wholeLedger(bankUrl: string): Promise<Effect[]> {
  if (bankUrl === stack().demo.bank_url) throw new Error('Other tests use this bank: ask for effects of your own.');
  return effectsAt(bankUrl, {});
}

async function effectsAt(bankUrl: string, query: Record<string, string>): Promise<Effect[]> {
  const answer = await fetch(`${bankUrl}/_sandbox/effects?${new URLSearchParams(query)}`);
  return ((await answer.json()) as { data: Effect[] }).data;
}
