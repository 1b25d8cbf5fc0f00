import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../runtime/paths';

const PAGES = 'docs/skills/codes';

/** One example of a page. `kind` is what its fence says: how it is checked (`code-examples.ts`). */
export interface Example {
  kind: string;
  text: string;
}

/** The page of one code of the check. */
export interface CodePage {
  code: string;
  /** Its first sentence. */
  sentence: string;
  wrong: Example;
  right: Example;
}

const inProject = (file: string): string => path.join(projectRoot(), file);

/** Every page of a code, by its name. */
export const codePages = (): CodePage[] =>
  readdirSync(inProject(PAGES))
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .sort()
    .map(readPage);

function readPage(file: string): CodePage {
  const text = readFileSync(inProject(`${PAGES}/${file}`), 'utf8');
  const name = path.basename(file, '.md');
  const [, sentence = ''] = new RegExp(`^# ${name}\n\n([\\s\\S]*?\\.)(?:\\s)`).exec(text) ?? [];
  const example = (heading: string): Example => {
    const after = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
    const found = [...after.matchAll(/^```(json[ a-z]*)\n([\s\S]*?)^```$/gm)];
    const [, kind = '', body = ''] = found[0] ?? [];
    if (found.length !== 1) throw new Error(`${PAGES}/${file} must have one block of JSON under '## ${heading}'`);
    return { kind, text: body };
  };
  if (sentence === '') throw new Error(`${PAGES}/${file} must begin with '# ${name}' and a sentence`);
  return { code: name, sentence: sentence.replaceAll('\n', ' '), wrong: example('Wrong'), right: example('Right') };
}
