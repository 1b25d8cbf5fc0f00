import { Validator } from '@seriousme/openapi-schema-validator';
import { ERRORS } from '../../domain/errors';
import { samplePayload } from '../../kit/sample';
import { compileCheck } from '../../service/check';
import { openTestApp } from './support/test-app';

const { api } = openTestApp();

test('the document is OpenAPI 3.1 and lists every code, once', async () => {
  const { body } = await api.get('/openapi.json').expect(200);
  expect(body.openapi).toMatch(/^3\.1/);
  expect(body.components.schemas.Problem.properties.code.enum).toEqual(Object.keys(ERRORS));
  for (const code of Object.keys(ERRORS)) expect(body.info.description).toContain(`| \`${code}\` |`);
});

test('the document is one that OpenAPI’s own schema takes', async () => {
  const { body } = await api.get('/openapi.json').expect(200);
  const validator = new Validator();
  expect(await validator.validate(body)).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('every code is documented for some operation', async () => {
  const { body } = await api.get('/openapi.json').expect(200);
  const text = JSON.stringify(body.paths);
  const elsewhere = ['origin_not_allowed'];
  expect(Object.keys(ERRORS).filter((code) => !text.includes(`\`${code}\``) && !elsewhere.includes(code))).toEqual([]);
});

test('the docs page loads its script from here, and its policy lets nothing else in', async () => {
  const { text, headers } = await api.get('/docs').expect(200);
  const sources = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url);
  expect(sources).toEqual(['/docs/reference.js']);
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self' 'sha256-/);
  expect(headers['content-security-policy']).not.toMatch(/https?:/);
  const script = await api.get('/docs/reference.js').expect(200);
  expect(script.headers['content-type']).toContain('javascript');
});

test('metrics name routes, and no ids', async () => {
  await api.get('/sessions/some-id').expect(401);
  const { text } = await api.get('/metrics').expect(200);
  expect(text).toContain('route="/sessions/{session_id}",status="401"');
  expect(text).not.toContain('some-id');
});

test('two patterns in one schema are two patterns', () => {
  const text = (pattern: string) => ({ type: 'string', pattern });
  const check = compileCheck({ type: 'object', properties: { a: text('^[a-z]+$'), b: text('^[0-9]+$') } });
  expect(check({ a: 'abc', b: '123' })).toEqual([]);
  expect(check({ a: '123', b: 'abc' }).map(({ pointer }) => pointer)).toEqual(['/a', '/b']);
});

test('a pattern that would make a backtracking engine despair is judged at once', () => {
  const check = compileCheck({ type: 'string', pattern: '^(a+)+$' });
  expect(check(`${'a'.repeat(5_000)}!`)).toHaveLength(1);
});

test.each([
  [{ type: 'string', pattern: '^[1-9][0-9]{2,8}$' }],
  [{ type: 'string', pattern: '^[A-Z]{2}[0-9]{2}[A-Za-z0-9]{10,30}$', minLength: 20 }],
  [{ type: 'string', pattern: '^(?:foo|bar)-\\d+(\\.\\d{2})?$' }],
  [{ type: 'string', minLength: 12 }],
  [{ type: 'string', format: 'date' }],
  [{ type: 'integer', minimum: 18 }],
  [{ type: 'array', minItems: 2, items: { enum: ['x'] } }],
  [{ type: 'object', required: ['a'], properties: { a: { type: 'boolean' }, b: { type: 'string' } } }],
  [{ oneOf: [{ const: 'm', title: 'M' }] }],
])('a sample made of %j fits it', (schema) => {
  expect(compileCheck(schema)(samplePayload(schema))).toEqual([]);
});
