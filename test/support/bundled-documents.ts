import { readdirSync } from 'node:fs';
import { inProject } from '../docs/support/page';

/** The documents of the bundled skills, as paths in the project. */
export const bundledDocuments = (): string[] =>
  readdirSync(inProject('skills'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /^[^/]+\/\d+\.\d+\.json$/.test(name))
    .map((name) => `skills/${name}`)
    .sort();
