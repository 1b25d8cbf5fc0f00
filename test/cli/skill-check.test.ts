import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runSkill } from '../../cli/skill';
import { projectRoot } from '../../runtime/paths';

const BUNDLED = path.join(projectRoot(), 'skills');

/** Runs one command line: its exit code, what it printed, and what it complained about. */
async function run(...argv: string[]): Promise<{ code: number; text: string; complaint: string }> {
  const printed: string[] = [];
  const complaints: string[] = [];
  const code = await runSkill(argv, {
    print: (text) => void printed.push(text),
    complain: (text) => void complaints.push(text),
  });
  return { code, text: printed.join('\n'), complaint: complaints.join('\n') };
}

const freshFolder = () => mkdtempSync(path.join(tmpdir(), 'vestibule-check-'));

/** A sound document with another name; `change` may spoil it. */
function document(name: string, change: (text: string) => string = (text) => text): string {
  const text = readFileSync(path.join(BUNDLED, 'xyz', '3.1.json'), 'utf8');
  return change(text.replace('xyz_sbx_#3.1', name));
}

/** Puts files under a fresh folder. Returns the folder. */
function folderWith(files: Record<string, string | Uint8Array>): string {
  const folder = freshFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

const withoutStart = (text: string) => text.replace('"start": "product_form"', '"start": "nowhere"');

describe('vestibule skill check', () => {
  test('checks the bundled skills where no path is given, and finds no fault', async () => {
    const { code, text } = await run('check');
    expect(code).toBe(0);
    expect(text).toMatch(/^\d+ files checked: (?:nothing is wrong|0 faults, \d+ warnings?)\.$/m);
  });

  test('ends with 0 without faults, with 1 with faults, with 2 where there is nothing to check', async () => {
    expect((await run('check', folderWith({ 'a/9.0.json': document('xyz_sbx_#9.0') }))).code).toBe(0);
    expect((await run('check', folderWith({ 'a/9.0.json': document('xyz_sbx_#9.0', withoutStart) }))).code).toBe(1);
    const nothing = await run('check', '/nowhere/at/all');
    expect(nothing).toMatchObject({ code: 2, complaint: "There is no file or folder '/nowhere/at/all'." });
  });

  test('says of a folder without skills how documents are named', async () => {
    const { code, complaint } = await run('check', folderWith({ 'notes/readme.json': '{}' }));
    expect(code).toBe(2);
    expect(complaint).toMatch(/There is no skill in '.*': documents are named like '<skill>\/1\.0\.json'\./);
  });

  test('looks into folders in folders, and checks the texts beside documents', async () => {
    const folder = folderWith({
      'team/card/9.0.json': document('xyz_sbx_#9.0'),
      'team/card/i18n/ro.json': '{"/nix": "x"}',
    });
    const { code, text } = await run('check', folder);
    expect(code).toBe(1);
    expect(text).toContain(`${path.join(folder, 'team/card/i18n/ro.json')}:1:2 fault text_unknown`);
  });

  test('shows each finding with its place, its line of the source and its page, within 100 columns', async () => {
    const folder = folderWith({ 'a/9.0.json': document('xyz_sbx_#9.0', withoutStart) });
    const { text } = await run('check', folder);
    expect(text).toMatch(/a\/9\.0\.json:\d+:\d+ fault \w+\n {2}.*nowhere.*\n {2}(\d+) \| .*"nowhere"/);
    expect(text).toMatch(/^ {2}docs\/skills\/codes\/\w+\.md$/m);
    const excerpts = text.split('\n').filter((line) => /^ +\d* *\|/.test(line));
    expect(excerpts.length).toBeGreaterThan(1);
    expect(excerpts.filter((line) => line.length > 110)).toEqual([]);
  });

  test('shows a hundred findings of a file, and says how many more there are', async () => {
    const unknown = Array.from({ length: 130 }, (_, index) => `"nix${index}": 1`).join(', ');
    const file = path.join(
      folderWith({ '9.0.json': document('xyz_sbx_#9.0', (text) => text.replace('{', `{ ${unknown},`)) }),
      '9.0.json',
    );
    const { text } = await run('check', file);
    expect(text.match(/ fault member_unknown$/gm)).toHaveLength(100);
    expect(text).toContain(': and 30 more');
  });

  test('gives programs one JSON document, whose members keep their names', async () => {
    const folder = folderWith({
      'a/9.0.json': document('xyz_sbx_#9.0', withoutStart),
      'b/9.1.json': document('xyz_sbx_#9.1'),
    });
    const { code, text } = await run('check', '--json', folder);
    expect(code).toBe(1);
    const told = JSON.parse(text);
    expect(Object.keys(told)).toEqual(['checked', 'faults', 'warnings', 'files']);
    expect(told).toMatchObject({ checked: 2, files: [{ file: path.join(folder, 'a/9.0.json') }, { findings: [] }] });
    expect(told.faults).toBeGreaterThan(0);
    for (const finding of told.files[0].findings)
      expect(Object.keys(finding)).toEqual(['code', 'level', 'pointer', 'line', 'column', 'message']);
  });

  test('says which character of a file is not UTF-8', async () => {
    const bytes = Buffer.from(
      document('xyz_sbx_#9.0', (text) => text.replace('term deposit', 'd\u00e9p\u00f4t')),
      'latin1',
    );
    const { code, text } = await run('check', folderWith({ 'a/9.0.json': bytes }));
    expect(code).toBe(1);
    expect(text).toMatch(/a\/9\.0\.json:4:\d+ fault json_encoding/);
  });

  test('takes no name that a bundled skill has, for itself or its twin', async () => {
    for (const name of ['xyz_sbx_#3.1', 'xyz_#3.1']) {
      const { code, text } = await run('check', folderWith({ 'xyz/3.1.json': document(name) }));
      expect(code).toBe(1);
      expect(text).toContain(`fault name_taken\n  '${name}' is the name of two files`);
    }
  });

  test('tells of a twin beside its twin: they are one skill', async () => {
    const folder = folderWith({ 'a/9.0.json': document('xyz_#9.0'), 'b/9.0.json': document('xyz_sbx_#9.0') });
    const { code, text } = await run('check', folder);
    expect(code).toBe(1);
    expect(text).toMatch(/b\/9\.0\.json:\d+:\d+ fault name_taken/);
  });

  test('takes no bundled skill for a double of itself', async () => {
    expect((await run('check', path.join(BUNDLED, 'xyz'))).code).toBe(0);
    expect((await run('check', path.join(BUNDLED, 'xyz', '3.1.json'))).code).toBe(0);
  });

  test('tells of two files for one locale, of which the first is used', async () => {
    const folder = freshFolder();
    cpSync(path.join(BUNDLED, 'xyz'), path.join(folder, 'xyz'), { recursive: true });
    for (const name of ['3.0', '3.1']) {
      const file = path.join(folder, 'xyz', `${name}.json`);
      writeFileSync(file, readFileSync(file, 'utf8').replace(`#${name}`, `#9${name}`));
    }
    writeFileSync(path.join(folder, 'xyz/i18n/RO.json'), '{}');
    const { code, text } = await run('check', folder);
    expect(code).toBe(1);
    expect(text).toMatch(/i18n\/ro\.json:1:1 fault locale_bad\n {2}Another file has the texts of 'ro' already/);
  });
});

test('Help lists every command, and one command’s help needs no other', async () => {
  const { code, text } = await run('--help');
  expect(code).toBe(0);
  for (const name of ['check', 'test', 'back-test', 'graph', 'publish', 'new-connector'])
    expect(text).toContain(`  ${name} `);
  expect((await run('check', '--help')).text).toContain('Exit code: 0 without faults, 1 with faults, 2 where');
  expect((await run('chekc')).complaint).toMatch(/unknown command 'chekc'[\s\S]*Did you mean check\?/);
});
