import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runSkill } from '../../cli/skill';
import type { Json, JsonObject } from '../../domain/json';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'skill-unbuilt-'));
  write('travel.catalog.json', CATALOG);
  write('travel/1.0.json', SKILL);
});
afterEach(() => rmSync(folder, { recursive: true }));

const inFolder = (name: string) => path.join(folder, name);
function write(name: string, content: Json): void {
  mkdirSync(path.dirname(inFolder(name)), { recursive: true });
  writeFileSync(inFolder(name), JSON.stringify(content, null, 2));
}

/** Runs a command line of `vestibule skill`. */
async function skill(...argv: string[]) {
  const said: string[] = [];
  const io = { print: (text: string) => said.push(text), complain: (text: string) => said.push(text) };
  const code = await runSkill(argv, io);
  return { code, said: said.join('\n') };
}

const object = (properties: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  additionalProperties: false,
});
const text = { type: 'string', maxLength: 64 };
const CATALOG: JsonObject = {
  catalog: 'travel',
  operations: {
    'travel.quote': {
      title: 'Ask for a premium',
      input: object(),
      output: { ...object({ id: text }), required: ['id'] },
    },
  },
};
const SKILL: JsonObject = {
  skill: 'travel_sbx_#1.0',
  title: 'Travel',
  catalog: 'travel',
  limits: { expires: 'P1D' },
  start: 'quote',
  on: { expired: 'expired', cancelled: 'cancelled', error: 'failed' },
  steps: {
    quote: { call: 'travel.quote', next: 'done' },
    done: { end: 'succeeded', credentials: { id: { $: '/steps/quote/id' } } },
    expired: { end: 'expired' },
    cancelled: { end: 'cancelled' },
    failed: { end: 'failed' },
  },
};

describe('A skill whose operations are declared by schemas alone', () => {
  const DOCUMENT = 'travel/1.0.json';

  test.each(['', 'travel', DOCUMENT])(
    'is checked with them, from the folder of skills to the document: "%s"',
    async (at) => {
      const { code, said } = await skill('check', inFolder(at));
      expect(said).toContain("Declared by schemas alone: 'travel.quote'");
      expect(code).toBe(0);
    },
  );

  test('is checked together with the catalog’s own file', async () => {
    write('travel.catalog.json', { ...CATALOG, operatons: {} });
    const { code, said } = await skill('check', folder);
    expect(said).toContain('travel.catalog.json');
    expect(said).toContain("'operatons'");
    expect(code).toBe(1);
  });

  test('is tested, drawn and compared', async () => {
    write('travel/scenarios/1.0/ends.json', { scenarios: [{ name: 'All goes well', end: 'done' }] });
    expect((await skill('test', folder, '--explore')).said).toMatch(/travel_sbx_#1\.0\n {2}\d+ scenarios; steps 4\/5/);
    expect(await skill('graph', inFolder(DOCUMENT))).toMatchObject({ code: 0 });
    write('travel/1.1.json', { ...SKILL, skill: 'travel_sbx_#1.1', limits: { expires: 'P2D' } });
    const { code, said } = await skill('diff', inFolder(DOCUMENT), inFolder('travel/1.1.json'));
    expect(said).toContain('The limits of a session have changed.');
    expect(code).toBe(0);
  });

  test('is not published before they are built, and the author is told which', async () => {
    const { code, said } = await skill('publish', inFolder(DOCUMENT), '--waiver', 'We try it.');
    expect(said).toContain('It can’t be published before these are built: travel.quote.');
    expect(code).toBe(1);
  });
});
