import fc from 'fast-check';
import type { Json, JsonObject } from '../../domain/json';
import { deriveKeys, newSecret } from '../../security/keys';
import { createSealer, isSealed, maskSealed, maskSensitive, reservedKey, SealError } from '../../security/seal';

const sealer = createSealer(deriveKeys(newSecret()));
const json = fc.jsonValue() as fc.Arbitrary<Json>;
const SESSION = 'session-1';

describe('a sealed value', () => {
  test('opens to what was sealed', () => {
    fc.assert(
      fc.property(json, fc.string(), (value, aad) => {
        const sealed = sealer.seal(value, aad);
        expect(isSealed(sealed)).toBe(true);
        expect(JSON.stringify(sealer.unseal(sealed, aad))).toBe(JSON.stringify(value));
      }),
    );
  });

  test('does not open for another session, nor under another secret', () => {
    const sealed = sealer.seal('Maria', SESSION);
    expect(() => sealer.unseal(sealed, 'session-2')).toThrow(SealError);
    expect(() => createSealer(deriveKeys(newSecret())).unseal(sealed, SESSION)).toThrow(SealError);
  });

  test('does not open once any character of it is changed, added or cut off', () => {
    const { $sealed } = sealer.seal({ iban: 'RO49AAAA1B31007593840000' }, SESSION);
    fc.assert(
      fc.property(fc.nat($sealed.length - 1), fc.constantFrom('', 'A', 'z', '_', '.', 'v1.'), (at, letter) => {
        const changed = $sealed.slice(0, at) + letter + $sealed.slice(at + 1);
        fc.pre(changed !== $sealed);
        expect(() => sealer.unseal({ $sealed: changed }, SESSION)).toThrow(SealError);
      }),
    );
  });

  test('shows nothing of itself, and is another one each time', () => {
    const one = sealer.seal('user_redirect', SESSION);
    expect(JSON.stringify(one)).not.toContain('user');
    expect(one).not.toEqual(sealer.seal('user_redirect', SESSION));
  });

  test('that can’t be opened is refused without a word of its content', () => {
    expect(() => sealer.unseal({ $sealed: 'v1.secret' }, SESSION)).toThrow('not a sealed value');
  });
});

describe('opening deeply', () => {
  test('undoes sealing at any depth and leaves the rest alone', () => {
    const data = {
      a: sealer.seal({ deep: ['x'] }, SESSION),
      list: [sealer.seal(null, SESSION), 1],
      plain: { b: true },
    };
    expect(sealer.unsealDeep(data, SESSION)).toEqual({ a: { deep: ['x'] }, list: [null, 1], plain: { b: true } });
  });

  test('does not take for sealed what only looks like it', () => {
    const data = { $sealed: 'v1.x', other: 1 };
    expect(sealer.unsealDeep(data, SESSION)).toEqual(data);
  });

  test('keeps keys that objects have by nature', () => {
    const data = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}');
    expect(Object.keys(sealer.unsealDeep(data, SESSION) as JsonObject)).toEqual(['__proto__', 'constructor']);
  });
});

