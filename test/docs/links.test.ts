import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { inProject, pages, quoted, read } from './support/page';

const PAGES = pages();

const withoutBlocks = (page: string) => page.replaceAll(/^```[\s\S]*?^```$/gm, '');
/** As GitHub makes them. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const anchors = (page: string) =>
  [...withoutBlocks(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchor(heading));

/** Folders of ours, so that `a/b` in backticks is known for a path. `<…>` and `…` stand for something. */
const FOLDERS = readdirSync(inProject('.'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const isPath = (text: string) =>
  !/[<>…{}*\s$]/.test(text) &&
  (FOLDERS.some((folder) => text.startsWith(`${folder}/`)) || /^[\w.-]+\.(md|ts|json|yml)$/.test(text));
/** Files that a running stack makes, or that a reader does. */
const MADE = [
  'bench/results/',
  'dist/',
  '.vestibule',
  'demo.json',
  'admin.json',
  'ports.json',
  'temporal.toml',
  'xyz.catalog.json',
  'claude_desktop_config.json',
  'mcp.json',
];

/** A module may be named without its ending, a decision by its number. */
const isThere = (file: string) =>
  existsSync(inProject(file)) ||
  existsSync(inProject(`${file}.ts`)) ||
  (/^docs\/adr\/\d{4}$/.test(file) && PAGES.some((page) => page.startsWith(file)));

describe.each(PAGES)('%s', (page) => {
  const text = withoutBlocks(read(page));

  test('links to what is there', () => {
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^https?:/.test(target));
    const broken = targets.filter((target) => {
      const [file = '', fragment] = target.split('#');
      const linked = file === '' ? page : path.join(path.dirname(page), file);
      if (!existsSync(inProject(linked))) return true;
      return fragment !== undefined && !anchors(read(linked)).includes(fragment);
    });
    expect(broken).toEqual([]);
  });

  test('names files that are there', () => {
    const named = quoted(text).filter(isPath);
    const kept = named.filter((file) => !MADE.some((made) => file.startsWith(made)));
    expect(kept.filter((file) => !isThere(file) && !isThere(path.join(path.dirname(page), file)))).toEqual([]);
  });

  test('names npm scripts that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(page).matchAll(/npm run (?:--silent )?([a-z]+)/g)].map(([, script = '']) => script);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});
