import type { PublishedSkill } from '../../kit/load';
import { strayTexts, textsFor, translate } from '../../kit/texts';
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
