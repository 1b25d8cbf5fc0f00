import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CATALOGS } from '../../connectors/catalogs';
import { loadSkills } from '../../kit/load';
import { inProject } from '../docs/support/page';

const folder = mkdtempSync(path.join(os.tmpdir(), 'load-'));
const base = readFileSync(inProject('docs/skills/base.json'), 'utf8');
const name = (JSON.parse(base) as { skill: string }).skill;
const versioned = (version: string) => base.replace(name, name.replace(/#.*/, `#${version}`));

beforeEach(() => {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  cpSync(inProject('skills/skill.schema.json'), path.join(folder, 'skill.schema.json'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function put(file: string, content: string): string {
  const place = path.join(folder, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, content);
  return place;
}

const twin = (skill: string) => skill.replace('_sbx_#', '_#');

describe('Loading a folder of skills', () => {
  test('serves each skill under its own name and as its twin, with one digest', () => {
    put('small/1.0.json', versioned('1.0'));
    const skills = loadSkills(folder, CATALOGS);
    const own = name.replace(/#.*/, '#1.0');
    expect(skills.list().map((one) => one.name)).toEqual([own, twin(own)]);
    expect(skills.get(own)?.digest).toBe(skills.get(twin(own))?.digest);
    expect(skills.get(twin(own))?.graph.flavour).toBe('production');
    expect(skills.byDigest(String(skills.get(own)?.digest))).toBeDefined();
    expect(skills.refused).toEqual([]);
  });

  test('leaves out a file with faults, says why, and serves the others', () => {
    put('small/1.0.json', versioned('1.0'));
    const bad = put('small/1.1.json', versioned('1.1').replace(/"start": "[^"]*"/, '"start": "nowhere"'));
    const skills = loadSkills(folder, CATALOGS);
    expect(skills.list()).toHaveLength(2);
    expect(skills.refused.map(({ file }) => file)).toEqual([bad]);
    expect(skills.refused[0]?.findings.length).toBeGreaterThan(0);
  });

  test('serves the first of two files with one name, and refuses the second', () => {
    const first = put('a/1.0.json', versioned('1.0'));
    const second = put('b/1.0.json', twin(versioned('1.0')));
    const skills = loadSkills(folder, CATALOGS);
    expect(skills.list().every(({ file }) => file === first)).toBe(true);
    expect(skills.refused).toMatchObject([{ file: second, findings: [{ code: 'name_taken' }] }]);
  });

  test('takes a second folder, which can’t take the name of a skill in the first', () => {
    const more = mkdtempSync(path.join(os.tmpdir(), 'load-more-'));
    mkdirSync(path.join(more, 'own'));
    put('small/1.0.json', versioned('1.0'));
    writeFileSync(path.join(more, 'own/1.0.json'), versioned('1.0'));
    writeFileSync(path.join(more, 'own/2.0.json'), versioned('2.0'));
    const skills = loadSkills(folder, CATALOGS, more);
    expect(skills.list().map((one) => one.name.replace(/.*#/, ''))).toEqual(['1.0', '1.0', '2.0', '2.0']);
    expect(skills.refused).toMatchObject([
      { file: path.join(more, 'own/1.0.json'), findings: [{ code: 'name_taken' }] },
    ]);
    rmSync(more, { recursive: true });
  });

  test('serves a skill without the texts that can’t be read, and says which they are', () => {
    put('small/1.0.json', versioned('1.0'));
    const texts = put('small/i18n/ro.json', '{');
    const skills = loadSkills(folder, CATALOGS);
    expect(skills.list()).toHaveLength(2);
    expect(skills.refused.map(({ file }) => file)).toEqual([texts]);
  });

  test('ends with an error where a folder is not there: an installation without its skills serves nobody', () => {
    expect(() => loadSkills(folder, CATALOGS, path.join(folder, 'nowhere'))).toThrow(/ENOENT/);
  });
});
