import path from 'node:path';
import type { Command } from 'commander';
import { CATALOGS } from '../../connectors/catalogs';
import { loadCatalogs } from '../../kit/catalogs';
import { projectRoot } from '../../runtime/paths';
import { eventAsText, listAsText, operationAsText } from './catalog/as-text';
import { type CatalogFacts, describeCatalog } from './catalog/describe';
import { type SkillIo, SkillToolError } from './io';

interface Options {
  json?: true;
  catalog?: string;
  in?: string;
}

/** Columns of a terminal that does not say how wide it is. */
const WIDTH = 100;

/** `vestibule skill catalog`: what a skill may call and await, without a stack and without settings. */
export function addCatalog(program: Command, { print }: SkillIo): void {
  program
    .command('catalog [name]')
    .description('say what operations and events there are; with the name of one, all of it')
    .option('--json', 'one JSON document, for programs, with full schemas')
    .option('--catalog <name>', 'only this catalog')
    .option('--in <folder>', 'a folder of documents of yours, whose *.catalog.json count, too')
    .action((name: string | undefined, options: Options) => {
      const found = described(options).flatMap((facts) => (name === undefined ? [facts] : only(facts, name)));
      if (found.length === 0) throw new SkillToolError(`There is no operation and no event '${name}'.`);
      if (options.json) return print(JSON.stringify({ catalogs: found }, null, 2));
      const width = Math.min(Math.max(process.stdout.columns ?? WIDTH, 60), 120);
      print(
        found.flatMap((facts) => (name === undefined ? [listAsText(facts, width)] : asText(facts, width))).join('\n\n'),
      );
    });
}

function described({ catalog, in: folder }: Options): CatalogFacts[] {
  const bundled = path.join(projectRoot(), 'skills');
  const { catalogs } = loadCatalogs(folder ?? bundled, CATALOGS, bundled);
  const chosen = Object.values(catalogs).filter(({ name }) => catalog === undefined || name === catalog);
  if (chosen.length === 0)
    throw new SkillToolError(`There is no catalog '${catalog}'. There are: ${Object.keys(catalogs).join(', ')}.`);
  return chosen.map((one) => describeCatalog(one, folder === undefined ? [bundled] : [bundled, folder]));
}

/** A catalog with nothing but what has this name; none where it has no such thing. */
function only({ operations, events, ...rest }: CatalogFacts, name: string): CatalogFacts[] {
  const named = {
    ...rest,
    operations: operations.filter(({ operation }) => operation === name),
    events: events.filter(({ event }) => event === name),
  };
  return named.operations.length + named.events.length > 0 ? [named] : [];
}

const asText = ({ operations, events }: CatalogFacts, width: number): string[] => [
  ...operations.map((facts) => operationAsText(facts, width)),
  ...events.map((facts) => eventAsText(facts, width)),
];
