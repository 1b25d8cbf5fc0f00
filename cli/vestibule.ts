import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { projectRoot } from '../runtime/paths';
import { COMMANDS, type CommandSpec } from './commands';

/** Runner of commands and receivers of help and complaints; tests give their own. */
export interface VestibuleIo {
  run(command: CommandSpec, args: string[]): void;
  print(text: string): void;
  complain(text: string): void;
}

/** The `vestibule` program: finds the command, shows help, and hands the command's arguments on. */
export function vestibuleProgram({ run, print, complain }: VestibuleIo): Command {
  const program = new Command('vestibule')
    .description('Durable onboarding sessions for open banking.')
    .usage('<command> [options]')
    .version(versionOfProject())
    .enablePositionalOptions()
    .configureOutput({ writeOut: print, writeErr: complain })
    .configureHelp({
      helpWidth: 80,
      subcommandTerm: (command) => command.name(),
      visibleCommands: ({ commands }) => [...commands],
    })
    .exitOverride()
    .addHelpText('after', "\n'vestibule <command> --help' says more about a command.");
  for (const [group, commands] of Object.entries(COMMANDS)) {
    for (const spec of commands)
      describe(program.command(spec.name).helpGroup(group), spec).action(actionOf(spec, run));
  }
  return program;
}

function describe(command: Command, { summary, details, takes }: CommandSpec): Command {
  command.description(summary).usage(takes?.usage ?? '');
  if (details) command.addHelpText('after', `\n${details}`);
  if (!takes) return command;
  return command
    .argument('[arguments...]')
    .allowUnknownOption()
    .passThroughOptions()
    .configureHelp({ visibleArguments: () => [] })
    .helpOption(takes.ownHelp ? false : '-h, --help');
}

const actionOf = (spec: CommandSpec, run: VestibuleIo['run']) =>
  spec.takes ? (args: string[]) => run(spec, args) : () => run(spec, []);

const versionOfProject = (): string =>
  (JSON.parse(readFileSync(path.join(projectRoot(), 'package.json'), 'utf8')) as { version: string }).version;

/** Goes on in the command's own program, in this process, so that signals and exit codes are that program's. */
function runProgram({ program }: CommandSpec, args: string[]): void {
  if (!program) return;
  const file = path.join(projectRoot(), 'dist', `${program}.js`);
  process.argv.splice(1, process.argv.length, file, ...args);
  require(file);
}

function main(): void {
  const print = (text: string) => void process.stdout.write(text);
  const complain = (text: string) => void process.stderr.write(text);
  try {
    vestibuleProgram({ run: runProgram, print, complain }).parse(process.argv);
  } catch (error) {
    // Commander has said what was wrong; help is no failure.
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode;
  }
}

// The tests import the program; whoever runs this file gets it.
if (process.argv[1] === __filename) main();
