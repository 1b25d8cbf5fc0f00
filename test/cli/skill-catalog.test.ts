import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runSkill } from '../../cli/skill';
import { CATALOGS } from '../../connectors/catalogs';
import { projectRoot } from '../../runtime/paths';

/** Runs one command line: its exit code, and what it printed or complained about. */
async function run(...argv: string[]): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const say = (text: string) => void lines.push(text);
  const code = await runSkill(argv, { print: say, complain: say });
  return { code, text: lines.join('\n') };
}

interface Told {
  catalogs: {
    catalog: string;
    operations: {
      operation: string;
      takes: object;
      undone_by: string[];
      used_by: { skill: string; steps: string[] }[];
    }[];
    events: { event: string }[];
    credentials: { aisp?: { required: string[] } };
  }[];
}

describe('vestibule skill catalog', () => {
  test('lists every operation that may be used, and every event', async () => {
    const { code, text } = await run('catalog');
    expect(code).toBe(0);
    const { operations = {}, events = {} } = CATALOGS.xyz ?? {};
    const present = Object.entries(operations).filter(([, { retired }]) => !retired);
    for (const name of [...present.map(([id]) => id), ...Object.keys(events)]) expect(text).toContain(`  ${name} `);
    expect(text).not.toContain('pis.initiate');
  });

  test('says all of one operation: schemas, codes with their sentences, undo, what it requires, times, who uses it', async () => {
    const { text } = await run('catalog', 'pis.pay');
    expect(text).toContain('creditor_name   text of 1 to 140 characters, personal: sealed');
    expect(text).toContain('pis.rejected               Your bank did not accept the payment.');
    expect(text).toContain('Undone by  pis.cancel');
    expect(text).toMatch(/Requires {3}pis\.verify_payee on every way to it/);
    expect(text).toMatch(/attempts of at most 10 seconds each[\s\S]*1 day in all[\s\S]*is sent once/);
    expect(text).toContain('xyz_pisp_sbx_#1.2 (pay)');
  });

  test('says what an undo undoes, and what an event leaves', async () => {
    expect((await run('catalog', 'deposit.release')).text).toContain('Undoes     deposit.hold');
    expect((await run('catalog', 'kyc.decision')).text).toContain('decision   one of: approved, retake, declined');
  });

  test('fits into the columns of a terminal, but for words that are longer', async () => {
    for (const name of Object.keys(CATALOGS.xyz?.operations ?? {})) {
      const lines = (await run('catalog', name)).text.split('\n');
      expect(lines.filter((line) => line.length > 100)).toEqual([]);
    }
  });

  test('gives programs everything, with full schemas', async () => {
    const told = JSON.parse((await run('catalog', '--json')).text) as Told;
    const xyz = told.catalogs.find(({ catalog }) => catalog === 'xyz');
    const hold = xyz?.operations.find(({ operation }) => operation === 'deposit.hold');
    expect(hold).toMatchObject({
      undone_by: ['deposit.release'],
      takes: CATALOGS.xyz?.operations['deposit.hold']?.input,
    });
    expect(hold?.used_by).toContainEqual({ skill: 'xyz_sbx_#3.1', steps: ['hold'] });
    expect(xyz?.events.map(({ event }) => event)).toEqual(['kyc.decision']);
    expect(xyz?.credentials.aisp?.required).toEqual(['consent_id']);
  });

  test('says which catalogs there are where one is asked for that is not, and that there is no such operation', async () => {
    expect(await run('catalog', '--catalog', 'abc')).toMatchObject({ code: 2, text: expect.stringContaining('xyz') });
    expect(await run('catalog', 'deposit.hodl')).toMatchObject({
      code: 2,
      text: expect.stringContaining("'deposit.hodl'"),
    });
  });
});

describe('vestibule skill schema', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'skills-'));

  test('writes the schema into a folder of one’s own', async () => {
    const file = path.join(folder, 'skill.schema.json');
    expect(await run('schema', '--out', file)).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
      JSON.parse(readFileSync(path.join(projectRoot(), 'skills/editor.schema.json'), 'utf8')),
    );
  });

  test('has the steps and values of one document with --for', async () => {
    const { text } = await run('schema', '--for', path.join(projectRoot(), 'docs/skills/base.json'));
    expect(JSON.parse(text).$defs.pointer.examples).toContain('/steps/hold/hold_id');
  });

  test('says why it could not be written, or not be read', async () => {
    expect((await run('schema', '--out', path.join(folder, 'no', 'where.json'))).code).toBe(2);
    expect(await run('schema', '--for', 'nowhere.json')).toMatchObject({
      code: 2,
      text: expect.stringContaining('nowhere.json'),
    });
  });
});
