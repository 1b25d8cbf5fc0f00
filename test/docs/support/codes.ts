import { readdirSync } from 'node:fs';
import { inProject, read } from './page';

/** How a rule names its code: `fault('code'`, `warning('code'`. In `kit/` a finding may be written out, too. */
const CALLED = /\b(?:fault|warning)\(\s*'([a-z_]+)'/g;
const WRITTEN = /\bcode: '([a-z_]+)'/g;

/**
 * Every code that a rule can emit, as the sources name it. A code is always written out where it is emitted, so that a
 * rule without a page is found here.
 */
export const codesInSources = (): string[] => {
  const called = [...sources('domain'), ...sources('kit')].flatMap((text) => [...text.matchAll(CALLED)]);
  const written = sources('kit').flatMap((text) => [...text.matchAll(WRITTEN)]);
  return [...new Set([...called, ...written].map(([, code = '']) => code))].sort();
};

const sources = (folder: string): string[] =>
  readdirSync(inProject(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(`${folder}/${name}`));
