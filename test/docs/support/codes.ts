import { readdirSync } from 'node:fs';
import { inProject, read } from './page';

/** How a rule names its code: `fault('code'`, `warning('code'`. In `kit/` a finding may be written out, too. */
const CALLED = /\b(?:fault|keyFault|warning)\(\s*'([a-z_]+)'/g;
const WRITTEN = /\bcode: '([a-z_]+)'/g;
/** The codes of the text's and the shape's faults are the members of a type. */
const TYPED = /^ {2}\| '([a-z_]+)'/gm;

/**
 * Every code that a rule can emit, as the sources name it. A code is always written out where it is emitted, so that a
 * rule without a page is found here.
 */
export const codesInSources = (): string[] => {
  const called = [...sources('domain'), ...sources('kit')].flatMap((text) => [...text.matchAll(CALLED)]);
  const written = sources('kit').flatMap((text) => [...text.matchAll(WRITTEN)]);
  const types = ['domain/json-text/json-fault.ts', 'kit/shape/shape-fault.ts'].map(read);
  const typed = types.flatMap((text) => [...text.matchAll(TYPED)]);
  return [...new Set([...called, ...written, ...typed].map(([, code = '']) => code))].sort();
};

/** They have codes, too: of what users submit, what differs between two versions, and what scenarios say. */
const OTHERS = /intake\.ts$|^(diff|scenarios)\//;

const sources = (folder: string): string[] =>
  readdirSync(inProject(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !OTHERS.test(name))
    .map((name) => read(`${folder}/${name}`));
