import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CATALOGS } from '../../connectors/catalogs';
import type { Json, JsonObject } from '../../domain/json';
import { loadCatalogs } from '../../kit/catalogs';
import { createChecker } from '../../kit/checker';

const SCHEMAS = path.join(__dirname, '../../skills');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'catalogs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: Json | string) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
};
const load = (within = '') => loadCatalogs(path.join(folder, within), CATALOGS, SCHEMAS);
const findings = (content: Json | string, name = 'travel.catalog.json') => {
  write(name, content);
  return load().files.flatMap((file) => file.findings.map(({ code, pointer }) => `${code} ${pointer}`));
};

const object = (properties: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  additionalProperties: false,
  ...more,
});
const operation = (more: JsonObject = {}): JsonObject => ({
  title: 'An operation',
  input: object(),
  output: object({ id: { type: 'string', maxLength: 64 } }),
  ...more,
});
const travel = (more: JsonObject = {}): JsonObject => ({
  catalog: 'travel',
  operations: { 'travel.quote': operation(), 'travel.release': operation() },
  events: { 'travel.decision': { title: 'A decision', payload: object({ why: { type: 'string' } }), says: 'why' } },
  ...more,
});

describe('A catalog that is declared in a file', () => {
  test('has operations and events that a skill may name, marked as not built, and the platform’s own', () => {
    write('travel.catalog.json', travel());
    const { catalogs, files } = load();
    expect(files.map(({ findings: found }) => found)).toEqual([[]]);
    const { operations, events } = catalogs.travel as (typeof CATALOGS)[string];
    expect(operations['travel.quote']).toMatchObject({ kind: 'call', waitingFor: 'bank', codes: {}, schemaOnly: true });
    expect(events['travel.decision']).toMatchObject({ waitingFor: 'review', says: 'why', schemaOnly: true });
    const standard = Object.keys(CATALOGS.xyz?.operations ?? {}).filter((name) => name.startsWith('std.'));
    expect(Object.keys(operations)).toEqual(expect.arrayContaining(standard));
    expect(catalogs.xyz).toBe(CATALOGS.xyz);
  });

  test('adds to one that is built where it has its name', () => {
    write('xyz.catalog.json', { catalog: 'xyz', operations: { 'travel.quote': operation() } });
    const { catalogs } = load();
    expect(Object.keys(catalogs.xyz?.operations ?? {})).toEqual(
      expect.arrayContaining(['travel.quote', 'deposit.hold']),
    );
    expect(CATALOGS.xyz?.operations).not.toHaveProperty('travel.quote');
  });

  test('says where in the file a fault is', () => {
    write('travel.catalog.json', '{\n  "catalog": "travel",\n  "operations": { "x.y": {} },\n  "catalog": "b"\n}');
    expect(load().files[0]?.findings).toMatchObject([{ code: 'json_duplicate', line: 4, column: 3 }]);
  });

  test('is found beside the documents, around their folder and inside of it, once', () => {
    write('travel.catalog.json', travel());
    write('team/card.catalog.json', { catalog: 'card' });
    write('team/xyz_card/home.catalog.json', { catalog: 'home' });
    write('team/notes.json', '{');
    const loaded = load('team');
    expect(loaded.files.map(({ file }) => path.basename(file))).toEqual([
      'travel.catalog.json',
      'card.catalog.json',
      'home.catalog.json',
    ]);
    expect(Object.keys(loaded.catalogs).sort()).toEqual(['card', 'home', 'travel', ...Object.keys(CATALOGS)].sort());
    expect(load('nowhere').files).toHaveLength(1);
  });

  test('adds nothing where it has a fault, and hides no other', () => {
    write('a.catalog.json', '{ "catalog": ');
    write('travel.catalog.json', travel());
    const { catalogs, files } = load();
    expect(files.map(({ findings: found }) => found.length)).toEqual([1, 0]);
    expect(Object.keys(catalogs).sort()).toEqual(['travel', ...Object.keys(CATALOGS)].sort());
  });

  test('lets a skill be checked with it, which says what is not built', () => {
    write('travel.catalog.json', travel());
    const skill = {
      skill: 'travel_sbx_#1.0',
      title: 'Travel',
      catalog: 'travel',
      limits: { expires: 'P1D' },
      start: 'quote',
      on: { error: 'failed' },
      steps: {
        quote: { call: 'travel.quote', next: 'done' },
        done: { end: 'succeeded', output: { id: { $: '/steps/quote/id', or: '' } } },
        failed: { end: 'failed' },
      },
    };
    const check = createChecker(SCHEMAS, load().catalogs);
    expect(check(JSON.stringify(skill), 'x.json').findings).toMatchObject([
      { code: 'operation_not_built', level: 'warning', message: expect.stringContaining("'travel.quote'") },
    ]);
    const wrong = { ...skill, steps: { ...skill.steps, quote: { call: 'travel.quot', next: 'done' } } };
    expect(check(JSON.stringify(wrong), 'x.json').findings.map(({ code }) => code)).toContain('operation_unknown');
  });
});

