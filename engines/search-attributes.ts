import type { Connection } from '@temporalio/client';

/** By these, sessions are listed and counted in Temporal's visibility and in its UI. None of them names a person. */
export const SEARCH_ATTRIBUTES = {
  Tenant: 'Keyword',
  Skill: 'Keyword',
  Step: 'Keyword',
  SessionStatus: 'Keyword',
  WaitingFor: 'Keyword',
  WaitingUntil: 'Datetime',
} as const;

/** Temporal's `IndexedValueType`. */
const TYPES = { Keyword: 2, Datetime: 6 } as const;

/** Registers those search attributes that the namespace lacks. May be called again and again. */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !(name in (customAttributes ?? {})));
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, TYPES[type]]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
}
