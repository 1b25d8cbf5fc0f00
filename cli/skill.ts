import { Command, CommanderError } from 'commander';
import { type AddCommand, SKILL_COMMANDS } from './skill/commands';
import { type SkillIo, SkillToolError } from './skill/io';

/** The `vestibule skill` program, by commander: with the command of that name, or with all where there is none. */
export function skillProgram(io: SkillIo, name?: string): Command {
  const program = new Command('vestibule skill')
    .description('Write, check, prove and publish skills.')
    .configureOutput({ writeOut: (text) => io.print(text.trimEnd()), writeErr: (text) => io.complain(text.trimEnd()) })
    .exitOverride()
    .helpCommand(false);
  for (const load of commandsNamed(name)) load()(program, io);
  return program;
}

const commandsNamed = (name = ''): (() => AddCommand)[] => {
  const named = Object.hasOwn(SKILL_COMMANDS, name) ? SKILL_COMMANDS[name] : undefined;
  return named ? [named] : Object.values(SKILL_COMMANDS);
};

/** Runs one command line, without `node` and the program's path. Returns the exit code. */
export async function runSkill(argv: string[], io: SkillIo): Promise<number> {
  let code = 0;
  try {
    await skillProgram({ ...io, exit: (given) => (code = given) }, argv[0]).parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has said what it had to say; help is no failure.
    if (error instanceof CommanderError) return error.exitCode;
    if (!(error instanceof SkillToolError)) throw error;
    io.complain(error.message);
    return 2;
  }
}

if (require.main === module || process.argv[1] === __filename)
  void runSkill(process.argv.slice(2), { print: console.log, complain: console.error }).then((code) => {
    process.exitCode = code;
  });
