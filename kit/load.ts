import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import type { JsonObject } from '../domain/json';
import type { Fault } from '../domain/skill/check/fault';
import { compile } from '../domain/skill/compile';
import type { SkillDefinition } from '../domain/skill/definition';
import type { Graph } from '../domain/skill/graph';
import type { OperationCatalog } from '../domain/skill/operation-catalog';
import { parseSkillName, type SkillName } from '../domain/skill/skill';
import { skillDigest } from '../security/digest';
import { formFaults } from './forms/form-rules';
import { textFaults } from './text-rules';
import type { Texts } from './texts';

/** A published skill: its definition, the graph that its sessions run, its texts by locale. */
export interface PublishedSkill {
  name: string;
  parsed: SkillName;
  digest: string;
  definition: SkillDefinition;
  graph: Graph;
  texts: Record<string, Texts>;
}

export interface SkillRegistry {
  list(): PublishedSkill[];
  get(name: string): PublishedSkill | undefined;
  /** A skill with this digest; twins have the same. */
  byDigest(digest: string): PublishedSkill | undefined;
}

/** A definition can't be used. `faults`: everything that is wrong with it. */
export class BadSkill extends Error {
  override readonly name = 'BadSkill';
  constructor(
    readonly file: string,
    readonly faults: Fault[],
  ) {
    const lines = faults.map(({ code, pointer, message }) => `  ${pointer || '/'}  ${code}: ${message}`);
    super([`${file} can't be used:`, ...lines].join('\n'));
  }
}

/** A definition that can be used; `digest`: SHA-256 of its canonical body. */
export interface ReadSkill {
  definition: SkillDefinition;
  graph: Graph;
  digest: string;
  warnings: Fault[];
}

/** Reads a definition and checks it by `skill.schema.json` and the compiler. Throws `BadSkill`. */
export type Reader = (text: string, file: string) => ReadSkill;

/** Bytes of a definition. It is a page of JSON, so more would be a mistake. */
const MAX_BYTES = 64 * 1024;

/** A reader of definitions. `folder`: the one with `skill.schema.json`. */
export function createReader(folder: string, catalogs: Record<string, OperationCatalog>): Reader {
  const schema = JSON.parse(readFileSync(path.join(folder, 'skill.schema.json'), 'utf8')) as JsonObject;
  const fits = new Ajv2020({ allErrors: true, strict: false }).compile<SkillDefinition>(schema);
  return (text, file) => {
    if (Buffer.byteLength(text) > MAX_BYTES)
      throw new BadSkill(file, [{ code: 'too_large', pointer: '', message: 'A definition has at most 64 KiB.' }]);
    const definition = parse(text, file);
    if (!fits(definition)) {
      const faults = (fits.errors ?? []).map((error) => ({
        code: 'shape',
        pointer: error.instancePath,
        message: `It ${error.message ?? 'has the wrong shape'}.`,
      }));
      throw new BadSkill(file, faults);
    }
    const catalog = Object.hasOwn(catalogs, definition.catalog) ? catalogs[definition.catalog] : undefined;
    const digest = skillDigest(definition);
    const compiled = compile(definition, catalog ?? { name: '', operations: {}, events: {} }, digest);
    if (!compiled.ok) throw new BadSkill(file, compiled.faults);
    const forms = formFaults(definition);
    if (forms.length > 0) throw new BadSkill(file, forms);
    return { definition, graph: compiled.graph, digest, warnings: compiled.warnings };
  };
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadSkill(file, [{ code: 'json_malformed', pointer: '', message: (error as Error).message }]);
  }
}

/**
 * Loads every skill under a folder: `<folder>/<skill>/<version>.json`, with texts beside it in `i18n/<locale>.json`.
 * Each is published under its own name and as its twin: the sandbox skill as a production one and the other way round.
 * `more`: a second folder of skills, without the schema. Throws `BadSkill`.
 */
export function loadSkills(folder: string, catalogs: Record<string, OperationCatalog>, more?: string): SkillRegistry {
  const read = createReader(folder, catalogs);
  const byName = new Map<string, PublishedSkill>();
  const byDigest = new Map<string, PublishedSkill>();
  for (const directory of [folder, ...(more ? [more] : [])].flatMap(foldersIn)) {
    const texts = readTexts(path.join(directory, 'i18n'));
    const files = readdirSync(directory).filter((name) => /^\d+\.\d+\.json$/.test(name));
    const versions = files.map((file) => {
      const place = path.join(directory, file);
      return publish(read(readFileSync(place, 'utf8'), place), texts);
    });
    checkTexts(directory, versions, texts);
    for (const first of versions) {
      for (const skill of [first, twinOf(first)]) byName.set(skill.name, skill);
      byDigest.set(first.digest, first);
    }
  }
  return {
    list: () => [...byName.values()],
    get: (name) => byName.get(name),
    byDigest: (digest) => byDigest.get(digest),
  };
}

const foldersIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [path.join(folder, entry.name)] : [],
  );

function publish({ definition, graph, digest }: ReturnType<Reader>, texts: PublishedSkill['texts']): PublishedSkill {
  return {
    name: definition.skill,
    parsed: parseSkillName(definition.skill) as SkillName,
    digest,
    definition,
    graph,
    texts,
  };
}

/** The twin of a skill: the same body under the other flavour's name. */
function twinOf(skill: PublishedSkill): PublishedSkill {
  const flavour = skill.parsed.flavour === 'sandbox' ? 'production' : 'sandbox';
  const { provider, type, version } = skill.parsed;
  const parts = [provider, ...(type === 'marketplace' ? [] : [type]), ...(flavour === 'sandbox' ? ['sbx'] : [])];
  const name = `${parts.join('_')}_#${version}`;
  return {
    ...skill,
    name,
    parsed: { ...skill.parsed, flavour },
    definition: { ...skill.definition, skill: name },
    graph: { ...skill.graph, skill: name, flavour },
  };
}

/** Throws where a text belongs to nothing, in no version: it was meant for something, so it is a mistake. */
function checkTexts(directory: string, versions: PublishedSkill[], texts: PublishedSkill['texts']): void {
  for (const [locale, some] of Object.entries(texts)) {
    const faults = textFaults(
      versions.map(({ definition }) => definition),
      some,
    );
    if (faults.length > 0) throw new BadSkill(path.join(directory, 'i18n', `${locale}.json`), faults);
  }
}

function readTexts(folder: string): PublishedSkill['texts'] {
  const files = readdirSync(path.dirname(folder)).includes('i18n') ? readdirSync(folder) : [];
  return Object.fromEntries(
    files
      .filter((file) => file.endsWith('.json'))
      .map((file) => [
        path.basename(file, '.json'),
        JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Texts,
      ]),
  );
}
