import type { PublishedSkill } from '../../kit/published';
import { strayTexts, textsFor, textsIn, translate } from '../../kit/texts';
import { skills } from '../workflow/harness';

const deposit = () => skills().get('xyz_sbx_#3.0') as PublishedSkill;

describe('Texts of a skill in another language', () => {
  test('replace titles where they belong, and nothing else', () => {
    const { definition, texts } = deposit();
    const romanian = translate(definition, texts.ro ?? {});
    expect(romanian.title).toBe('Deschide un depozit la termen');
    expect(romanian.steps.product_form).toMatchObject({
      title: 'Alege condițiile',
      ask: { properties: { value: { title: 'Suma', maxLength: 9 } } },
    });
    expect(definition.title).toBe('Open a term deposit');
  });

  test('are found for a locale, else for its language, else not at all', () => {
    const { texts } = deposit();
    expect(textsFor(texts, 'ro')).toBe(texts.ro);
    expect(textsFor(texts, 'RO-md')).toBe(texts.ro);
    expect(textsFor(texts, 'fr')).toBeUndefined();
  });

  test('cover every title that an author has written, for every bundled skill', () => {
    for (const { definition, texts } of skills().list()) {
      const translated = JSON.stringify(translate(definition, texts.ro ?? {}));
      const titles = [...JSON.stringify(definition).matchAll(/"title":"([^"]+)"/g)].map(([, title]) => title as string);
      const same = ['Document'];
      expect(titles.filter((title) => !same.includes(title) && translated.includes(`"title":"${title}"`))).toEqual([]);
    }
  });

  test('that belong nowhere are found out', () => {
    expect(
      strayTexts(deposit().definition, {
        'product_form.value.title': 'x',
        'nobody.title': 'x',
        'product_form.colour': 'x',
      }),
    ).toEqual(['nobody.title', 'product_form.colour']);
  });
});

describe('Every text that a user reads has an address', () => {
  const ask = {
    type: 'object',
    title: 'About you',
    properties: {
      labels: { title: 'Labels', enum: ['a'], 'x-labels': { a: 'First' } },
      tags: { type: 'array', title: 'Tags', items: { title: 'A tag', enum: [1], 'x-labels': { 1: 'One' } } },
      size: {
        anyOf: [
          { const: 's', title: 'Small' },
          { const: 'l', title: 'Large' },
        ],
      },
      code: { type: 'string', pattern: '^a', 'x-error': 'It begins with a.' },
    },
  };
  const definition = {
    title: 'T',
    steps: { s: { title: 'S', ask }, no: { end: 'rejected', reason: { code: 'no', message: 'Not this time.' } } },
  } as unknown as PublishedSkill['definition'];

  test('choices, entries of lists, alternatives, sentences on mistakes, reasons, a form’s own title', () => {
    expect(textsIn(definition)).toEqual({
      title: 'T',
      's.title': 'S',
      's.ask.title': 'About you',
      's.labels.title': 'Labels',
      's.labels.labels.a': 'First',
      's.tags.title': 'Tags',
      's.tags.items.title': 'A tag',
      's.tags.items.labels.1': 'One',
      's.size.anyOf.0.title': 'Small',
      's.size.anyOf.1.title': 'Large',
      's.code.error': 'It begins with a.',
      'no.reason': 'Not this time.',
    });
  });

  test('and is replaced there', () => {
    const texts = Object.fromEntries(Object.keys(textsIn(definition)).map((address) => [address, `ro ${address}`]));
    expect(strayTexts(definition, texts)).toEqual([]);
    expect(textsIn(translate(definition, texts))).toEqual(texts);
  });
});
