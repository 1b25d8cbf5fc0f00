import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CATALOGS } from '../../../connectors/catalogs';
import type { JsonObject } from '../../../domain/json';
import { createChecker } from '../../../kit/checker';
import { skillsUnder } from '../../../kit/skill-files';
import { projectRoot } from '../../../runtime/paths';

export const SKILLS = path.join(projectRoot(), 'skills');
/** The check of the platform. */
export const check = createChecker(SKILLS, CATALOGS);
/** The documents of the bundled skills. */
export const bundled = skillsUnder(SKILLS)
  .flatMap(({ documents }) => documents)
  .map((file) => JSON.parse(readFileSync(file, 'utf8')) as JsonObject);
/** The small skill that the pages of the codes change. */
export const small = JSON.parse(readFileSync(path.join(projectRoot(), 'docs/skills/base.json'), 'utf8')) as JsonObject;
