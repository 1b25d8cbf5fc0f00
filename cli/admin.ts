import path from 'node:path';
import { CATALOGS } from '../connectors/catalogs';
import { loadSkills } from '../kit/load';
import { homeFolder, projectRoot } from '../runtime/paths';
import { deriveKeys } from '../security/keys';
import { runAdmin } from './admin/run';
import { readSettings } from './admin/settings';

function open() {
  const { uri, secret } = readSettings(process.env, homeFolder());
  const skills = loadSkills(path.join(projectRoot(), 'skills'), CATALOGS, process.env.SKILLS_DIR);
  return { uri, keys: deriveKeys(secret), skills: skills.list().map(({ name }) => name) };
}

void runAdmin(process.argv.slice(2), { open, print: console.log, complain: console.error }).then((code) => {
  process.exitCode = code;
});
