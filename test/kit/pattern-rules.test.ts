import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { CATALOGS } from '../../connectors/catalogs';
import { patternFaults } from '../../kit/forms/pattern-rules';
import { patternSize } from '../../kit/forms/pattern-size';
import { BadSkill, createReader } from '../../kit/load';
import { projectRoot } from '../../runtime/paths';

const folder = path.join(projectRoot(), 'skills');
const read = createReader(folder, CATALOGS);

/** The bundled consent, its one field judged by another pattern. */
const withPattern = (pattern: string, more: object = {}): string => {
  const skill = JSON.parse(readFileSync(path.join(folder, 'xyz_aisp', '1.0.json'), 'utf8'));
  const { ask } = skill.steps.identify;
  delete ask.examples;
  Object.assign(ask.properties.psu_id, { pattern, ...more });
  return JSON.stringify(skill);
};

describe('A pattern in a form', () => {
  test.each(['^(a+)+$', '^[a-z]{1,64}$', '\\p{L}+'])('is taken if RE2 knows it: %s', (pattern) => {
    expect(() => read(withPattern(pattern), 'skill')).not.toThrow();
  });

  test.each(['(?=look)ahead', '(a)\\1', '(unclosed', '\\u00c0-\\u017f', '\\p{Script=Latin}', '\\C'])(
    'is refused, with its place, if RE2 does not: %s',
    (pattern) => {
      const refused = () => read(withPattern(pattern), 'skill');
      expect(refused).toThrow(BadSkill);
      expect(refused).toThrow('/steps/identify/ask/properties/psu_id/pattern  pattern_not_linear');
    },
  );

  test.each([
    ['[\\w-.]', 'Invalid character class'],
    ['(?i)ana', 'Invalid group'],
    ['\\Aana', 'Invalid escape'],
    ['ana\\z', 'Invalid escape'],
    ['\\Qa.b\\E', 'Invalid escape'],
    ['[[:alpha:]]', 'Lone quantifier brackets'],
    ['\\pL+', 'Invalid property name'],
    ['\\p{Greek}', 'Invalid property name'],
    ['(?P<name>a)', 'Invalid group'],
    ['^\\s*a', 'other blanks'],
    ['a\\S', 'other blanks'],
  ])('is refused, with the reason, if a browser would read it otherwise: %s', (pattern, reason) => {
    const refused = () => read(withPattern(pattern), 'skill');
    expect(refused).toThrow('/steps/identify/ask/properties/psu_id/pattern  pattern_ambiguous');
    expect(refused).toThrow(reason);
  });

  test.each(['a{1000}b{1000}', '(?:[a-z]{30}[0-9]{30}){30}', 'a{2000}'])(
    'is refused before it is compiled if it is too large: %s',
    (pattern) => {
      expect(() => read(withPattern(pattern), 'skill')).toThrow('psu_id/pattern  pattern_too_large');
    },
  );

  test('may have a dot in a text of one line, where no line break can come, and not in one of lines', () => {
    // What the pattern lets through the bank doesn't take, which is another rule's to say.
    const ofPatterns = () => expect(() => read(withPattern('^.+$'), 'skill'));
    ofPatterns().not.toThrow('pattern_ambiguous');
    expect(() => read(withPattern('^.+$', { 'x-multiline': true }), 'skill')).toThrow('pattern_ambiguous');
  });
});

/** What a submission can hold: no control character, and no half of a surrogate pair. */
const LINE = fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text));
/** Parts of patterns that are taken, in no sensible order. */
const PART = fc.constantFrom(
  ...[
    'a',
    '[a-c]',
    '[^a]',
    '\\d',
    '\\D',
    '\\w',
    '\\W',
    '\\b',
    '\\B',
    '.',
    '\\p{L}',
    '\\P{L}',
    '\\p{Lu}',
    '\\p{M}',
    '\\p{Zs}',
  ],
  ...['^', '$', '|', '(?:', ')', '*', '+', '?', '{2}', '{1,3}', '*?', '\\.', '\\x41', '[\\-_]', 'é', '😀', '(?<n>'],
);

test('A pattern that is taken means to RE2 what it means to ECMAScript, whatever the text', () => {
  const taken = { count: 0 };
  fc.assert(
    fc.property(fc.array(PART, { minLength: 1, maxLength: 8 }), fc.array(LINE, { maxLength: 20 }), (parts, texts) => {
      const schema = { type: 'string', pattern: parts.join('') };
      const place = { schema, pointer: '', times: 1, length: 20, isAlternative: false, depth: 1 };
      if (patternFaults(place).length > 0) return;
      taken.count += 1;
      const browser = new RegExp(schema.pattern, 'u');
      const platform = RE2JS.compile(schema.pattern);
      for (const text of ['', 'a', 'A', 'ab', 'a.b', ...texts])
        expect({ ...schema, text, fits: platform.matcher(text).find() }).toEqual({
          ...schema,
          text,
          fits: browser.test(text),
        });
    }),
    { numRuns: 1_500 },
  );
  expect(taken.count).toBeGreaterThan(200);
});

test('The size of a pattern is never underestimated by more than a third', () => {
  for (const pattern of ['^[!-~](?:[ -~]*[!-~])?$', '(?:ab{3}){4}', '[a-z]{1,64}', '(a|b|cd){10}', '\\p{L}{5}'])
    expect(patternSize(pattern) * 3).toBeGreaterThanOrEqual(RE2JS.compile(pattern).programSize());
});
