import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runSkill } from '../../cli/skill';
import { inProject } from '../docs/support/page';

/** Runs a command line of `vestibule skill`. */
async function skill(...argv: string[]) {
  const said: string[] = [];
  const complained: string[] = [];
  const io = { print: (text: string) => said.push(text), complain: (text: string) => complained.push(text) };
  const code = await runSkill(argv, io);
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}

describe('`skill test`', () => {
  let folder: string;
  let document: string;
  const scenarios = () => path.join(folder, 'xyz', 'scenarios', '3.1');

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'skill-test-'));
    cpSync(inProject('skills/xyz'), path.join(folder, 'xyz'), { recursive: true });
    document = path.join(folder, 'xyz', '3.1.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('says what was proved, and ends with 0', async () => {
    const { code, said } = await skill('test', document);
    expect(said).toMatch(/xyz_sbx_#3\.1\n.*scenarios; steps 17\/17 \(100 %\), branches 15\/15 \(100 %\)/);
    expect(code).toBe(0);
  });

  test('names the line of an expectation that isn’t met, and ends with 1', async () => {
    const file = path.join(scenarios(), 'mine.json');
    writeFileSync(file, '{\n  "scenarios": [\n    { "name": "Mine", "end": "rejected" }\n  ]\n}\n');
    const { code, said } = await skill('test', document);
    expect(said).toContain(
      `${file}:3:30 scenario_expected Mine: Expected the end to be "rejected", and it was "done".`,
    );
    expect(code).toBe(1);
  });

  test('ends with 1 where something is not covered, and lists it by its line', async () => {
    rmSync(path.join(scenarios(), 'waived.json'));
    const { code, said } = await skill('test', document, '--json');
    const [outcome] = JSON.parse(said);
    expect(outcome.missing).toEqual([
      {
        part: 'outcomes',
        pointer: '/steps/resume/on/exhausted',
        line: 210,
        column: 15,
        what: "a session that leaves 'resume' by 'exhausted', to 'rejected'",
      },
    ]);
    expect(outcome.coverage.outcomes).toEqual({ covered: 18, of: 19 });
    expect(code).toBe(1);
  });

  test('writes the scenarios that are missing with --explore, and says what it can’t reach', async () => {
    rmSync(scenarios(), { recursive: true });
    const first = await skill('test', document, '--explore');
    expect(first.said).toContain("not reached: /steps/resume/on/exhausted: every way back to 'resume' that was found");
    expect(first.code).toBe(1);
    expect(readdirSync(scenarios())).toEqual(['explored-branches.json', 'explored-outcomes.json']);
    const waiver = { waived: [{ at: '/steps/resume/on/exhausted', why: 'It can’t be reached.' }] };
    writeFileSync(path.join(scenarios(), 'waived.json'), JSON.stringify(waiver));
    expect((await skill('test', document)).code).toBe(0);
    const written = readFileSync(path.join(scenarios(), 'explored-outcomes.json'), 'utf8');
    expect((await skill('test', document, '--explore')).code).toBe(0);
    expect(readFileSync(path.join(scenarios(), 'explored-outcomes.json'), 'utf8')).toBe(written);
  });

  test('ends with 2 where there is no such document, and with 1 for one that is at fault', async () => {
    const none = await skill('test', path.join(folder, 'nothing.json'));
    expect(none).toMatchObject({ code: 2, complained: expect.stringContaining('There is no file or folder') });
    writeFileSync(document, '{');
    expect((await skill('test', document)).code).toBe(1);
  });
});

describe('`skill graph`', () => {
  test('prints Mermaid, and writes SVG', async () => {
    const { said, code } = await skill('graph', inProject('skills/xyz/3.1.json'));
    expect(said).toContain('flowchart TD');
    expect(code).toBe(0);
    const folder = mkdtempSync(path.join(tmpdir(), 'skill-graph-'));
    const file = path.join(folder, 'graph.svg');
    await skill('graph', inProject('skills/xyz/3.1.json'), '--format', 'svg', '--coverage', '--out', file);
    expect(readFileSync(file, 'utf8')).toMatch(/^<svg .*thick: covered.*<\/svg>\n$/s);
    rmSync(folder, { recursive: true });
  });

  test('ends with 2 where it can’t write', async () => {
    const out = path.join(tmpdir(), 'no', 'such', 'folder.svg');
    const { code } = await skill('graph', inProject('skills/xyz/3.1.json'), '--out', out);
    expect(code).toBe(2);
  });
});
