import type { JsonObject } from '../../domain/json';
import { dataSchema } from '../../domain/skill/ask';
import { compileForm } from '../../kit/forms/form';

const TODAY = '2026-11-27';
const form = (properties: JsonObject, required: string[] = []) =>
  compileForm(dataSchema({ type: 'object', additionalProperties: false, properties, required }));

/** What a form keeps of the data, and what it finds: pointer, code, sentence. */
function read(properties: JsonObject, data: JsonObject, required: string[] = [], keep: string[] = []) {
  const reading = form(properties, required).read(data, TODAY, keep);
  const faults = reading.faults('');
  expect(reading.isGood).toBe(faults.length === 0);
  return { kept: reading.data, faults: faults.map(({ pointer, code }) => `${pointer} ${code}`) };
}
const TEXT = { type: 'string', minLength: 1, maxLength: 20 };

describe('What a user left empty', () => {
  test('is no value in an optional field: "", blanks, null', () => {
    const properties = {
      a: TEXT,
      b: { type: 'integer' },
      c: { enum: ['x', 'y'] },
      d: { type: 'string', format: 'iban' },
    };
    for (const nothing of ['', '  ', null, '\u200b'])
      expect(read(properties, { a: nothing, b: nothing, c: nothing, d: nothing })).toEqual({ kept: {}, faults: [] });
  });

  test('is no value inside of objects and lists of objects either', () => {
    const inner = { type: 'object', properties: { a: TEXT } };
    const properties = { one: inner, many: { type: 'array', maxItems: 5, items: inner } };
    expect(read(properties, { one: { a: '' }, many: [{ a: null }, { a: 'x' }] }).kept).toEqual({
      one: {},
      many: [{}, { a: 'x' }],
    });
  });

  test('stays where the schema means it', () => {
    const properties = {
      a: { type: ['string', 'null'] },
      b: { enum: ['', 'x'] },
      c: { anyOf: [{ type: 'null' }, TEXT] },
    };
    const data = { a: null, b: '', c: null };
    expect(read(properties, data)).toEqual({ kept: data, faults: [] });
  });

  test('is missing in a required field, in one sentence', () => {
    const properties = { a: TEXT, b: TEXT, c: { type: 'string', format: 'person-name' } };
    const all = ['a', 'b', 'c'];
    expect(read(properties, { a: '', b: '   ', c: ' \u200b' }, all).faults).toEqual([
      '/a min_length',
      '/b required',
      '/c required',
    ]);
    const { faults } = { faults: form(properties, all).read({ a: '', b: ' ', c: '' }, TODAY).faults('') };
    expect(new Set(faults.map(({ message }) => message))).toEqual(new Set(['This is required.']));
  });
});

describe('Characters that a person can’t have meant', () => {
  test.each(['a\u0000b', 'a\nb', 'a\rb', 'a\u001bb', 'a\u2028b', 'a\u0085b'])('are refused in a line: %j', (text) => {
    expect(read({ a: TEXT }, { a: text }).faults).toEqual(['/a control']);
    expect(read({ a: { ...TEXT, 'x-sensitive': 'secret' } }, { a: text }).faults).toEqual(['/a control']);
    expect(read({ a: { type: 'string', format: 'person-name' } }, { a: text }).faults).toEqual(['/a control']);
  });

  test('may be line breaks where the field has lines, and nothing else', () => {
    const lines = { ...TEXT, 'x-multiline': true };
    expect(read({ a: lines }, { a: 'one\r\n\ttwo' }).faults).toEqual([]);
    expect(read({ a: lines }, { a: 'one\u0000two' }).faults).toEqual(['/a control']);
  });
});

