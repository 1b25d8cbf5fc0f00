import { LIMITS } from '../../../api/graphql/limits';
import { openTestApp } from '../support/test-app';
import { ask } from './support';

const testApp = openTestApp();
const client = testApp.tenant();
const times = (n: number, text: (i: number) => string) => Array.from({ length: n }, (_, i) => text(i)).join(' ');
const refusalOf = async (query: string, variables: object = {}) =>
  (await ask(testApp, client, query, variables).expect(400)).body.errors.map(
    ({ message }: { message: string }) => message,
  );

test.each([
  ['aliases', LIMITS.aliases, (n: number) => `{ ${times(n, (i) => `a${i}: __typename`)} }`, /alias/i],
  [
    'directives',
    LIMITS.directives,
    (n: number) => `{ ${times(n, () => '... @include(if: true) { __typename }')} }`,
    /directive/i,
  ],
])('%s up to the limit are answered, and beyond it refused by name', async (_what, most, query, told) => {
  const { body } = await ask(testApp, client, query(most));
  expect(body.errors).toBeUndefined();
  expect(await refusalOf(query(most + 1))).toContainEqual(expect.stringMatching(told));
});

test('a document with too many tokens is refused for that', async () => {
  const query = `{ ${times(LIMITS.tokens, () => '__typename')} }`;
  expect(await refusalOf(query)).toContainEqual(expect.stringMatching(/token/i));
});

test('fields too deep inside one another are refused for that, through fragments too', async () => {
  const deep = (n: number) => `{ ${'a { '.repeat(n - 1)}b${' }'.repeat(n - 1)} }`;
  expect(await refusalOf(deep(LIMITS.depth + 1))).toContainEqual(expect.stringMatching(/depth/i));
  expect(await refusalOf(deep(LIMITS.depth))).not.toContainEqual(expect.stringMatching(/depth/i));
  const half = 'a { '.repeat(8);
  const spread = `{ ${half}...Rest${' }'.repeat(8)} } fragment Rest on Query { ${half}b${' }'.repeat(8)} }`;
  expect(await refusalOf(spread)).toContainEqual(expect.stringMatching(/depth/i));
});

test('a query is refused for what its lists may cost, whether `first` is written or a variable', async () => {
  const query = (first: string) =>
    `query${first === '$n' ? ' ($n: Int)' : ''} { ${times(10, (i) => `e${i}: events(first: ${first}) { nodes { id at type data { step skill } } }`)} }`;
  expect(await refusalOf(query('1000'))).toEqual([expect.stringContaining('costs')]);
  expect(await refusalOf(query('$n'), { n: 1000 })).toEqual([expect.stringContaining('costs')]);
  await ask(testApp, client, query('$n'), { n: 10 }).expect(200);
});

test.each([
  ['a number for an id', '{ session(sessionId: 5) { status } }', {}],
  ['a list too long', '{ skills(first: 100000) { nodes { skill } } }', {}],
  ['a negative length', '{ events(first: -1) { nodes { id } } }', {}],
  ['a length beyond 32 bits', '{ events(first: 99999999999) { nodes { id } } }', {}],
  ['a cursor of nobody’s', '{ skills(after: "nonsense") { nodes { skill } } }', {}],
  ['a time that is none', '{ events(since: "yesterday") { nodes { id } } }', {}],
  ['an id of no node', '{ node(id: "nonsense") { id } }', {}],
  ['an id of an unknown type', `{ node(id: "${Buffer.from('Nothing:1').toString('base64')}") { id } }`, {}],
  ['a variable of another type', 'query ($id: ID!) { session(sessionId: $id) { status } }', { id: { a: 1 } }],
  ['a variable that is missing', 'query ($id: ID!) { session(sessionId: $id) { status } }', {}],
  ['an empty secret', 'query ($s: Secret) { credentials(credentialsId: "c", accessToken: $s) { status } }', { s: '' }],
  ['a circle of fragments', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }', {}],
  ['an unknown input', 'mutation { createSession(input: { nothing: 1 }) { sessionId } }', {}],
])('bad input is refused with a code and never as a fault of ours: %s', async (_what, query, variables) => {
  const { status, body } = await ask(testApp, client, query, variables);
  expect(status).toBeLessThan(500);
  for (const { message, extensions } of body.errors ?? []) {
    expect(message).not.toBe('');
    expect(extensions.code).toMatch(/^(request_invalid|session_not_found|credentials_\w+|skill_not_found)$/);
  }
  if (!body.errors) expect(Object.values(body.data)).toEqual([null]);
});
