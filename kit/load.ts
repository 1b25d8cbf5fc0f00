import path from 'node:path';
import type { OperationCatalog } from '../domain/skill/operation-catalog';
import { twinName } from '../domain/skill/skill';
import { checkSkillFiles } from './check-files';
import { createChecker, type ReadSkill } from './checker';
import type { Finding } from './findings';
import { type PublishedSkill, publishedAs } from './published';
import { skillsUnder } from './skill-files';
import { TakenNames } from './taken-names';
import { textsOfVersion } from './text-coverage';

/** A file that is not served, or not whole, and why. */
export interface RefusedFile {
  file: string;
  findings: Finding[];
}

export interface SkillRegistry {
  list(): PublishedSkill[];
  get(name: string): PublishedSkill | undefined;
  /** A skill with this digest; twins have the same. */
  byDigest(digest: string): PublishedSkill | undefined;
  /** The files whose faults keep them, or some of their texts, from being served. */
  refused: readonly RefusedFile[];
}

/** A definition can't be used. `faults`: everything that is wrong with it. */
export class BadSkill extends Error {
  override readonly name = 'BadSkill';
  constructor(
    readonly file: string,
    readonly faults: readonly Finding[],
  ) {
    const lines = faults.map(
      ({ code, line, column, pointer, message }) => `  ${line}:${column}  ${pointer || '/'}  ${code}: ${message}`,
    );
    super([`${file} can't be used:`, ...lines].join('\n'));
  }
}

/** Reads a definition that is known to be right. Throws `BadSkill` where it is not. */
export type Reader = (text: string, file: string) => ReadSkill;

/** A reader of definitions. `folder`: the one with `skill.schema.json`. */
export function createReader(folder: string, catalogs: Record<string, OperationCatalog>): Reader {
  const check = createChecker(folder, catalogs);
  return (text, file) => {
    const { skill, findings } = check(text, file);
    if (!skill) throw new BadSkill(file, findings);
    return skill;
  };
}

/**
 * Loads every skill under a folder: `<folder>/<skill>/<version>.json`, with texts beside it in `i18n/<locale>.json`,
 * those of one version in `i18n/<version>/<locale>.json`.
 * Each is published under its own name and as its twin: the sandbox skill as a production one and the other way round.
 * A file with faults is left out, and is among the refused ones; the others are served. `more`: a second folder of
 * skills, without the schema. Throws where a folder is not there.
 */
export function loadSkills(folder: string, catalogs: Record<string, OperationCatalog>, more?: string): SkillRegistry {
  const check = createChecker(folder, catalogs);
  const taken = new TakenNames();
  const byName = new Map<string, PublishedSkill>();
  const byDigest = new Map<string, PublishedSkill>();
  const refused: RefusedFile[] = [];
  for (const files of [folder, ...(more ? [more] : [])].flatMap((one) => skillsUnder(one))) {
    const checked = checkSkillFiles(files, check, taken);
    for (const { skill, file } of checked.documents) {
      if (!skill) continue;
      const texts = textsOfVersion(checked.texts, path.basename(file, '.json'));
      const asNamed = (own: string): PublishedSkill => ({ ...publishedAs(own, skill, texts), file });
      const first = asNamed(skill.definition.skill);
      for (const one of [first, asNamed(twinName(first.name))]) byName.set(one.name, one);
      byDigest.set(first.digest, first);
    }
    refused.push(...[...checked.documents, ...checked.texts].filter(hasFault).map(asRefused));
  }
  return {
    list: () => [...byName.values()],
    get: (name) => byName.get(name),
    byDigest: (digest) => byDigest.get(digest),
    refused,
  };
}

const hasFault = ({ findings }: RefusedFile): boolean => findings.some(({ level }) => level === 'fault');
const asRefused = ({ file, findings }: RefusedFile): RefusedFile => ({ file: path.normalize(file), findings });
