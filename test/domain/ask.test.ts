import { dataSchema, properties, REDACTED, redact, uploadFields } from '../../domain/skill/ask';
import type { Schema } from '../../domain/skill/skill';

const scan = { title: 'Scan', 'x-upload': { mime: ['image/png'], maxBytes: 10, count: [0, 3], capture: 'user' } };
const selfie = { 'x-upload': { mime: ['image/jpeg'], maxBytes: 20 } };
const ASK: Schema = {
  type: 'object',
  required: ['name', 'selfie'],
  additionalProperties: false,
  properties: { name: { type: 'string' }, scan, selfie, odd: true, odder: { 'x-upload': 'yes' } },
};

describe('An ask', () => {
  test('declares its upload fields with their types, sizes and counts; one file where it doesn’t say', () => {
    expect(uploadFields(ASK)).toEqual([
      { field: 'scan', media_types: ['image/png'], max_bytes: 10, min: 0, max: 3, capture: 'user' },
      { field: 'selfie', media_types: ['image/jpeg'], max_bytes: 20, min: 1, max: 1 },
    ]);
  });

  test('takes the rest as data, without asking for files there', () => {
    const schema = dataSchema(ASK);
    expect(Object.keys(properties(schema))).toEqual(['name', 'odd', 'odder']);
    expect(schema.required).toEqual(['name']);
    expect(schema.additionalProperties).toBe(false);
    expect(dataSchema({ properties: { scan } }).required).toEqual([]);
  });

  test('without upload fields is its own schema', () => {
    const plain = { type: 'object', properties: { name: { type: 'string' } } };
    expect(dataSchema(plain)).toBe(plain);
    expect(uploadFields({ type: 'object' })).toEqual([]);
  });
});

describe('A view', () => {
  test('masks what is sealed, however deep, and leaves the rest', () => {
    const sealed = { $sealed: 'v1.abc' };
    expect(redact({ a: sealed, b: [1, sealed, { c: sealed, d: null }], e: { $sealed: 5 } })).toEqual({
      a: REDACTED,
      b: [1, REDACTED, { c: REDACTED, d: null }],
      e: { $sealed: 5 },
    });
    expect(redact('text')).toBe('text');
  });
});
