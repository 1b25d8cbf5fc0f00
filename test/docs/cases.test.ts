import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { inProject, read } from './support/page';

/** The sources of a test that a page names, `kit/corpus`: its file, and the files of its folder. */
function sourcesOf(test: string): string | undefined {
  const [file, folder] = [inProject(`test/${test}.test.ts`), inProject(`test/${test}`)];
  const inFolder =
    existsSync(folder) && statSync(folder).isDirectory()
      ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.ts'))
          .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
      : [];
  const all = [...(existsSync(file) ? [readFileSync(file, 'utf8')] : []), ...inFolder];
  return all.length > 0 ? all.join('\n') : undefined;
}

/** Tests in the last cell of a row: `kit/values: *title*, *title*; domain/inclusion`. */
const cited = (cell: string): { test: string; titles: string[] }[] =>
  cell.split('; ').flatMap((one) => {
    const [, test] = /^\s*([a-z]+\/[\w-]+)(?::|$|\s)/.exec(one) ?? [];
    const titles = [...one.matchAll(/\*([^*]+(?:\*(?!,|;|$|\s)[^*]+)*)\*/g)].map(([, title = '']) => title);
    return test ? [{ test, titles }] : [];
  });

const rows = read('docs/skills-cases.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (---|what|promise)/.test(line))
  .map((line) => line.replace(/ \|$/, '').split(' | ').at(-1) as string);
const all = rows.flatMap(cited);

test('Every row of the cases of skills names a test', () => {
  expect(rows.filter((row) => cited(row).length === 0)).toEqual([]);
  expect(rows.length).toBeGreaterThan(60);
});

test('Each test that the cases of skills name is there, with its title', () => {
  const missing = all.flatMap(({ test, titles }) => {
    const source = sourcesOf(test)?.replaceAll("\\'", "'");
    if (source === undefined) return [test];
    return titles.filter((title) => !source.includes(title)).map((title) => `${test}: ${title}`);
  });
  expect(missing).toEqual([]);
});
