import { schemaText } from '../../api/graphql/schema';
import { brokenBy, schemaPage } from '../../cli/docs/graphql';
import { read } from '../docs/support/page';

const kept = read('docs/graphql/schema.graphql');

test('today’s schema breaks nothing of the one that is kept', () => {
  expect(brokenBy(kept, schemaText())).toEqual([]);
  expect(schemaPage(kept, kept)).toBe(kept);
});

test.each([
  ['a field is gone', '  iban: String\n', '', 'Account.iban was removed.'],
  ['a field has another type', '  amount: String!\n', '  amount: Float!\n', 'AccountBalance.amount changed type'],
  ['a sure field may be null', 'accountId: String!', 'accountId: String', 'Account.accountId changed type'],
  [
    'an argument is needed',
    'session(sessionId: ID!, wait: Int)',
    'session(sessionId: ID!, wait: Int!)',
    'Query.session',
  ],
  ['a value of an enum is gone', '  COMPLETED\n', '', 'COMPLETED was removed from enum type SessionStatus.'],
])('a change that breaks tenants’ documents fails until the version says so: %s', (_what, before, after, told) => {
  const changed = kept.replace(before, after);
  expect(changed).not.toBe(kept);
  expect(() => schemaPage(kept, changed)).toThrow(told);
  expect(() => schemaPage(kept, changed)).toThrow('SCHEMA_VERSION');
  const newer = changed.replace(/^# Version (\d+)$/m, (_, version: string) => `# Version ${Number(version) + 1}`);
  expect(schemaPage(kept, newer)).toBe(newer);
});

test('what is added breaks nobody', () => {
  expect(brokenBy(kept, kept.replace('  iban: String\n', '  iban: String\n  openedOn: String\n'))).toEqual([]);
});
