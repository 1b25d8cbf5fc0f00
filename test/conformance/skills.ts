import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../runtime/paths';

/** A skill document, as far as it is changed here. */
interface Skill {
  $schema?: string;
  skill: string;
  steps: { consent: { with: Record<string, unknown> } };
}

/** Writes skills that differ from the bundled ones in one wish into a folder for `SKILLS_DIR`; returns the folder. */
export function writeSkills(folder: string): string {
  const file = path.join(projectRoot(), 'skills', 'xyz_aisp', '1.1.json');
  const { $schema: _schema, ...once } = JSON.parse(readFileSync(file, 'utf8')) as Skill;
  once.skill = 'xyz_aisp_sbx_#1.9001';
  once.steps.consent.with.one_off = true;
  mkdirSync(path.join(folder, 'once'), { recursive: true });
  writeFileSync(path.join(folder, 'once', '1.9001.json'), JSON.stringify(once));
  return folder;
}
