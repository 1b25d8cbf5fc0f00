import { iJsonFault } from '../../domain/i-json';
import { isLoopback } from '../../domain/loopback';

describe('A parsed value', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

  test.each([[null], ['é 😀'], [{ a: [1, { b: 'c' }] }], [deep(32)]])('%j is I-JSON', (value) => {
    expect(iJsonFault(value)).toBeUndefined();
  });

  test.each<[string, unknown, string, string]>([
    ['nested too deep', deep(33), 'too_deep', ''],
    ['a number beyond a double', { a: [1, JSON.parse('1e999')] }, 'number', '/a/1'],
    ['half of a surrogate pair', { 'a/b': '\ud800' }, 'unicode', '/a~1b'],
    ['half of one in a name', { a: { '\udc00': 1 } }, 'unicode', '/a'],
    ['a name that means something to the language', { a: JSON.parse('{"__proto__": 1}') }, 'name', '/a'],
  ])('%s is not I-JSON, and the fault says where', (_what, value, code, pointer) => {
    expect(iJsonFault(value)).toMatchObject({ code, pointer });
  });
});

test.each([
  ['http://localhost:3000', true],
  ['http://127.0.0.1', true],
  ['http://[::1]:8080', true],
  ['http://localhost.evil.example', false],
  ['http://128.0.0.1', false],
])('%s is this machine: %s', (url, isIt) => {
  expect(isLoopback(new URL(url).hostname)).toBe(isIt);
});
