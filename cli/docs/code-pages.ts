import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CATALOGS } from '../../connectors/catalogs';
import type { Json } from '../../domain/json';
import type { SkillDefinition } from '../../domain/skill/definition';
import { createChecker } from '../../kit/checker';
import { textFaults } from '../../kit/text-rules';
import type { Texts } from '../../kit/texts';
import { projectRoot } from '../../runtime/paths';
import { patched } from './merge-patch';

const PAGES = 'docs/skills/codes';
/** Bytes that are more than a document may have. */
const TOO_LARGE = 65 * 1024;

/**
 * One example of a page. A fence of `json` is a JSON Merge Patch of `docs/skills/base.json`, of `json document` the whole
 * text, of `json padded` a patch whose result is filled with blanks, of `json texts` the file `i18n/ro.json` beside it.
 */
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

/** What the check finds in an example: codes, and whether each is a warning. */
export type Found = { code: string; level?: 'fault' | 'warning'; pointer: string; message: string };

const inProject = (file: string): string => path.join(projectRoot(), file);
const base = (): Json => JSON.parse(readFileSync(inProject('docs/skills/base.json'), 'utf8')) as Json;

/** Every page of a code, by its name. */
export const codePages = (): CodePage[] =>
  readdirSync(inProject(PAGES))
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .sort()
    .map(readPage);

function readPage(file: string): CodePage {
  const text = readFileSync(inProject(`${PAGES}/${file}`), 'utf8');
  const name = path.basename(file, '.md');
  const [, sentence = ''] = new RegExp(`^# ${name}\n\n([\\s\\S]*?[.:])(?:\\s)`).exec(text) ?? [];
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

const check = createChecker(inProject('skills'), CATALOGS);

/** Runs the check over an example. Throws where its fence is of no known kind. */
export function findingsIn({ kind, text }: Example): Found[] {
  if (kind === 'json document') return check(text, 'example.json').findings;
  if (kind === 'json texts') return textFaults([base() as unknown as SkillDefinition], JSON.parse(text) as Texts);
  if (kind !== 'json' && kind !== 'json padded') throw new Error(`nobody knows how to check '${kind}'`);
  const document = JSON.stringify(patched(base(), JSON.parse(text) as Json));
  return check(kind === 'json' ? document : document.padEnd(TOO_LARGE), 'example.json').findings;
}
