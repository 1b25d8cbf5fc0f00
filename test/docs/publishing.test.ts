import type { Command } from 'commander';
import { skillProgram } from '../../cli/skill';
import { SKILL_COMMANDS } from '../../cli/skill/commands';
import { read } from './support/page';

const program = skillProgram({ print: () => undefined, complain: () => undefined });
const pages = ['docs/publishing.md', 'docs/skills.md', 'docs/skills/testing.md', 'docs/changing.md', 'README.md'];
/** Command lines of the pages, as `npm run skill -- …`, `npx vestibule skill …` or `vestibule skill …`. */
const lines = pages.flatMap((page) =>
  [...read(page).matchAll(/(?:npm run skill -- |\bvestibule skill )([^\n`#]+)/g)].map(([, line = '']) => line.trim()),
);

describe('The skill commands of the pages', () => {
  test.each([...new Set(lines)].filter((line) => !line.startsWith('--help')))('%s', (line) => {
    const [name = '', ...words] = (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));
    const command = program.commands.find((one) => one.name() === name) as Command;
    expect(command?.name()).toBe(name);
    const { unknown, operands } = command.parseOptions(words);
    expect(unknown).toEqual([]);
    // A page may name a command without its arguments, where it speaks of the command.
    const { registeredArguments } = command;
    const isVariadic = registeredArguments.some(({ variadic }) => variadic);
    if (operands.length > 0 && !isVariadic) expect(operands.length).toBeLessThanOrEqual(registeredArguments.length);
  });

  test('of the page on publishing are those by which a skill is published, in their order', () => {
    const [, block = ''] = /```sh\n([\s\S]*?)```/.exec(read('docs/publishing.md')) ?? [];
    const named = [...block.matchAll(/npm run skill -- ([a-z-]+)/g)].map(([, name = '']) => name);
    const order = Object.keys(SKILL_COMMANDS);
    expect(named).toEqual(expect.arrayContaining(['diff', 'publish', 'list', 'promote', 'retire']));
    expect([...named].sort((a, b) => order.indexOf(a) - order.indexOf(b))).toEqual(named);
  });

  test('are all told somewhere', () => {
    const all = lines.map((line) => line.split(' ')[0]);
    expect(Object.keys(SKILL_COMMANDS).filter((name) => !all.includes(name))).toEqual([]);
  });
});
