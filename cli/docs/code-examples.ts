import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CATALOGS } from '../../connectors/catalogs';
import type { Json } from '../../domain/json';
import type { SkillDefinition } from '../../domain/skill/definition';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import { createCatalogReader } from '../../kit/catalog-file';
import { loadCatalogs } from '../../kit/catalogs';
import { changedBodies, changedBody } from '../../kit/changed-bodies';
import { checkFile } from '../../kit/check-files';
import { type CheckedDocument, createChecker } from '../../kit/checker';
import type { Finding } from '../../kit/findings';
import { TakenNames } from '../../kit/taken-names';
import { withMissingTexts } from '../../kit/text-coverage';
import { checkTexts } from '../../kit/text-files';
import { projectRoot } from '../../runtime/paths';
import type { Example } from './code-pages';
import { patched } from './merge-patch';

const folder = path.join(projectRoot(), 'skills');
const base = (): Json => JSON.parse(readFileSync(path.join(projectRoot(), 'docs/skills/base.json'), 'utf8')) as Json;
/** With the operations that the guide declares by their schemas alone. */
const { catalogs } = loadCatalogs(path.join(projectRoot(), 'docs/skills/declared'), CATALOGS, folder);
const check = createChecker(folder, catalogs);
const readCatalog = createCatalogReader(folder);

/** Bytes that are more than a document may have. */
const TOO_LARGE = 65 * 1024;
const FILE = 'example.json';

/** The small skill of the guide, with the example as a JSON Merge Patch of it. */
const document = (text: string): string => JSON.stringify(patched(base(), JSON.parse(text) as Json));

/** What each fence means. */
const KINDS: Readonly<Record<string, (text: string) => Finding[]>> = {
  json: (text) => check(document(text), FILE).findings,
  'json document': (text) => check(text, FILE).findings,
  'json padded': (text) => check(document(text).padEnd(TOO_LARGE), FILE).findings,
  'json in latin': (text) => check(Buffer.from(document(text), 'latin1'), FILE).findings,
  'json texts': (text) => textsFound(text, 'ro'),
  'json texts in romanian': (text) => textsFound(text, 'in romanian'),
  'json twice': (text) => {
    const taken = new TakenNames();
    taken.claim(check(document(text), 'first.json'));
    return taken.claim(check(document(text), FILE)).findings;
  },
  'json catalog': (text) => readCatalog(Buffer.from(text), 'xyz.catalog.json', CATALOGS).findings,
  'json nowhere': () => checkFile(check, 'nowhere/1.0.json').findings,
  'json published': (text) => {
    const published = [bodyOf(check(JSON.stringify(base()), FILE))];
    return changedBodies([bodyOf(check(document(text), FILE))], published).map(changedBody);
  },
  'json with a broken catalog': (text) =>
    createChecker(folder, { xyz: brokenCatalog() })(document(text), FILE).findings,
};

/** Runs the check over an example. Throws where its fence is of no known kind. */
export function findingsIn({ kind, text }: Example): Finding[] {
  const find = KINDS[kind];
  if (!find) throw new Error(`nobody knows how to check '${kind}'`);
  return find(text);
}

function textsFound(text: string, locale: string): Finding[] {
  const definition = base() as unknown as SkillDefinition;
  const checked = checkTexts(Buffer.from(text), `i18n/${locale}.json`, [definition]);
  return withMissingTexts([checked], new Map([['1.0', definition]])).flatMap(({ findings }) => findings);
}

const bodyOf = ({ skill }: CheckedDocument) => ({
  name: skill?.definition.skill ?? '',
  digest: skill?.digest ?? '',
});

/** A catalog that can't be read. */
const brokenCatalog = (): OperationCatalog =>
  Object.defineProperty({ name: 'xyz', operations: {}, events: {} }, 'operations', {
    get: () => {
      throw new Error('broken');
    },
  });
