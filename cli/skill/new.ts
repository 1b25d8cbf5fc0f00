import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { CATALOGS } from '../../connectors/catalogs';
import type { JsonObject } from '../../domain/json';
import type { SkillType } from '../../domain/skill/skill';
import { editorSchema } from '../../kit/editor/editor-schema';
import { printed } from '../../kit/scenarios/explore/print';
import { scenarioFolder } from '../../kit/scenarios/files';
import { schemaFolder } from './documents';
import { type SkillIo, SkillToolError } from './io';
import { PARTS, type Part } from './new/deposit';
import { bundledScenarios, nameOf, newDocument, type Wishes } from './new/document';
import { answersTo } from './new/questions';
import { asText, readSchema } from './schema';
import { exploreDocument } from './test';

interface Options {
  provider: string;
  product: string;
  type: string;
  with: string;
}
const TYPES: readonly SkillType[] = ['marketplace', 'aisp', 'pisp'];

/** `vestibule skill new`: a document that passes the check, with scenarios that cover all of it. */
export function addNew(program: Command, io: SkillIo): void {
  const { print } = io;
  program
    .command('new [folder]')
    .description('begin a skill: a document that passes check, with scenarios that pass test')
    .option('--provider <name>', 'whose skill it is: the catalog’s', 'xyz')
    .option('--product <name>', 'tells skills of one provider apart', 'draft')
    .option('--type <type>', `one of ${TYPES.join(', ')}`, 'marketplace')
    .option('--with <parts>', `of a marketplace skill: ${PARTS.join(', ')}, or none`, PARTS.join(','))
    .addHelpText('after', '\nAt a terminal it asks what no option says.')
    .action(async (folder: string | undefined, given: Options, command: Command) => {
      const wishes = wishesOf(await asked(given, command, io));
      const place = folder ?? nameOf(wishes).split('_sbx')[0] ?? 'skill';
      const file = path.join(place, '1.0.json');
      if (existsSync(file)) throw new SkillToolError(`${file} is there already. Nothing was written.`);
      const written = write(file, wishes);
      for (const one of [...written, ...exploreDocument(file)]) print(`written: ${one}`);
      print(`Next: npx vestibule skill check ${file}\n      npx vestibule skill preview ${file} --mock`);
    });
}

/** What is asked for each option, in this order. The parts are a marketplace skill's. */
const QUESTIONS: readonly [name: keyof Options, text: string][] = [
  ['provider', 'Whose skill is it? The provider of its catalog'],
  ['product', 'Which product? It tells skills of one provider apart'],
  ['type', `What does it begin with? One of ${TYPES.join(', ')}`],
  ['with', `Which steps besides forms and calls? ${PARTS.join(', ')}, or none`],
];

/** The options, with answers in place of those that nobody has given. */
async function asked(given: Options, command: Command, io: SkillIo): Promise<Options> {
  const options = { ...given };
  const open = QUESTIONS.filter(([name]) => command.getOptionValueSource(name) === 'default');
  const answers = await answersTo(
    open.map(([name, text]) => ({ text, fallback: given[name] })),
    io,
  );
  for (const [index, [name]] of open.entries()) options[name] = answers[index] as string;
  return options;
}

function wishesOf({ provider, product, type, with: given }: Options): Wishes {
  if (!TYPES.includes(type as SkillType))
    throw new SkillToolError(`--type is one of ${TYPES.join(', ')}, not '${type}'.`);
  if (!Object.hasOwn(CATALOGS, provider))
    throw new SkillToolError(`There is no catalog of '${provider}'. There are: ${Object.keys(CATALOGS).join(', ')}.`);
  const parts = given === 'none' ? [] : given.split(',').map((part) => part.trim());
  const unknown = parts.find((part) => !PARTS.includes(part as Part));
  if (unknown !== undefined) throw new SkillToolError(`--with takes ${PARTS.join(', ')} or none, and no '${unknown}'.`);
  return { provider, type: type as SkillType, parts: parts as Part[], product };
}

/** Writes the document, the schema for editors, and the scenarios that a bundled document has. Returns the files. */
function write(file: string, wishes: Wishes): string[] {
  const folder = path.dirname(file);
  const schema = path.join(folder, 'skill.schema.json');
  const document = printed(newDocument(wishes, './skill.schema.json'));
  mkdirSync(scenarioFolder(file), { recursive: true });
  writeFileSync(file, `${document}\n`);
  writeFileSync(schema, asText(editorSchema(readSchema(schemaFolder()), Object.values(CATALOGS))));
  return [file, schema, ...copyScenarios(bundledScenarios(wishes), scenarioFolder(file))];
}

function copyScenarios(from: string | undefined, to: string): string[] {
  if (from === undefined) return [];
  const $schema = path.relative(to, path.join(schemaFolder(), 'scenario.schema.json')).replaceAll(path.sep, '/');
  return readdirSync(from).map((name) => {
    const content = JSON.parse(readFileSync(path.join(from, name), 'utf8')) as JsonObject;
    const file = path.join(to, name);
    writeFileSync(file, `${printed({ ...content, $schema })}\n`);
    return file;
  });
}
