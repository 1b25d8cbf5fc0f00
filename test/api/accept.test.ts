import { acceptedType } from '../../api/http/accept';
import { openTestApp } from './support/test-app';

const { api } = openTestApp();
const JSON_ONLY = ['application/json'];
const PAGE = ['text/html', 'application/json'];

test.each([
  undefined,
  '',
  '*/*',
  'application/json',
  'APPLICATION/JSON',
  'application/json; charset=utf-8',
  'application/json;charset="utf-8";v=1',
  'application/json;q=0.001',
  'application/*',
  'text/html, application/xml;q=0.9, */*;q=0.8',
  'application/problem+json',
  'text/html;title="a, b;q=1", application/json',
  'text/html, application/json;q=soon',
  'nonsense',
])('Accept: %s takes JSON', (accept) => {
  expect(acceptedType(accept, JSON_ONLY)).toBe('application/json');
});

test.each([
  'application/xml',
  'text/*',
  'application/json;q=0',
  'application/json;q=0, */*',
  '*/*;q=0',
  'application/json;q=0.0, application/problem+json',
  'text/html, application/*;q=0',
])('Accept: %s rules JSON out', (accept) => {
  expect(acceptedType(accept, JSON_ONLY)).toBeUndefined();
});

test.each([
  ['text/html,*/*;q=0.8', 'text/html'],
  ['application/json', 'application/json'],
  ['text/html;q=0.5, application/json;q=0.6', 'application/json'],
  ['*/*', 'text/html'],
  ['text/*;q=0, */*', 'application/json'],
])('of a page and JSON, Accept: %s likes %s best', (accept, type) => {
  expect(acceptedType(accept, PAGE)).toBe(type);
});

test('a long header costs no more than its length', () => {
  expect(acceptedType(`${',"'.repeat(1_000)}`, JSON_ONLY)).toBe('application/json');
  expect(acceptedType('application/xml,'.repeat(1_000), JSON_ONLY)).toBe('application/json');
});

test('a call is answered by these rules, several Accept headers too', async () => {
  await api.get('/livez').set('Accept', 'application/json; charset=utf-8').expect(200);
  await api
    .get('/livez')
    .set('Accept', ['application/xml', 'application/json;q=0.1'] as never)
    .expect(200);
  await api
    .get('/livez')
    .set('Accept', ['application/xml', 'text/html'] as never)
    .expect(406);
});
