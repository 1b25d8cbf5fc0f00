import { pages, read } from './support/page';

/** The longest line that a page may have, in columns. */
const COLUMNS = 120;

/** Lines that can't be broken: of tables, of code, of what is made by `npm run docs`, and addresses. */
const proseOf = (page: string): string[] =>
  page
    .replaceAll(/^```[\s\S]*?^```$/gm, '')
    .split('\n')
    .filter((line) => !/^ *(\||<!--)/.test(line) && !/^\S*$/.test(line));

describe.each(pages())('%s', (page) => {
  const text = read(page);

  test(`has no line of more than ${COLUMNS} columns`, () => {
    expect(proseOf(text).filter((line) => [...line].length > COLUMNS)).toEqual([]);
  });

  test('begins with its title and a sentence that says what it is', () => {
    expect(text).toMatch(/^# .+\n\n(<!--.*-->\n\n)?(Status: )?[^\n#|`-].*/);
  });
});
