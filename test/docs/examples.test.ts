import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runSkill } from '../../cli/skill';
import { inProject } from './support/page';

/** Runs a command line of `vestibule skill`. */
async function skill(...argv: string[]) {
  const said: string[] = [];
  const note = (text: string) => said.push(text);
  const code = await runSkill(argv, { print: note, complain: note });
  return { code, said: said.join('\n') };
}

describe.each(['travel', 'card'])('The skill of the team with the %s', (team) => {
  const folder = inProject(`docs/skills/examples/${team}`);
  const document = path.join(folder, '1.0.json');

  test('has nothing wrong with it, nor its catalog, nor its Romanian', async () => {
    const { code, said } = await skill('check', folder, '--json');
    const { files, checked } = JSON.parse(said);
    const found = files.flatMap(({ findings }: { findings: { code: string }[] }) =>
      findings.map((finding) => finding.code),
    );
    expect({ code, checked, found }).toEqual({ code: 0, checked: 3, found: ['operation_not_built'] });
  });

  test('is covered by its scenarios, every step, branch and outcome, without a waiver', async () => {
    const { code, said } = await skill('test', document, '--json');
    const [{ coverage, findings }] = JSON.parse(said);
    expect({ code, findings }).toEqual({ code: 0, findings: [] });
    expect(coverage.waived).toEqual([]);
  });

  test('is drawn with all of its steps', async () => {
    const place = mkdtempSync(path.join(tmpdir(), 'drawn-'));
    const out = path.join(place, 'graph.svg');
    try {
      expect((await skill('graph', document, '--coverage', '--format', 'svg', '--out', out)).code).toBe(0);
      const drawn = readFileSync(out, 'utf8');
      const { steps } = JSON.parse(readFileSync(document, 'utf8')) as { steps: object };
      expect(Object.keys(steps).filter((name) => !drawn.includes(`>${name}<`))).toEqual([]);
    } finally {
      rmSync(place, { recursive: true });
    }
  });

  test('has its operations in the catalog that the team reads', async () => {
    const { said } = await skill('catalog', '--in', folder);
    expect(said).toContain(`${team}.issue`);
  });
});
