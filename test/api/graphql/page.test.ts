import { LIMITS } from '../../../api/graphql/limits';
import { createSchema } from '../../../api/graphql/schema';
import { tenantEventId } from '../../../security/ids';
import { blocks, quoted, read, section, tables } from '../../docs/support/page';
import { DEPOSIT, openTestApp } from '../support/test-app';
import { listen, raw } from './streams';
import { ask, headersOf, pairOf } from './support';

const page = read('docs/graphql.md');
const examples = (info: string) => blocks(page).flatMap((block) => (block.info === info ? [block.text] : []));
const testApp = openTestApp();
const client = testApp.tenant();

/** The body that a `curl` of the page sends, and what it accepts. */
function bodyOf(command: string): { query: string } {
  const [, body = ''] = /-d '([^']+)'/.exec(command) ?? [];
  return JSON.parse(body) as { query: string };
}
const calls = examples('sh').map((command) => ({ command, ...bodyOf(command) }));

test('each call of the page is by Basic, to /graphql, with JSON', () => {
  expect(calls).toHaveLength(2);
  for (const { command } of calls)
    expect(command).toMatch(/^curl -sN? "\$API\/graphql" -u "\$CLIENT_ID:\$CLIENT_SECRET"[\s\S]*application\/json/);
});

test('the page’s query by curl is answered', async () => {
  const [{ query } = { query: '' }] = calls.filter(({ query }) => !query.startsWith('subscription'));
  const { body } = await ask(testApp, client, query).expect(200);
  expect(body.errors).toBeUndefined();
  expect(body.data.skills.nodes).not.toEqual([]);
});

test('the page’s subscription by curl tells events', async () => {
  const [{ query } = { query: '' }] = calls.filter(({ query }) => query.startsWith('subscription'));
  const stream = await raw(await listen(testApp), client, { query });
  const id = tenantEventId(client.client_id, 'session/1/1');
  const event = { id, type: 'session.created' as const, at: new Date().toISOString() };
  await testApp.deps.events.record(client.client_id, [
    { ...event, data: { session_id: 's-1', skill: DEPOSIT, status: 'SESSION_CREATED' } },
  ]);
  expect(await stream.until('"s-1"')).toContain(`event: next\nid: ${id}\n`);
  await stream.leave();
});

test('each whole query of the page is answered, for a consent that was given', async () => {
  const headers = headersOf(await pairOf(testApp, client));
  const queries = examples('graphql');
  expect(queries).not.toEqual([]);
  for (const query of queries) {
    const { body } = await ask(testApp, client, query, { from: '2026-01-01' }, headers).expect(200);
    expect(body.errors).toBeUndefined();
    expect(body.data.credentials.accounts.nodes[0].transactions.nodes[0].amount).toBe('-1.00');
  }
});

test('the subscriptions of the page are those of the schema, with the arguments that they go on after', () => {
  const fields = createSchema().getSubscriptionType()?.getFields() ?? {};
  const [rows = []] = tables(section(page, '## Subscriptions'));
  expect(rows.map(([name = '']) => /\w+/.exec(name)?.[0]).sort()).toEqual(Object.keys(fields).sort());
  for (const [name = '', , after = ''] of rows) {
    const known = fields[/\w+/.exec(name)?.[0] ?? '']?.args.map((arg) => arg.name);
    expect(known).toContain(quoted(after)[0]);
  }
});

test('the limits of the page are those that are kept', () => {
  const [rows = []] = tables(section(page, '## Limits'));
  const told = rows.flatMap(([, limit = '']) => limit.match(/\d[\d,]*/g) ?? []).map((text) => text.replace(',', ''));
  const { depth, aliases, directives, tokens, repeats, cost } = LIMITS;
  for (const limit of [depth, aliases, directives, tokens, repeats, cost]) expect(told).toContain(String(limit));
});
