import { readdirSync } from 'node:fs';
import { findingsIn as findingsOfExample } from '../../cli/docs/code-examples';
import { codePages } from '../../cli/docs/code-pages';
import { codesInSources } from '../docs/support/codes';
import { inProject } from '../docs/support/page';
import { findingsIn, findingsOf } from './corpus/document';
import { RIGHT } from './corpus/right';
import { WRONG_CONDITIONS } from './corpus/wrong-conditions';
import { WRONG_DOCUMENTS } from './corpus/wrong-documents';
import { WRONG_FORMS } from './corpus/wrong-forms';

const WRONG = [...WRONG_FORMS, ...WRONG_CONDITIONS, ...WRONG_DOCUMENTS];

describe('The check finds', () => {
  test.each(WRONG.map((wrong) => [wrong.what, wrong] as const))('%s', (_what, wrong) => {
    const found = findingsOf(wrong);
    expect(found.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual(wrong.finds);
    for (const { message } of found) expect(message).toMatch(/^[A-Z'’].*[.?]$/);
  });
});

test('Every code of the check is found in some wrong document', () => {
  const found = [
    ...WRONG.flatMap(({ finds }) => finds.map((one) => one.split(' ')[0])),
    ...codePages().flatMap(({ wrong }) => findingsOfExample(wrong).map(({ code }) => code)),
  ];
  expect(codesInSources().filter((code) => !found.includes(code))).toEqual([]);
});

describe('The check has nothing against', () => {
  test.each(RIGHT.map((right) => [right.what, right] as const))('%s', (_what, right) => {
    expect(findingsOf(right)).toEqual([]);
  });

  const bundled = readdirSync(inProject('skills'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\d+\.\d+\.json$/.test(file))
    .map((file) => `skills/${file}`);
  test.each(bundled)('the bundled %s', (file) => {
    // A published body never changes, so a rule that came later only warns of it.
    expect(findingsIn(file).filter(({ level }) => level === 'fault')).toEqual([]);
  });
});
