import { documents } from '../../cli/docs';
import { between, table } from '../../cli/docs/markdown';
import { read } from './support/page';

describe('What is made from the code', () => {
  test.each(Object.entries(documents()))('is up to date in %s; if not: npm run docs', (file, text) => {
    expect(read(file)).toBe(text);
  });

  test('goes between its marks, and leaves the rest as it is', () => {
    const page = 'a\n<!-- x -->\nold\n<!-- /x -->\nb\n';
    expect(between(page, 'x', 'new $& text')).toBe('a\n<!-- x -->\nnew $& text\n<!-- /x -->\nb\n');
    expect(between('<!-- x -->\n<!-- /x -->', 'x', 'new')).toBe('<!-- x -->\nnew\n<!-- /x -->');
    expect(() => between('nothing', 'x', 'new')).toThrow("'x'");
  });

  test('stays a table whatever a cell holds', () => {
    expect(table(['a'], [['x|y\nz']])).toBe('| a |\n| --- |\n| x\\|y z |');
  });
});
