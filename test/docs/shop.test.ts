import { readdirSync } from 'node:fs';
import { read } from './support/page';

const FOLDER = 'examples/shop';
const code = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.js') && !name.includes('node_modules'))
  .map((name) => `${FOLDER}/${name}`);

describe('The sample shop', () => {
  test('has at most 400 lines, client and server together', () => {
    expect(code.length).toBeGreaterThan(4);
    const lines = code.flatMap((file) => read(file).trimEnd().split('\n'));
    expect(lines.length).toBeLessThanOrEqual(400);
  });

  test('is described file by file', () => {
    for (const file of code) expect(read(`${FOLDER}/README.md`)).toContain(`\`${file.replace(`${FOLDER}/`, '')}\``);
  });

  test('has no script in its pages, which its content security policy would not run', () => {
    for (const page of ['index', 'welcome']) {
      const scripts = read(`${FOLDER}/public/${page}.html`).match(/<script.*?>.*?<\/script>|\son\w+=/gs) ?? [];
      for (const script of scripts) expect(script).toMatch(/^<script type="module" src="\/app\.js"><\/script>$/);
    }
  });
});
