import { openTestApp } from './support/test-app';

const testApp = openTestApp();
const { api } = testApp;
const client = testApp.tenant();
const post = (body: string | Buffer, type = 'application/json') =>
  api
    .post('/sessions')
    .set('Content-Type', type)
    .serialize((raw) => raw as string)
    .send(body as string);

test.each([
  ['in Latin-1', Buffer.from('{"reference":"Zoë"}', 'latin1')],
  ['cut within a character', Buffer.from('{"reference":"Zoë"}').subarray(0, 17)],
  ['in UTF-16', Buffer.from('\uFEFF{"reference":"Zoe"}', 'utf16le')],
])('a body %s is no JSON, and is never guessed at', async (_what, body) => {
  const { body: problem } = await post(body).expect(400);
  expect(problem).toMatchObject({ code: 'json_malformed', detail: 'The body is not UTF-8.' });
});

test('a charset that is said to be another than UTF-8 is refused; spellings of UTF-8 are one', async () => {
  const refused = await post('{}', 'application/json; charset=iso-8859-1').expect(415);
  expect(refused.body.code).toBe('content_type_unsupported');
  for (const charset of ['utf-8', 'UTF8', '"utf-8"'])
    expect((await post('{}', `application/json; charset=${charset}`).expect(400)).body.code).toBe('request_invalid');
});

test('a byte order mark before the body is left out', async () => {
  const { client_id, client_app_key } = client;
  const body = JSON.stringify({ client_id, client_app_key, skill: 'xyz_aisp_sbx_#1.0' });
  await post(`\uFEFF${body}`).expect(201);
});

test.each([
  ['{"skill":"a","skill":"b"}', '/skill'],
  ['{"a":{"b":[0,{"c":1,"\\u0063":2}]}}', '/a/b/1/c'],
  ['{"a":[1,2,{"x":1}],"b":"\\"a\\":","b":{}}', '/b'],
  ['{"a/b":{"c~":1,"c~":2}}', '/a~1b/c~0'],
  [`{"a":${'['.repeat(5_000)}${']'.repeat(5_000)},"a":1}`, '/a'],
])('of two properties of one name none is taken: %s', async (body, pointer) => {
  const { body: problem } = await post(body).expect(400);
  expect(problem).toMatchObject({ code: 'request_invalid', errors: [{ pointer, code: 'duplicate' }] });
});

test.each(['{"a":{"x":1},"b":{"x":1}}', '["a","a:a"]', '{"a":"\\\\","b":":"}', '{"a":"{\\"a\\":1}"}'])(
  'what only looks like a duplicate is none: %s',
  async (body) => {
    const { body: problem } = await post(body).expect(400);
    expect(problem.errors.map(({ code }: { code: string }) => code)).not.toContain('duplicate');
  },
);

test('a compressed body is refused as a type that is not taken', async () => {
  const call = post('{}').set('Content-Encoding', 'gzip');
  expect((await call.expect(415)).body.code).toBe('content_type_unsupported');
});
