import path from 'node:path';
import type { SkillDefinition } from '../domain/skill/definition';
import type { Graph } from '../domain/skill/graph';
import type { OperationCatalog } from '../domain/skill/operation-catalog';
import { parseSkillName, type SkillName, twinName } from '../domain/skill/skill';
import { checkSkillFiles } from './check-files';
import { createChecker, type ReadSkill } from './checker';
import type { Finding } from './findings';
import { skillsUnder } from './skill-files';
import { TakenNames } from './taken-names';
import type { Texts } from './texts';

/** A published skill: its definition, the graph that its sessions run, its texts by locale. */
export interface PublishedSkill {
  name: string;
  parsed: SkillName;
  digest: string;
  definition: SkillDefinition;
  graph: Graph;
  texts: Record<string, Texts>;
  /** Where its document is; absent where it comes from the store. */
  file?: string;
}

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
 * Loads every skill under a folder: `<folder>/<skill>/<version>.json`, with texts beside it in `i18n/<locale>.json`.
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
    const usable = checked.texts.flatMap(({ locale, texts }) => (texts ? [[locale, texts] as const] : []));
    for (const { skill, file } of checked.documents) {
      if (!skill) continue;
      const first = publish(skill, file, Object.fromEntries(usable));
      for (const one of [first, twinOf(first)]) byName.set(one.name, one);
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

function publish(
  { definition, graph, digest }: ReadSkill,
  file: string,
  texts: PublishedSkill['texts'],
): PublishedSkill {
  return {
    name: definition.skill,
    parsed: parseSkillName(definition.skill) as SkillName,
    digest,
    definition,
    graph,
    texts,
    file,
  };
}

/** The twin of a skill: the same body under the other flavour's name. */
function twinOf(skill: PublishedSkill): PublishedSkill {
  const name = twinName(skill.name);
  const parsed = parseSkillName(name) as SkillName;
  return {
    ...skill,
    name,
    parsed,
    definition: { ...skill.definition, skill: name },
    graph: { ...skill.graph, skill: name, flavour: parsed.flavour },
  };
}
