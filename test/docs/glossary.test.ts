import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { inProject, quoted, read, section, tables } from './support/page';

/** One row of the glossary: a word, and the exported name and file that define it. */
interface Entry {
  word: string;
  name: string;
  file: string;
}

const page = read('docs/glossary.md');
const entriesOf = (heading: string): Entry[] =>
  tables(section(page, heading))
    .flat()
    .map(([word = '', , definition = '']) => {
      const [name = '', file = ''] = quoted(definition);
      return { word, name, file };
    });
const HEADINGS = ['## The product', '## The kernel', '## Around the kernel'];
const entries = HEADINGS.flatMap(entriesOf);

/** Sources whose names are ours. Tests, benches, sandbox, the SDK and the tour's app speak of their own things. */
const sources = execFileSync('git', ['ls-files', '*.ts'], { cwd: inProject(), encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && !/^(test|bench|sandbox|sdk|cli\/tour)\//.test(file) && existsSync(inProject(file)))
  .map((file) => ({ file, text: read(file) }));

const defines = (text: string, name: string): boolean =>
  new RegExp(`^export (?:(?:abstract )?class|async function|const|function\\*?|interface|type) ${name}\\b`, 'm').test(
    text,
  );

describe('The glossary', () => {
  test.each(entries)('says where $word is defined: $name in $file', ({ name, file }) => {
    expect(defines(read(file), name)).toBe(true);
  });

  const types = entries.filter(({ name }) => /^[A-Z][a-z]/.test(name));
  test.each(types)('gives the type of $word, $name, a name that no other file has', ({ name, file }) => {
    expect(sources.filter(({ text }) => defines(text, name)).map((source) => source.file)).toEqual([file]);
  });

  test.each(HEADINGS)('lists %s in alphabetical order, each word once', (heading) => {
    const words = entriesOf(heading).map(({ word }) => word.toLowerCase());
    expect(words).toEqual([...new Set(words)].sort());
  });

  test('finds none of the words that we don’t use among the names of types', () => {
    const words = tables(section(page, "## Words that we don't use")).flatMap((rows) =>
      rows.map(([word = '']) => word),
    );
    const names = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
    const found = sources.flatMap(({ file, text }) =>
      names.filter((name) => defines(text, name)).map((name) => `${name} in ${file}`),
    );
    expect(words).not.toEqual([]);
    expect(found).toEqual([]);
  });
});
