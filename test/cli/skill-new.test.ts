import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runSkill } from '../../cli/skill';

async function skill(...argv: string[]) {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const code = await runSkill(argv, { print: say, complain: say });
  return { code, said: said.join('\n') };
}

describe('`skill new`', () => {
  let folder: string;
  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'skill-new-')), 'first');
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

  test('asks what no option says; an empty line takes what is offered', async () => {
    async function* typed() {
      yield* ['', 'cards', 'marketplace'];
    }
    const said: string[] = [];
    const say = (text: string) => void said.push(text);
    const code = await runSkill(['new', folder, '--with', 'none'], { print: say, complain: say, lines: typed() });
    expect(code).toBe(0);
    expect(said.slice(0, 3)).toEqual([
      expect.stringMatching(/provider.*\[xyz\]$/),
      expect.stringMatching(/product.*\[draft\]$/),
      expect.stringMatching(/marketplace, aisp, pisp \[marketplace\]$/),
    ]);
    expect(JSON.parse(readFileSync(path.join(folder, '1.0.json'), 'utf8'))).toMatchObject({
      skill: 'xyz_cards_sbx_#1.0',
    });
  });

  const kinds = ['none', 'review', 'sign', 'review,sign'].map((parts) => ['marketplace', parts]);
  test.each([...kinds, ['aisp', 'none'], ['pisp', 'none']])(
    'of the type %s with %s passes the check without a finding, and its scenarios cover all of it',
    async (type, parts) => {
      const made = await skill(
        'new',
        folder,
        '--type',
        type as string,
        '--with',
        parts as string,
        '--product',
        'first',
      );
      expect(made).toMatchObject({ code: 0, said: expect.stringContaining('1.0.json') });
      const file = path.join(folder, '1.0.json');
      expect(await skill('check', file)).toEqual({ code: 0, said: '1 file checked: nothing is wrong.' });
      const { code, said } = await skill('test', file);
      expect(said.split('\n').slice(2)).toEqual([]);
      expect(code).toBe(0);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ $schema: './skill.schema.json' });
    },
  );

  test('writes nothing over a document that is there', async () => {
    expect((await skill('new', folder)).code).toBe(0);
    const again = await skill('new', folder, '--type', 'aisp');
    expect(again).toEqual({ code: 2, said: expect.stringContaining('is there already') });
  });

  test.each([
    [['--type', 'loan'], /--type is one of/],
    [['--with', 'lottery'], /--with takes review, sign or none/],
    [['--provider', 'acme'], /There is no catalog of 'acme'/],
    [['--product', 'aisp'], /is no name of a skill/],
  ])('says what is wrong with %j, and writes nothing', async (options, sentence) => {
    expect(await skill('new', folder, ...options)).toEqual({ code: 2, said: expect.stringMatching(sentence) });
  });
});
