import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CATALOGS } from '../../connectors/catalogs';
import { checkSkillFiles } from '../../kit/check-files';
import { createChecker } from '../../kit/checker';
import { loadSkills } from '../../kit/load';
import type { PublishedSkill } from '../../kit/published';
import { skillsUnder } from '../../kit/skill-files';
import { TakenNames } from '../../kit/taken-names';
import { translate } from '../../kit/texts';
import { inProject } from '../docs/support/page';

const folder = mkdtempSync(path.join(os.tmpdir(), 'texts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ROMANIAN = {
  title: 'Deschide un depozit, pe scurt',
  'terms.title': 'Alege condițiile',
  'terms.value.title': 'Suma în EUR',
  'terms.period.title': 'Luni',
  'confirm.title': 'Condițiile tale',
  'sign.title': 'Semnează la banca ta',
};

/** Two versions of the small skill, of which the second has another step, with texts in these files of `i18n/`. */
function skill(texts: Record<string, object>): string {
  rmSync(folder, { recursive: true });
  const place = path.join(folder, 'small');
  mkdirSync(path.join(place, 'i18n'), { recursive: true });
  cpSync(inProject('skills/skill.schema.json'), path.join(folder, 'skill.schema.json'));
  const first = readFileSync(inProject('docs/skills/base.json'), 'utf8');
  writeFileSync(path.join(place, '1.0.json'), first);
  const second = first.replaceAll('"terms"', '"offer"').replaceAll('/terms/', '/offer/').replace('#1.0', '#1.1');
  writeFileSync(path.join(place, '1.1.json'), second.replace('Months', 'How many months'));
  for (const [name, content] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(place, 'i18n', name)), { recursive: true });
    writeFileSync(path.join(place, 'i18n', name), JSON.stringify(content));
  }
  return folder;
}

const found = (texts: Record<string, object>): string[] => {
  const check = createChecker(inProject('skills'), CATALOGS);
  return skillsUnder(skill(texts)).flatMap((files) => {
    const checked = checkSkillFiles(files, check, new TakenNames());
    expect(checked.documents.flatMap(({ findings }) => findings)).toEqual([]);
    return checked.texts.flatMap(({ file, findings }) =>
      findings.map(({ code, message }) => `${path.relative(path.join(folder, 'small'), file)} ${code}: ${message}`),
    );
  });
};

const OFFER = { 'offer.title': 'Oferta', 'offer.value.title': 'Suma în EUR', 'offer.period.title': 'Câte luni' };

test('A step that only one version has is translated, for all versions or for that one', () => {
  expect(found({ 'ro.json': { ...ROMANIAN, ...OFFER } })).toEqual([]);
  expect(found({ 'ro.json': ROMANIAN, '1.1/ro.json': OFFER })).toEqual([]);
});

test('The texts of one version go before those for all', () => {
  const own = { ...OFFER, 'sign.title': 'Semnează oferta' };
  const skills = loadSkills(skill({ 'ro.json': ROMANIAN, '1.1/ro.json': own }), CATALOGS);
  const signs = ['1.0', '1.1'].map((version) => {
    const { definition, texts } = skills.get(`xyz_sbx_#${version}`) as PublishedSkill;
    return translate(definition, texts.ro ?? {}).steps.sign?.title;
  });
  expect(signs).toEqual(['Semnează la banca ta', 'Semnează oferta']);
});

test('A text for one version that only another one has is told, and one for no version', () => {
  expect(found({ 'ro.json': { ...ROMANIAN, ...OFFER }, '1.1/ro.json': { 'terms.title': 'Alege' } })).toEqual([
    expect.stringMatching(/^i18n\/1\.1\/ro\.json text_unknown: There is nothing at 'terms\.title'/),
  ]);
  expect(found({ 'ro.json': { ...ROMANIAN, ...OFFER, 'nobody.title': 'x' } })).toEqual([
    expect.stringMatching(/^i18n\/ro\.json text_unknown: /),
  ]);
});

test('Texts of a version that is not there are told', () => {
  expect(found({ 'ro.json': { ...ROMANIAN, ...OFFER }, '1.2/ro.json': OFFER })).toEqual([
    expect.stringMatching(/^i18n\/1\.2\/ro\.json text_unknown: There is no version 1\.2/),
  ]);
});

test('A language that lacks texts of a version is warned about once, with their addresses', () => {
  expect(found({ 'ro.json': ROMANIAN })).toEqual([
    "i18n/ro.json text_missing: Version 1.1 has texts that are not in 'ro': " +
      "'offer.title', 'offer.value.title', 'offer.period.title'.",
  ]);
});