describe('The file of a catalog is refused for', () => {
  const quote = '/operations/travel.quote';
  const one = (more: JsonObject) => travel({ operations: { 'travel.quote': operation(more) } });
  test.each<[string, JsonObject, string[]]>([
    ['another name than the file’s', travel({ catalog: 'trip' }), ['catalog_bad /catalog']],
    [
      'an operation of the platform’s name',
      travel({ operations: { 'std.age': operation() } }),
      ['catalog_bad /operations/std.age'],
    ],
    ['an undo that is not there', one({ undoneBy: ['travel.gone'] }), [`catalog_bad ${quote}/undoneBy/0`]],
    ['an undo named like a method', one({ undoneBy: ['to.string'] }), [`catalog_bad ${quote}/undoneBy/0`]],
    [
      'an undo that is no call',
      travel({ operations: { 'travel.quote': operation({ kind: 'sca', undoneBy: ['travel.quote'] }) } }),
      [`catalog_bad ${quote}/undoneBy/0`],
    ],
    [
      'a required member that there isn’t',
      one({ input: object({}, { required: ['x'] }) }),
      [`catalog_bad ${quote}/input/required/0`],
    ],
    [
      'the same deep inside',
      one({ output: object({ a: { type: 'array', items: object({}, { required: ['x'] }) } }) }),
      [`catalog_bad ${quote}/output/properties/a/items/required/0`],
    ],
    [
      'a pattern that is not linear',
      one({ input: object({ a: { type: 'string', pattern: '(?=a)' } }) }),
      [`pattern_not_linear ${quote}/input/properties/a/pattern`],
    ],
    [
      'what is said that is no text',
      travel({ events: { 'travel.decision': { title: 'x', payload: object(), says: 'why' } } }),
      ['catalog_bad /events/travel.decision/says'],
    ],
  ])('%s', (_what, catalog, expected) => {
    expect(findings(catalog)).toEqual(expected);
  });

  test('an operation or an event that is built', () => {
    const declared = { 'deposit.hold': operation() };
    const events = { 'kyc.decision': { title: 'x', payload: object() } };
    expect(findings({ catalog: 'xyz', operations: declared, events }, 'xyz.catalog.json')).toEqual([
      'catalog_bad /operations/deposit.hold',
      'catalog_bad /events/kyc.decision',
    ]);
  });

  test('an operation that another file has declared', () => {
    write('team/travel.catalog.json', travel());
    write('travel.catalog.json', travel({ events: {} }));
    expect(load('team').files.map(({ findings: found }) => found.map(({ pointer }) => pointer))).toEqual([
      [],
      ['/operations/travel.quote', '/operations/travel.release'],
    ]);
  });

  test('being no JSON, too large, or of another shape', () => {
    expect(findings('{ "catalog" }')[0]).toMatch(/^json_malformed/);
    expect(findings(' '.repeat(256 * 1024 + 1))).toEqual(['too_large ']);
    expect(findings({ catalog: 'travel', operation: {} })).toEqual(['member_unknown /operation']);
    expect(findings(one({ input: object({ a: { type: 'string', patern: 'x' } }) }))).toEqual([
      `member_unknown ${quote}/input/properties/a/patern`,
    ]);
    expect(findings(one({ input: { type: 'object', properties: {} } }))).toEqual([`member_missing ${quote}/input`]);
  });
});
