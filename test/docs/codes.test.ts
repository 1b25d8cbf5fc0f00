import { findingsIn } from '../../cli/docs/code-examples';
import { type CodePage, codePages } from '../../cli/docs/code-pages';
import { codesInSources } from './support/codes';
import { blocks, read } from './support/page';

const PAGES = codePages().map((page): [string, CodePage] => [page.code, page]);

test('Every code of the check has a page, and every page is of a code', () => {
  expect(PAGES.map(([code]) => code)).toEqual(codesInSources());
});

test('The skill that the examples change is the one that the guide shows', () => {
  const shown = blocks(read('docs/skills.md')).find(({ info }) => info === 'json skill')?.text ?? '';
  expect(JSON.parse(read('docs/skills/base.json'))).toEqual(JSON.parse(shown));
});

describe.each(PAGES)('The page of %s', (code, { wrong, right }) => {
  test('has a wrong example, in which the check finds this code', () => {
    expect(findingsIn(wrong).map((finding) => finding.code)).toContain(code);
  });

  test('has a right example, in which the check finds nothing', () => {
    expect(findingsIn(right)).toEqual([]);
  });
});

test('Every page of a code is reached from the guide', () => {
  expect(read('docs/skills.md')).toContain('(skills/codes/README.md)');
  const index = read('docs/skills/codes/README.md');
  for (const [code] of PAGES) expect(index).toContain(`(${code}.md)`);
});
