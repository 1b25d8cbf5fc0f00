import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CATALOGS } from '../../connectors/catalogs';
import { isObject } from '../../domain/json';
import { SENTENCES } from '../../domain/session/platform';
import { properties } from '../../domain/skill/ask';
import { ADDRESS_TITLES } from '../../domain/skill/postal-address';
import { FORMAT_SENTENCES } from '../../kit/formats/formats';
import * as ENGLISH from '../../kit/languages/english';
import { canonicalLocale, inLanguage, LANGUAGES, lookUp, say } from '../../kit/languages/languages';
import { textsFor, textsIn, translate } from '../../kit/texts';
import { projectRoot } from '../../runtime/paths';
import { skills } from '../workflow/harness';

/** The connectors' files that speak to users besides their catalogs. */
const SPEAKING = ['authorisation', 'challenge', 'sign-in', 'standing', 'approach', 'payment-fields'];
/** Sentences that are thrown: those with a code of the catalog are told by the catalog's words, others to operators. */
const THROWN = /new (?:Connector|Vestibule)?Error\([^;]*?;/gs;

function sentencesInConnectors(): string[] {
  const folder = path.join(projectRoot(), 'connectors/berlin-group');
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(SPEAKING.map((name) => `${name}.ts`)));
  return SPEAKING.flatMap((name) => {
    const text = readFileSync(path.join(folder, `${name}.ts`), 'utf8')
      .replace(/\/\*\*.*?\*\//gs, '')
      .replace(THROWN, '');
    return [...text.matchAll(/'([A-Z][a-z]*[ ’][^'\n]*[.!?])'/g)].map(([, sentence = '']) => sentence);
  });
}

/** Every sentence of the platform that a user may read, in English. */
const SENTENCES_FOR_USERS = [
  ...Object.values(SENTENCES),
  ...Object.values(ENGLISH).flatMap((texts) => (typeof texts === 'string' ? [texts] : Object.values<string>(texts))),
  ...FORMAT_SENTENCES,
  ...ADDRESS_TITLES,
  ...Object.values(CATALOGS).flatMap(({ operations }) =>
    Object.values(operations).flatMap(({ codes }) => Object.values(codes)),
  ),
  ...sentencesInConnectors(),
];

describe.each(Object.entries(LANGUAGES))('The language %s', (_language, table) => {
  test('has every sentence of the platform that a user may read', () => {
    expect(sentencesInConnectors().length).toBeGreaterThan(10);
    expect([...new Set(SENTENCES_FOR_USERS)].filter((sentence) => !Object.hasOwn(table, sentence))).toEqual([]);
  });

  test('has no sentence that nobody says any more', () => {
    expect(Object.keys(table).filter((sentence) => !SENTENCES_FOR_USERS.includes(sentence))).toEqual([]);
  });

  test('fills the same blanks', () => {
    const blanks = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort();
    for (const [english, other] of Object.entries(table)) expect(blanks(other)).toEqual(blanks(english));
  });
});

/** Words that are the same in both languages. */
const SAME = ['Document', 'Euro'];

test('Every text of every bundled skill is in Romanian: titles, choices, mistakes, reasons', () => {
  for (const { name, definition, texts } of skills().list()) {
    const translated = textsIn(translate(definition, texts.ro ?? {}));
    // The description of a call, an await or an authorisation is for authors; users read titles.
    const shown = Object.entries(textsIn(definition)).filter(([, text]) => !SAME.includes(text));
    const left = shown.filter(([address, text]) => translated[address] === text).map(([address]) => address);
    expect({ name, left }).toEqual({ name, left: [] });
  }
});

test('Every choice in the newest version of a bundled skill has a label', () => {
  for (const name of ['xyz_sbx_#3.1', 'xyz_aisp_sbx_#1.2', 'xyz_pisp_sbx_#1.2']) {
    const fields = Object.entries(skills().get(name)?.definition.steps ?? {}).flatMap(([step, body]) =>
      'ask' in body ? Object.entries(properties(body.ask)).map(([field, schema]) => ({ step, field, schema })) : [],
    );
    const choices = fields.filter(({ schema }) => isObject(schema) && Array.isArray(schema.enum));
    expect(choices.length).toBeGreaterThan(name.includes('aisp') ? -1 : 0);
    for (const { step, field, schema } of choices) {
      const { enum: values, 'x-labels': labels = {} } = schema as { enum: string[]; 'x-labels'?: object };
      expect({ step, field, labelled: Object.keys(labels).sort() }).toEqual({ step, field, labelled: values.sort() });
    }
  }
});

test.each([
  ['ro_RO', 'ro-RO'],
  ['RO', 'ro'],
  ['zh_hans_cn', 'zh-Hans-CN'],
  [' en ', 'en'],
])('The locale %s is %s', (given, canonical) => expect(canonicalLocale(given)).toBe(canonical));

test.each(['', 'r', 'not a locale', 'ro--RO', '_'])('%j names no locale', (given) => {
  expect(canonicalLocale(given)).toBeUndefined();
});

test('A locale gets its own texts, else those of its language, else none', () => {
  const texts = { ro: { title: 'a' }, 'pt-BR': { title: 'b' } };
  expect(textsFor(texts, 'ro_MD')?.title).toBe('a');
  expect(textsFor(texts, 'pt-br')?.title).toBe('b');
  expect(textsFor(texts, 'pt')).toBeUndefined();
  expect(lookUp(LANGUAGES, 'ro-Latn-RO')).toBe(LANGUAGES.ro);
});

test('What the platform did not write stays as it is', () => {
  expect(inLanguage('Bitte bestätigen.', 'ro')).toBe('Bitte bestätigen.');
  expect(inLanguage('There are no attempts left.', 'fr')).toBe('There are no attempts left.');
  expect(inLanguage('There are no attempts left.', undefined)).toBe('There are no attempts left.');
  expect(inLanguage('Please approve the request in your bank’s app. (Fee: 2.00 EUR)', 'ro')).toBe(
    'Te rugăm să aprobi cererea în aplicația băncii tale. (Fee: 2.00 EUR)',
  );
  expect(say({ text: ENGLISH.VALIDATION.minLength, values: { limit: 3 } }, 'ro-MD')).toBe(
    'Numărul minim de caractere este 3.',
  );
});
