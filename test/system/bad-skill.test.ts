import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../runtime/paths';
import { stack } from '../support/stack';

type Document = { skill: string; title: string; steps: Record<string, { next: unknown }> };
const bundled = (file: string): Document =>
  JSON.parse(readFileSync(path.join(projectRoot(), 'skills', file), 'utf8')) as Document;

/** A folder with a skill that leads nowhere, a good one, one with a bad language, and one that takes a bundled name. */
function folderOfSkills(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'vestibule-skills-'));
  const write = (file: string, document: unknown) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), JSON.stringify(document, null, 2));
  };
  const bad = bundled('xyz_aisp/1.2.json');
  (bad.steps.identify as { next: unknown }).next = 'nowhere';
  write('accounts/7.1.json', { ...bad, skill: 'xyz_aisp_sbx_#7.1', title: 'Never in a log' });
  write('accounts/7.2.json', { ...bundled('xyz_aisp/1.2.json'), skill: 'xyz_aisp_sbx_#7.2' });
  write('accounts/i18n/ro.json', { title: 42 });
  write('taken/1.0.json', { ...bundled('xyz/3.1.json'), title: 'Mine now' });
  return folder;
}

describe('A skill that can’t work', () => {
  const folder = folderOfSkills();
  const children: ChildProcess[] = [];
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  /** Starts a process, and reads its log up to a line with this message. */
  async function logUntil(
    program: string,
    message: string,
    env: NodeJS.ProcessEnv,
  ): Promise<Record<string, unknown>[]> {
    const file = path.join(projectRoot(), 'dist', `${program}.js`);
    const child = spawn(process.execPath, [file], { env: { ...process.env, ...stack().env, ...env } });
    children.push(child);
    const lines: Record<string, unknown>[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(JSON.parse(line) as Record<string, unknown>);
      if (lines.at(-1)?.msg === message) return lines;
    }
    throw new Error(`${program} ended: ${JSON.stringify(lines)}`);
  }

  test.each([
    ['api/server', 'listening'],
    ['worker', 'worker ready'],
  ])('does not keep %s from starting: the log says which file, where and why', async (program, ready) => {
    const lines = await logUntil(program, ready, { SKILLS_DIR: folder, PORT: '0' });
    const refused = lines.filter(({ msg }) => msg === 'skill file refused');
    expect(refused).toEqual([
      expect.objectContaining({
        file: path.join(folder, 'accounts', '7.1.json'),
        faults: 1,
        places: [expect.stringMatching(/^\d+:\d+ target_unknown$/)],
      }),
      expect.objectContaining({
        file: path.join(folder, 'accounts', 'i18n', 'ro.json'),
        places: ['2:12 type_wrong'],
      }),
      expect.objectContaining({
        file: path.join(folder, 'taken', '1.0.json'),
        places: [expect.stringMatching(/name_taken$/)],
      }),
    ]);
    expect(JSON.stringify(refused)).not.toMatch(/Never in a log|Mine now/);
  });

  test('leaves the good ones served, and is counted for Prometheus', async () => {
    const lines = await logUntil('api/server', 'listening', { SKILLS_DIR: folder, PORT: '0' });
    const published = lines.find(({ msg }) => msg === 'skills published')?.skills as string[];
    expect(published).toEqual(expect.arrayContaining(['xyz_sbx_#3.1', 'xyz_aisp_sbx_#7.2']));
    expect(published).not.toContain('xyz_aisp_sbx_#7.1');
    const { url } = lines.at(-1) as { url: string };
    const metrics = await fetch(`${url}/metrics`).then((answer) => answer.text());
    expect(metrics).toMatch(/^vestibule_skill_files_refused 3$/m);
  });

  test('is also one whose body was changed after it was published', async () => {
    const good = path.join(folder, 'later');
    mkdirSync(path.join(good, 'accounts'), { recursive: true });
    const file = path.join(good, 'accounts', '7.3.json');
    const document = { ...bundled('xyz_aisp/1.2.json'), skill: 'xyz_aisp_sbx_#7.3' };
    writeFileSync(file, JSON.stringify(document));
    await logUntil('api/server', 'listening', { SKILLS_DIR: good, PORT: '0' });
    writeFileSync(file, JSON.stringify({ ...document, title: 'Another title' }));
    const lines = await logUntil('api/server', 'listening', { SKILLS_DIR: good, PORT: '0' });
    expect(lines.filter(({ msg }) => msg === 'skill file refused')).toEqual([
      expect.objectContaining({ file, places: ['1:1 body_changed'] }),
    ]);
  });
});
