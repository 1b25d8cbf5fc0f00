import type { Effect } from '../../sandbox/ledger';
import { stack } from './stack';

/** Whose effects are meant: what one request caused, what happened to one thing, or what was made for one. */
type Owner = { request_id: string } | { resource_id: string } | { of: string };

/**
 * What the bank has really done for one owner, oldest first. Other tests use the same bank at the same time, so there
 * is no way here to ask for all that it has done: that is for a stack of the test's own.
 */
export async function effectsOf(owner: Owner & { effect?: string }): Promise<Effect[]> {
  const query = new URLSearchParams(Object.entries(owner));
  const answer = await fetch(`${stack().demo.bank_url}/_sandbox/effects?${query}`);
  return ((await answer.json()) as { data: Effect[] }).data;
}

/** All that the bank of a stack has done, oldest first. Only for a stack that no other test uses. */
export async function wholeLedger(bankUrl: string): Promise<Effect[]> {
  if (bankUrl === stack().demo.bank_url) throw new Error('Other tests use this bank: ask for effects of your own.');
  return ((await (await fetch(`${bankUrl}/_sandbox/effects`)).json()) as { data: Effect[] }).data;
}
