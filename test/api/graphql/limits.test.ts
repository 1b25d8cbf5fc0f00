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

test('a document that repeats a field is answered up to the limit, and beyond it told the field, limit and number', async () => {
  const repeated = (n: number) => `{ skills { nodes { ${times(n, () => 'skill')} } } }`;
  await ask(testApp, client, repeated(LIMITS.repeats)).expect(200);
  for (const n of [LIMITS.repeats + 1, 990, 1900]) {
    const [message, ...rest] = await refusalOf(repeated(n));
    expect(message).toBe(`A document may name a field ${LIMITS.repeats} times, and names \`skill\` ${n} times.`);
    expect(rest).toEqual([]);
  }
});

test('a document of all the tokens, aliases and depth that are allowed is answered', async () => {
  const fields = ['skill', 'title', 'type', 'provider', 'product', 'flavour', 'version', '__typename'];
  const lists = times(
    LIMITS.aliases,
    (i) => `s${i}: skills(first: 2) { nodes { ${times(6, () => fields.join(' '))} } }`,
  );
  await ask(testApp, client, `{ ${lists} }`).expect(200);
});

test('fragments that take too many comparisons are refused with the limit in words', async () => {
  const fields = 'skill title type provider product flavour version __typename';
  const fragment = (i: number) => `fragment F${i} on Skill { ${times(9, () => fields)} ...F${i + 1} }`;
  const query = `{ skills(first: 1) { nodes { ${times(20, (i) => `...F${i}`)} } } } ${times(20, fragment)}`;
  expect(await refusalOf(`${query} fragment F20 on Skill { skill }`)).toEqual([
    expect.stringContaining('more than 500,000 comparisons. Repeat fewer fields, and spread fewer fragments.'),
  ]);
});

test('of more than a hundred errors the first are listed, and that there are more', async () => {
  const messages = await refusalOf(`{ ${times(150, (i) => `nothing${i}`)} }`);
  expect(messages).toHaveLength(101);
  expect(messages[100]).toBe('The document has more than 100 errors, of which these are the first 100.');
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
