import { escapeToken, fill, fillAll, parsePointer, reference, references, valueAt } from '../../domain/pointer';

describe('A JSON Pointer', () => {
  test.each([
    ['', []],
    ['/', ['']],
    ['/a/b', ['a', 'b']],
    ['/a~1b/m~0n', ['a/b', 'm~n']],
    ['/~01', ['~1']],
  ])('%j is read as %j', (pointer, tokens) => {
    expect(parsePointer(pointer)).toEqual(tokens);
  });

  test.each(['a', 'a/b', '/~', '/~2', '/a~'])('%j is none', (pointer) => {
    expect(parsePointer(pointer)).toBeUndefined();
    expect(valueAt({ '': 1, a: { b: 2 } }, pointer)).toBeUndefined();
  });

  test('is escaped and read back to the same token', () => {
    for (const token of ['a/b', '~', '~1', 'x~0/']) expect(parsePointer(`/${escapeToken(token)}`)).toEqual([token]);
  });

  test('leads through objects and arrays, and nowhere else', () => {
    const document = { list: [{ name: 'first' }, 'second'], none: null };
    expect(valueAt(document, '')).toBe(document);
    expect(valueAt(document, '/list/0/name')).toBe('first');
    expect(valueAt(document, '/none')).toBeNull();
    for (const pointer of ['/list/2', '/list/01', '/list/-', '/list/length', '/none/x', '/list/1/0', '/missing/x'])
      expect(valueAt(document, pointer)).toBeUndefined();
    expect(valueAt(undefined, '/x')).toBeUndefined();
  });

  test('finds own members only, so that nothing of the language leaks in', () => {
    for (const pointer of ['/constructor', '/toString', '/__proto__', '/a/constructor/name'])
      expect(valueAt({ a: {} }, pointer)).toBeUndefined();
    expect(valueAt(JSON.parse('{"__proto__": 1}'), '/__proto__')).toBe(1);
  });
});

describe('A template', () => {
  const lookup = (pointer: string) => valueAt({ a: 1, b: { c: [2] }, n: null }, pointer);

  test('is a reference only if it is nothing but {"$": <text>}', () => {
    expect(reference({ $: '/a' })).toBe('/a');
    for (const other of [undefined, null, '/a', ['$'], {}, { $: 1 }, { $: '/a', b: 1 }, { a: '/a' }])
      expect(reference(other)).toBeUndefined();
  });

  test('is filled in depth; what has no value is left out, or null inside an array', () => {
    expect(fill({ x: { $: '/a' }, y: [{ $: '/b/c' }, { $: '/gone' }, 'z'], w: { v: { $: '/gone' } } }, lookup)).toEqual(
      {
        x: 1,
        y: [[2], null, 'z'],
        w: {},
      },
    );
    expect(fill({ $: '/gone' }, lookup)).toBeUndefined();
    expect(fill({ $: '/n' }, lookup)).toBeNull();
    expect(fillAll({ x: { $: '/n' }, y: { $: '/gone' } }, lookup)).toEqual({ x: null });
  });

  test('lists its references with their places', () => {
    expect(references({ 'a/b': { $: '/x' }, c: ['t', { $: '/y' }] }, '/with')).toEqual([
      { pointer: '/x', at: '/with/a~1b', optional: false },
      { pointer: '/y', at: '/with/c/1', optional: false },
    ]);
    expect(references('text', '')).toEqual([]);
  });
});
