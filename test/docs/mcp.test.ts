import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { runEvents } from '../../cli/events';
import { runListen } from '../../cli/listen';
import { Running } from '../cli/support/events-command';
import { blocks, inProject, read, section, tables } from './support/page';

interface Entry {
  command: string;
  args: string[];
}
const page = read('docs/mcp.md');
const entries = blocks(page)
  .filter(({ info }) => info === 'json')
  .map(({ text }) => {
    const { mcpServers, servers } = JSON.parse(text);
    return (mcpServers ?? servers).vestibule as Entry;
  });
const table = tables(section(page, '## Tools')).flat();
const home = mkdtempSync(path.join(tmpdir(), 'vestibule-docs-'));
afterAll(() => rmSync(home, { recursive: true }));

test.each(entries)(
  'The configuration with $args starts a server with the documented tools',
  async ({ command, args }) => {
    const client = new Client({ name: 'test', version: '1.0.0' });
    const here = args.map((argument) => argument.replace('/path/to/vestibule', inProject('.')));
    const env = { ...getDefaultEnvironment(), VESTIBULE_HOME: home };
    await client.connect(new StdioClientTransport({ command, args: here, env }));
    try {
      const { tools } = await client.listTools();
      const documented = table.filter(([, , flag]) => args.includes('--write') || flag === '');
      expect(tools.map(({ name }) => `\`${name}\``)).toEqual(documented.map(([name]) => name));
    } finally {
      await client.close();
    }
  },
);

describe('The page on events', () => {
  const mine = section(read('docs/events.md'), '## On your machine');

  test.each([
    ['listen', runListen],
    ['events', runEvents],
  ] as const)('names options that %s has', async (name, run) => {
    const command = new Running(run, ['--help'], {});
    expect(await command.code).toBe(0);
    const lines = mine.split('\n').filter((line) => line.startsWith(`npx vestibule ${name} `));
    const named = lines.flatMap((line) => line.match(/--[a-z-]+/g) ?? []);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((option) => !command.printed.join('\n').includes(option))).toEqual([]);
  });

  test('names options of listen in its words, too', async () => {
    const command = new Running(runListen, ['--help'], {});
    await command.code;
    const named = [...mine.matchAll(/`(--[a-z-]+)`/g)].map(([, option = '']) => option);
    expect(named.filter((option) => option !== '--help' && !command.printed.join('\n').includes(option))).toEqual([]);
  });
});