describe('A text', () => {
  test('is kept as typed unless the schema says otherwise', () => {
    expect(read({ a: TEXT }, { a: ' a  b ' }).kept).toEqual({ a: ' a  b ' });
    expect(read({ a: { ...TEXT, 'x-normalise': 'trim' } }, { a: ' a  b ' }).kept).toEqual({ a: 'a  b' });
    expect(read({ a: { ...TEXT, 'x-normalise': 'line' } }, { a: ' a  b ' }).kept).toEqual({ a: 'a b' });
  });

  test('that doesn’t fit its pattern is told in the author’s words, else in plain ones, never by the pattern', () => {
    const ask = (more: object) => form({ a: { ...TEXT, pattern: '^[0-9]+$', ...more } });
    const message = (more: object) => ask(more).read({ a: 'x' }, TODAY).faults('')[0]?.message;
    expect(message({})).toBe('This is not written as it is expected here.');
    expect(message({ 'x-error': 'Digits only, please.' })).toBe('Digits only, please.');
  });

  test('that is too long is told once', () => {
    expect(read({ a: { type: 'string', maxLength: 3, pattern: '^a+$' } }, { a: 'aaaaaaaaab' }).faults).toEqual([
      '/a max_length',
    ]);
  });

  test('of a format of JSON Schema is checked in full', () => {
    const formats: Record<string, [good: string, bad: string[]]> = {
      date: ['2028-02-29', ['2026-02-30', '2026-19-39', '2026-2-3']],
      'date-time': ['2026-11-27T12:00:00Z', ['2026-02-30T12:00:00Z', '2026-11-27', '2026-11-27T25:00:00Z']],
      email: ['ana@shop.example', ['a@b', 'a@b.', '@b.c', 'a b@c.de', `${'a'.repeat(250)}@b.cd`]],
      uri: ['https://shop.example/a', ['shop', 'http//x', 'a b']],
      uuid: ['3f2a7c1e-5b0d-4c6a-9e8f-1a2b3c4d5e6f', ['3f2a7c1e', 'x']],
    };
    for (const [format, [good, bad]] of Object.entries(formats)) {
      const field = { a: { type: 'string', format, maxLength: 300 } };
      expect(read(field, { a: good }).faults).toEqual([]);
      for (const text of bad)
        expect({ text, ...read(field, { a: text }) }).toMatchObject({ text, faults: ['/a format'] });
    }
  });
});

describe('A postal address', () => {
  const properties = { address: { format: 'postal-address', title: 'Home' } };

  test('needs town and country, and is no bundle of lines', () => {
    expect(read(properties, { address: { street_name: 'Calea Victoriei', building_number: '1' } }).faults).toEqual([
      '/address/town_name required',
      '/address/country required',
    ]);
    expect(read(properties, { address: { lines: ['Calea Victoriei 1', 'București'] } }).faults).toContain(
      '/address/lines unknown',
    );
  });

  test('is kept tidy, without what was left empty', () => {
    const address = { street_name: ' Calea  Victoriei ', post_box: '', town_name: 'București', country: 'ro' };
    expect(read(properties, { address })).toEqual({
      kept: { address: { street_name: 'Calea Victoriei', town_name: 'București', country: 'RO' } },
      faults: [],
    });
  });
});

test('A secret is kept to the letter, unless its field says that blanks at the ends are none of it', () => {
  const secret = { ...TEXT, 'x-sensitive': 'secret' };
  expect(read({ a: secret }, { a: ' p  w ' }).kept).toEqual({ a: ' p  w ' });
  expect(read({ a: { ...secret, 'x-normalise': 'trim' } }, { a: ' 123456\n' }).kept).toEqual({ a: '123456' });
  expect(read({ a: secret }, { a: '' }).kept).toEqual({});
  expect(read({ a: secret }, { a: '  ' }).kept).toEqual({ a: '  ' });
});

test('A value that is kept as it was need not be given', () => {
  const properties = { a: TEXT, b: TEXT };
  expect(read(properties, { a: 'x' }, ['a', 'b'], ['b'])).toEqual({ kept: { a: 'x' }, faults: [] });
});

test('Equal items are found in lists of objects, whatever the order of their members', () => {
  const list = { type: 'array', maxItems: 5, uniqueItems: true, items: { type: 'object' } };
  expect(
    read(
      { list },
      {
        list: [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
      },
    ).faults,
  ).toEqual(['/list unique_items']);
  expect(read({ list }, { list: [{ a: 1 }, { a: 2 }] }).faults).toEqual([]);
});

test('A choice that isn’t one is told by the labels', () => {
  const speed = { enum: ['now', 'later'], 'x-labels': { now: 'At once', later: 'Later' } };
  const [fault] = form({ speed }).read({ speed: 'never' }, TODAY).faults('');
  expect(fault?.message).toBe('This must be one of: At once, Later.');
});
