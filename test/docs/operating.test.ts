import { readdirSync } from 'node:fs';
import type { Command } from 'commander';
import { openapiDocument } from '../../api/openapi/document';
import { adminProgram } from '../../cli/admin/program';
import type { JsonObject } from '../../domain/json';
import { valueAt } from '../../domain/pointer';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes';
import { blocks, inProject, quoted, read, section, tables } from './support/page';

const page = read('docs/operating.md');

/** Every variable of a settings table: name → what its row says besides. */
const settings = (heading: string): Map<string, string[]> =>
  new Map(
    tables(section(page, heading)).flatMap((rows) =>
      rows.flatMap(([names = '', ...rest]) => quoted(names).map((name) => [name, rest] as const)),
    ),
  );

/** What a process asks of its environment, read from its own code: name → how its default is written there. */
const asked = (file: string): Map<string, string> =>
  new Map(
    [...read(file).matchAll(/^ +([A-Z][A-Z_]+): \w+\((.*)\),$/gm)].map(([, name = '', options = '']) => [
      name,
      options,
    ]),
  );

/** A default as it is written in the code, as the page writes it; `undefined` for none. */
function defaultOf(options: string): string | undefined {
  const written = /default: ('[^']*'|[\d_* ]+|false|undefined)/.exec(options)?.[1];
  if (written === undefined || written === 'undefined') return written;
  if (/^['f]/.test(written)) return written.replaceAll("'", '');
  return String(written.split('*').reduce((product, factor) => product * Number(factor.trim().replaceAll('_', '')), 1));
}

describe('The page on operating', () => {
  const common = settings('### API and worker');
  const shared = asked('runtime/settings.ts');
  const sources = {
    API: new Map([...shared, ...asked('runtime/api-settings.ts')]),
    worker: new Map([...shared, ...asked('runtime/worker-settings.ts')]),
  };

  test('lists every setting of API and worker, and no other', () => {
    expect([...common.keys()].sort()).toEqual([...new Set([...sources.API.keys(), ...sources.worker.keys()])].sort());
  });

  test.each([...common])('says of %s which process reads it, and its default', (name, [written = '', process = '']) => {
    const readers = Object.entries(sources).filter(([, names]) => names.has(name));
    // PORT is the API's; the worker only makes PUBLIC_URL's default of it.
    if (name !== 'PORT') expect(process).toBe(readers.length === 2 ? 'both' : readers[0]?.[0]);
    for (const [, names] of readers) {
      const inCode = defaultOf(String(names.get(name)));
      if (inCode === '') expect(written).toMatch(name === 'PUBLIC_URL' ? /<PORT>/ : /none/);
      else
        expect(written).toBe(inCode === undefined ? '*required*' : inCode === 'undefined' ? '*off*' : `\`${inCode}\``);
    }
  });

  test('lists every setting of the sandbox', () => {
    expect([...settings('### Sandbox').keys()].sort()).toEqual([...asked('sandbox/server.ts').keys()].sort());
  });

  test('lists every setting of a bank', () => {
    const source = read('connectors/settings.ts');
    const names = new Set(
      [...source.matchAll(/get\('([A-Z_]+)'\)|'((?:CLIENT|CA)[A-Z_]*)'/g)].map(
        ([, one, other]) => `XYZ_${one ?? other}`,
      ),
    );
    expect([...settings('### Banks').keys()].sort()).toEqual(['BANK_PROFILES_DIR', ...names].sort());
  });

  test('names only variables of Temporal that its library reads', () => {
    const folder = 'node_modules/@temporalio/envconfig/lib';
    const library = readdirSync(inProject(folder))
      .filter((name) => name.endsWith('.js'))
      .map((name) => read(`${folder}/${name}`))
      .join('\n');
    for (const name of settings('### Temporal').keys()) expect(library).toContain(`'${name}'`);
  });

  test('names no other variable of our own anywhere', () => {
    const known = new Set(
      ['### API and worker', '### Temporal', '### Banks', '### Sandbox', '### One machine'].flatMap((at) => [
        ...settings(at).keys(),
      ]),
    );
    const named = quoted(page).flatMap((text) => text.match(/\b[A-Z]{2,}_[A-Z_]+\b/g) ?? []);
    const others = ['BANK_URL', 'AWAITING_STEP', 'CLIENT_ID', 'SESSION_ID', 'STARTS_WITH', 'TOKIO_WORKER_THREADS'];
    expect(named.filter((name) => !known.has(name) && !others.includes(name) && !name.endsWith('_'))).toEqual([]);
  });

  test('registers the search attributes that sessions have', () => {
    const commands = [...page.matchAll(/search-attribute create --name (\w+) --type (\w+)/g)].map(([, name, type]) => [
      name,
      type,
    ]);
    expect(Object.fromEntries(commands)).toEqual(SEARCH_ATTRIBUTES);
    const explained = tables(section(page, "## Temporal's namespace")).flat();
    expect(explained.flatMap(([names = '']) => quoted(names)).sort()).toEqual(Object.keys(SEARCH_ATTRIBUTES).sort());
  });

  test('names everyone whom a session may wait for', () => {
    const [, values = ''] = tables(section(page, "## Temporal's namespace"))
      .flat()
      .find(([name]) => name === '`WaitingFor`') as string[];
    const others = valueAt(openapiDocument() as JsonObject, '/components/schemas/Next/properties/for/enum') as string[];
    expect(quoted(values)).toEqual(['user', ...others, 'nobody']);
  });

  test('filters by attributes that there are', () => {
    const filters = tables(section(page, '## Lists that you will want')).flat();
    const builtIn = ['ExecutionStatus', 'StartTime', 'WorkflowId'];
    const used = filters.flatMap(([, filter = '']) =>
      [...filter.matchAll(/\b([A-Z]\w+) (?:=|<|IN|STARTS_WITH)/g)].map(([, name = '']) => name),
    );
    expect(used.length).toBeGreaterThanOrEqual(filters.length);
    expect(used.filter((name) => !builtIn.includes(name) && !(name in SEARCH_ATTRIBUTES))).toEqual([]);
  });

  test('names the signals, the queries and the metrics that there are', () => {
    const messages = read('workflows/messages.ts');
    expect(messages).toContain('defineSignal<[]>(CANCEL_SIGNAL)');
    expect(read('workflows/activity-request.ts')).toContain("CANCEL_SIGNAL = 'cancel'");
    for (const name of ['submitStep', 'receiveUpload', 'receiveCallback'])
      expect(messages).toMatch(new RegExp(`defineSignal<.*>\\('${name}'\\)`));
    for (const name of ['getSession', 'getState']) expect(messages).toContain(`('${name}')`);
    const metrics = [...page.matchAll(/`(vestibule_\w+)`/g)].map(([, name]) => name);
    const sources = ['api/http/metrics.ts', 'runtime/servable-skills.ts', 'runtime/delivery.ts'].map(read).join('\n');
    for (const name of metrics) expect(sources).toContain(`'${name}'`);
  });
});

describe('The admin commands of the pages', () => {
  const program = adminProgram({
    withAdmin: async () => undefined as never,
    print: () => undefined,
    complain: () => undefined,
  });
  const pages = ['docs/operating.md', 'docs/skills.md', 'docs/publishing.md', 'README.md'];
  const lines = pages.flatMap((file) =>
    [...read(file).matchAll(/npm run admin -- ([^\n`]+)/g)].map(([, line = '']) => line),
  );

  test.each(lines.filter((line) => line !== '--help'))('%s', (line) => {
    const words = (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));
    let command: Command = program;
    while (command.commands.length > 0) {
      const name = words.shift();
      const found = command.commands.find((one) => one.name() === name);
      if (!found) throw new Error(`${command.name()} has no command ${name}`);
      command = found;
    }
    const parsed = command.parseOptions(words);
    expect(parsed.unknown).toEqual([]);
    expect(parsed.operands).toHaveLength(command.registeredArguments.length);
  });

  test('are all there', () => {
    const names = (command: Command): string[] =>
      command.commands.flatMap((one) =>
        one.commands.length === 0 ? [one.name()] : names(one).map((name) => `${one.name()} ${name}`),
      );
    const [block] = blocks(section(page, '## The admin command'));
    for (const name of names(program)) expect(block?.text).toContain(`npm run admin -- ${name}`);
  });
});
