import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../runtime/paths';
import { stack } from '../support/stack';

/** A folder with one skill whose form leads to a step that does not exist. */
function folderWithBadSkill(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'vestibule-skills-'));
  const skill = JSON.parse(readFileSync(path.join(projectRoot(), 'skills', 'xyz_aisp', '1.0.json'), 'utf8'));
  skill.skill = 'xyz_aisp_sbx_#1.1';
  skill.steps.identify.next = 'nowhere';
  mkdirSync(path.join(folder, 'xyz_aisp'));
  writeFileSync(path.join(folder, 'xyz_aisp', '1.1.json'), JSON.stringify(skill));
  return folder;
}

describe('A skill that can’t work', () => {
  const folder = folderWithBadSkill();
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(['api/server', 'worker'])('keeps %s from starting, with the place and the reason', (program) => {
    const env = { ...process.env, ...stack().env, SKILLS_DIR: folder, PORT: '3999' };
    const { status, stdout } = spawnSync(process.execPath, [path.join(projectRoot(), 'dist', `${program}.js`)], {
      env,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/target_unknown/);
    expect(stdout).toMatch('/steps/identify/next');
    expect(stdout).toMatch('There is no step');
  });
});
