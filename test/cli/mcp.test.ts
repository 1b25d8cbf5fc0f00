import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inProject } from '../docs/support/page';
import { type McpSession, startMcp } from './support/mcp-client';

/** A home in which nothing was ever started. */
const home = mkdtempSync(path.join(tmpdir(), 'vestibule-mcp-'));
let mcp: McpSession;
beforeAll(async () => {
  mcp = await startMcp([], { VESTIBULE_HOME: home });
});
afterAll(async () => {
  await mcp.close();
  rmSync(home, { recursive: true, force: true });
});

const READING = [
  'search_docs',
  'read_doc',
  'list_skills',
  'describe_skill',
  'check_skill',
  'explain_session',
  'list_events',
  'list_webhooks',
];

describe('An assistant that may only read', () => {
  test('sees no tool that changes anything, and is told how to get them', async () => {
    const { tools } = await mcp.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(READING);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
    expect(mcp.client.getInstructions()).toContain('--write');
  });

  test('is refused one that it knows by name', async () => {
    const { text, isError } = await mcp.call('start_sandbox_session', { skill: 'xyz_sbx_#3.0' });
    expect({ text, isError }).toEqual({ text: expect.stringContaining('--write'), isError: true });
  });
});

describe('The documentation', () => {
  test('is searched: a code leads to what is said of it', async () => {
    const { text } = await mcp.call('search_docs', { query: 'idempotency key' });
    expect(text).toContain('page: api.md');
    const code = await mcp.call('search_docs', { query: 'branch_shadowed' });
    expect(code.text).toContain('page: skills/codes/branch_shadowed.md');
  });

  test('says that nothing was found, and what to do', async () => {
    expect(await mcp.call('search_docs', { query: 'zzzqqqxxx' })).toEqual({
      text: expect.stringContaining('Nothing was found'),
      isError: true,
    });
  });

  test('is read page by page, long pages in parts, and section by section', async () => {
    const { text } = await mcp.call('read_doc', { page: 'skills.md' });
    expect(text).toMatch(/^# Writing a skill\n/);
    expect(text.length).toBeLessThan(25_000);
    const [, offset] = /offset (\d+) of \d+$/.exec(text) ?? [];
    const further = await mcp.call('read_doc', { page: 'docs/skills.md', offset: Number(offset) });
    expect(further).toMatchObject({ isError: false });
    expect(readFileSync(inProject('docs/skills.md'), 'utf8')).toContain(further.text.slice(200, 260));
    const section = await mcp.call('read_doc', { page: 'skills.md', section: 'In five minutes' });
    expect(section.text).toMatch(/^## In five minutes\n\n\[The tutorial]/);
  });

  test('lists its pages, and has no others', async () => {
    expect((await mcp.call('read_doc')).text).toContain('skills/tutorial.md: ');
    for (const page of ['../README.md', 'operating.md', '/etc/passwd', 'toString'])
      expect(await mcp.call('read_doc', { page })).toMatchObject({ isError: true });
    expect((await mcp.call('read_doc', { page: 'api.md', section: 'Nowhere' })).text).toContain('It has:\n- The API');
  });

  test('is there as resources, too', async () => {
    const { resources } = await mcp.client.listResources();
    expect(resources).toContainEqual(
      expect.objectContaining({ uri: 'vestibule://docs/skills/tutorial.md', mimeType: 'text/markdown' }),
    );
    const { contents } = await mcp.client.readResource({ uri: 'vestibule://docs/skills/codes/branch_shadowed.md' });
    expect(contents).toEqual([expect.objectContaining({ text: expect.stringMatching(/^# /) })]);
    await expect(mcp.client.readResource({ uri: 'vestibule://docs/../package.json' })).rejects.toThrow('no page');
    await expect(mcp.client.readResource({ uri: 'file:///etc/passwd' })).rejects.toThrow('no page');
  });
});

describe('A document of a skill', () => {
  const document = readFileSync(inProject('skills/xyz/3.0.json'), 'utf8');

  test('is checked by the one check: nothing is wrong with a bundled one', async () => {
    expect((await mcp.call('check_skill', { document })).text).toBe('Nothing is wrong with it.');
  });

  test('has its findings told with their place and code', async () => {
    const { text, isError } = await mcp.call('check_skill', { document: document.replace('"steps"', '"stepps"') });
    expect(isError).toBe(false);
    expect(text).toMatch(/^\d+:\d+ fault [a-z_]+: /m);
    expect((await mcp.call('check_skill', { document: '{"a":' })).text).toMatch(/^1:\d+ fault \w+: /);
    expect((await mcp.call('check_skill', { document: '{}'.padEnd(70_000) })).text).toMatch(/fault/);
  });
});

describe('What can’t be done is said in words', () => {
  test.each([
    ['read_doc', 'page', { page: 7 }],
    ['read_doc', '"pages"', { pages: 'api.md' }],
    ['describe_skill', 'skill', {}],
    ['explain_session', 'session_id', { session_id: 'mine' }],
    ['check_skill', 'document', { document: 'x'.repeat(300_000) }],
    ['list_events', 'limit', { limit: 100_000 }],
  ])('%s says what is wrong with %s', async (name, named, args) => {
    const { text, isError } = await mcp.call(name, args);
    expect({ text, isError }).toEqual({ text: expect.stringContaining(named), isError: true });
    expect(text).toContain(`${name} can't be called so:`);
  });

  test('a tool that there is not', async () => {
    const { text, isError } = await mcp.call('drop_database');
    expect({ text, isError }).toEqual({ text: expect.stringContaining('There are search_docs, '), isError: true });
  });

  test('an API that is not there: the documentation is read without one', async () => {
    for (const name of ['list_skills', 'list_events', 'list_webhooks'])
      expect((await mcp.call(name)).text).toContain('run npm start in another terminal, or set VESTIBULE_API_URL');
  });
});
