import type { TextFormat } from './format';
import { tidyLine } from './text';

const SENTENCES = {
  letters: 'A name has letters: please write it as on the person’s documents.',
} as const;

/** A person's or a company's name, of any script: kept composed, with single blanks. */
export const personName: TextFormat = {
  normalise: tidyLine,
  fault: (text) => (/\p{L}/u.test(text) ? undefined : { text: SENTENCES.letters }),
  sample: 'Ana Pop',
};
export const NAME_SENTENCES: readonly string[] = Object.values(SENTENCES);
