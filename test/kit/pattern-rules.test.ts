import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CATALOGS } from '../../connectors/catalogs';
import { BadSkill, createReader } from '../../kit/load';
import { projectRoot } from '../../runtime/paths';

const folder = path.join(projectRoot(), 'skills');
const read = createReader(folder, CATALOGS);

/** The bundled consent, its one field judged by another pattern. */
const withPattern = (pattern: string): string => {
  const skill = JSON.parse(readFileSync(path.join(folder, 'xyz_aisp', '1.0.json'), 'utf8'));
  skill.steps.identify.ask.properties.psu_id.pattern = pattern;
  return JSON.stringify(skill);
};

describe('A pattern in a form', () => {
  test.each(['^(a+)+$', '^[a-z]{1,64}$', '\\p{L}+'])('is taken if RE2 knows it: %s', (pattern) => {
    expect(() => read(withPattern(pattern), 'skill')).not.toThrow();
  });

  test.each(['(?=look)ahead', '(a)\\1', '(unclosed', 'a{2000}'])(
    'is refused, with its place, if RE2 does not: %s',
    (pattern) => {
      const refused = () => read(withPattern(pattern), 'skill');
      expect(refused).toThrow(BadSkill);
      expect(refused).toThrow('/steps/identify/ask/properties/psu_id/pattern  pattern_not_linear');
    },
  );
});
