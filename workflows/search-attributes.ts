import { defineSearchAttributeKey, type SearchAttributePair, SearchAttributeType } from '@temporalio/common';
import type { SearchAttributes } from '../domain/session/operator-text';

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
const KEYS = {
  Tenant: keyword('Tenant'),
  Skill: keyword('Skill'),
  Step: keyword('Step'),
  SessionStatus: keyword('SessionStatus'),
  WaitingFor: keyword('WaitingFor'),
} as const;
const WAITING_UNTIL = defineSearchAttributeKey('WaitingUntil', SearchAttributeType.DATETIME);

/** The search attributes that a namespace must know, with Temporal's names of their types. */
export const SEARCH_ATTRIBUTES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(KEYS).map((name) => [name, 'Keyword'])),
  WaitingUntil: 'Datetime',
};

/** A session's search attributes in the SDK's form; with `written`, only those that differ from it. */
export function toPairs(now: SearchAttributes, written?: SearchAttributes): SearchAttributePair[] {
  const pairs: SearchAttributePair[] = [];
  for (const [name, key] of Object.entries(KEYS) as [keyof typeof KEYS, (typeof KEYS)['Step']][]) {
    if (now[name] !== written?.[name]) pairs.push({ key, value: now[name] });
  }
  if (now.WaitingUntil !== (written?.WaitingUntil ?? 0)) {
    pairs.push({
      key: WAITING_UNTIL,
      value: now.WaitingUntil === 0 ? null : new Date(now.WaitingUntil),
    } as SearchAttributePair);
  }
  return pairs;
}
