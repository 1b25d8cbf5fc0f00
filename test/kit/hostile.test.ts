import { check } from './support/bundled';
import { HOSTILE } from './support/hostile';

/** Findings of one document, at most: a text, a shape and the rules may each find a thousand. */
const MOST = 3_000;

test.each(Object.entries(HOSTILE))(
  'A document of %s is refused, with a bounded number of findings',
  (_what, document) => {
    const { findings, skill } = check(document, 'hostile.json');
    expect(skill).toBeUndefined();
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.length).toBeLessThan(MOST);
    expect(findings.map(({ code }) => code)).not.toContain('check_failed');
  },
);