describe('sealing what a schema marks', () => {
  const pii = { type: 'string', 'x-sensitive': 'pii' };
  const sealSensitive = (schema: JsonObject, data: Json) => sealer.sealSensitive(schema, data, SESSION);
  const HIDDEN = { $sealed: expect.any(String) };

  test('seals personal data and secrets, and nothing else', () => {
    const schema = { properties: { psu_id: pii, pin: { 'x-sensitive': 'secret' }, currency: { type: 'string' } } };
    const sealed = sealSensitive(schema, { psu_id: 'maria', pin: '1234', currency: 'EUR' });
    expect(sealed).toEqual({ psu_id: HIDDEN, pin: HIDDEN, currency: 'EUR' });
    expect(sealer.unsealDeep(sealed, SESSION)).toEqual({ psu_id: 'maria', pin: '1234', currency: 'EUR' });
  });

  test.each<[string, JsonObject, Json, unknown]>([
    [
      'in nested objects',
      { properties: { a: { properties: { b: pii } } } },
      { a: { b: 'x', c: 1 } },
      { a: { b: HIDDEN, c: 1 } },
    ],
    ['in items', { items: pii }, ['x', 'y'], [HIDDEN, HIDDEN]],
    ['in the first items', { prefixItems: [{}, pii], items: {} }, ['x', 'y', 'z'], ['x', HIDDEN, 'z']],
    [
      'behind a reference',
      { properties: { a: { $ref: '#/$defs/p~1q' } }, $defs: { 'p/q': pii } },
      { a: 'x' },
      { a: HIDDEN },
    ],
    [
      'in allOf',
      { allOf: [{ properties: { a: pii } }, { properties: { b: {} } }] },
      { a: 'x', b: 'y' },
      { a: HIDDEN, b: 'y' },
    ],
    ['in a branch that may not have matched', { anyOf: [{ properties: { a: pii } }, {}] }, { a: 'x' }, { a: HIDDEN }],
    ['in a condition’s branch', { if: {}, then: { properties: { a: pii } } }, { a: 'x' }, { a: HIDDEN }],
    [
      'in additional properties',
      { properties: { a: {} }, additionalProperties: pii },
      { a: 'x', b: 'y' },
      { a: 'x', b: HIDDEN },
    ],
    ['whatever the pattern', { patternProperties: { '^b': pii } }, { b: 'y' }, { b: HIDDEN }],
    [
      'as a whole object',
      { properties: { holder: { 'x-sensitive': 'pii', properties: { a: {} } } } },
      { holder: { a: 1 } },
      { holder: HIDDEN },
    ],
    ['as a whole document', { 'x-sensitive': 'pii' }, { a: 1 }, HIDDEN],
    ['under a misspelt mark', { properties: { a: { 'x-sensitive': 'personal' } } }, { a: 'x' }, { a: HIDDEN }],
    [
      'that a closed object does not have',
      { additionalProperties: false, properties: { a: {} } },
      { a: 1, b: 2 },
      { a: 1, b: HIDDEN },
    ],
    ['where an object was expected', { properties: { a: { properties: { b: pii } } } }, { a: 'x' }, { a: HIDDEN }],
    ['where a list was expected', { properties: { a: { items: pii } } }, { a: { b: 'x' } }, { a: { b: HIDDEN } }],
    [
      'in a schema that contains itself',
      { properties: { a: pii, in: { $ref: '#' } } },
      { in: { in: { a: 'x' } } },
      { in: { in: { a: HIDDEN } } },
    ],
  ])('%s', (_where, schema, data, expected) => {
    expect(sealSensitive(schema, data)).toEqual(expected);
  });

  test('leaves an open object’s unknown members as they are', () => {
    expect(
      sealSensitive({ properties: { links: { type: 'object' } } }, { links: { scaRedirect: { href: 'x' } } }),
    ).toEqual({
      links: { scaRedirect: { href: 'x' } },
    });
  });

  test('leaves what is sealed already', () => {
    const sealed = { a: sealer.seal('x', SESSION) };
    expect(sealSensitive({ properties: { a: pii } }, sealed)).toEqual(sealed);
  });

  test.each(['#/$defs/none', 'https://example.org/schema', '#anchor', 7])(
    'refuses a reference to %j rather than guess',
    (ref) => {
      expect(() => sealSensitive({ properties: { a: { $ref: ref } } }, { a: 'x' })).toThrow(/\$ref/);
    },
  );

  test('loses nothing, whatever the data', () => {
    const schema = { properties: { a: pii, b: { items: { properties: { a: pii } } } }, additionalProperties: false };
    fc.assert(
      fc.property(json, (data) => {
        const opened = sealer.unsealDeep(sealSensitive(schema, data), SESSION);
        expect(JSON.stringify(opened)).toBe(JSON.stringify(data));
      }),
    );
  });
});

describe('masking', () => {
  test('hides what the schema marks and what is sealed', () => {
    const schema = { properties: { psu_id: { 'x-sensitive': 'pii' } } };
    const data = { psu_id: 'maria', rate: '2.5', iban: sealer.seal('x', SESSION) };
    expect(maskSensitive(schema, data)).toEqual({ psu_id: '•••', rate: '2.5', iban: '•••' });
    expect(maskSealed([data.iban, 'a'])).toEqual(['•••', 'a']);
  });
});

describe('a word of the platform in somebody’s data', () => {
  test.each<[Json, string | undefined]>([
    [{ a: 1, b: [{ c: 'x' }] }, undefined],
    [{ a: { $sealed: 'v1.x' } }, '/a/$sealed'],
    [{ a: [{ 'x/y': { $callback: 1 } }] }, '/a/0/x~1y/$callback'],
    ['$', undefined],
    [null, undefined],
  ])('in %j is found at %j', (data, pointer) => {
    expect(reservedKey(data)).toBe(pointer);
  });
});
