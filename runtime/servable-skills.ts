import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import { changedBodies, changedBody } from '../kit/changed-bodies';
import type { RefusedFile, SkillRegistry } from '../kit/load';
import type { PublishedSkill } from '../kit/published';
import type { Store } from '../store/store';

/**
 * The skills that this process may serve, after a line in the log for all that it refuses. A file whose name was
 * published with another body is refused, too: sessions of both bodies would run under one name. Waits for the store.
 */
export async function servableSkills(
  registry: SkillRegistry,
  store: Pick<Store, 'ready' | 'skills'>,
  log: Logger,
): Promise<SkillRegistry> {
  await store.ready();
  const skills = registry.list();
  const published = await store.skills.digests(skills.map(({ name }) => name));
  // By digest: twins are one file.
  const changed = new Map(changedBodies(skills, published).map((skill) => [skill.digest, skill]));
  const served = skills.filter(({ digest }) => !changed.has(digest));
  const refused = [...registry.refused, ...[...changed.values()].map(asRefused)];
  for (const file of refused) report(file, log);
  const byName = new Map(served.map((skill) => [skill.name, skill]));
  return {
    list: () => served,
    get: (name) => byName.get(name),
    byDigest: (digest) => (changed.has(digest) ? undefined : registry.byDigest(digest)),
    refused,
  };
}

const asRefused = (skill: PublishedSkill): RefusedFile => ({
  file: skill.file ?? skill.name,
  findings: [changedBody(skill)],
});

/** Findings of one file that are logged. */
const MOST_LOGGED = 20;

/** Logs where a file is wrong, and by which codes. What stands in it is not logged. */
function report({ file, findings }: RefusedFile, log: Logger): void {
  const faults = findings.filter(({ level }) => level === 'fault');
  const places = faults.slice(0, MOST_LOGGED).map(({ code, line, column }) => `${line}:${column} ${code}`);
  log.error({ file, faults: faults.length, places }, 'skill file refused');
}

/** Counts the refused files for Prometheus. */
export function countRefused(refused: readonly RefusedFile[], registry: Registry): void {
  const name = 'vestibule_skill_files_refused';
  const help = 'Files of skills and texts that have faults, and are not served: above 0, run `vestibule skill check`.';
  new Gauge({ name, help, registers: [registry] }).set(refused.length);
}
