import { CONTENTS, NOT_PUBLISHED } from '../../service/docs/contents';
import { loadDocs } from '../../service/docs/docs';
import { publishedPage } from '../../service/docs/page';
import { inProject, pages } from './support/page';

const named = [...CONTENTS.flatMap((section) => section.pages), ...Object.keys(NOT_PUBLISHED)];

test('Each page below docs/ is either served or left out for a reason', () => {
  const undecided = pages()
    .filter((page) => page.startsWith('docs/'))
    .map((page) => page.slice('docs/'.length))
    .filter((page) => !named.some((each) => page === each || (each.endsWith('/') && page.startsWith(each))));
  expect(undecided).toEqual([]);
});

test('Each page that is served has a sentence for the index', () => {
  for (const { title, summary } of loadDocs(inProject('docs')).pages.values()) {
    expect(title).not.toBe('');
    expect(summary).toMatch(/^[A-Z`…].{10,}[.!?]$/);
  }
});

describe('A page as it is served', () => {
  const served = (body: string) =>
    publishedPage('skills/a.md', `# A\n\n${body}`, (page) => ['api.md', 'skills/b.md'].includes(page));

  test('keeps links to pages that are served, to anchors and to other places', () => {
    const text = 'See [b](b.md#part), [the API](../api.md), [below](#below) and [RFC](https://x.example/1).\n';
    expect(served(text).text).toBe(`# A\n\n${text}`);
  });

  test('keeps of other links their words, also over lines and with code in them', () => {
    const { text } = served('[`x.ts`](../../x.ts) and [the\nschema](c.json), by [`a[0]`](../../../etc/passwd).\n');
    expect(text).toBe('# A\n\n`x.ts` and the\nschema, by `a[0]`.\n');
  });

  test('leaves code as it is, and comments out', () => {
    const code = '```md\n[a](gone.md) <x>\n\n\n\nb\n```';
    expect(served(`One. \`[a](gone.md)\`\n\n<!-- made -->\n\n${code}\n`).text).toBe(
      `# A\n\nOne. \`[a](gone.md)\`\n\n${code}\n`,
    );
  });

  test('says its first sentence, without links', () => {
    expect(served('What [b](b.md)\nis. More of it.\n')).toMatchObject({ title: 'A', summary: 'What b is.' });
    expect(() => publishedPage('a.md', 'text', () => true)).toThrow('docs/a.md does not begin with its title');
  });
});
