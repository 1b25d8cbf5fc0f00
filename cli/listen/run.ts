import { Command, CommanderError } from 'commander';
import { choiceFault, isChosen } from '../../domain/event-choice';
import type { EventType } from '../../domain/tenant-event';
import { VestibuleError, type WebhookEvent } from '../../sdk/src/server';
import { TenantAccessError } from '../tenant-access';
import { type EventsIo, UsageError } from './io';

/** Runs one command line of a command about events. Returns the exit code: 2 for what was asked, 1 for what failed. */
export async function runCommand(
  name: string,
  argv: string[],
  io: EventsIo,
  add: (command: Command) => Command,
): Promise<number> {
  const command = new Command(`vestibule ${name}`)
    .configureOutput({ writeOut: (text) => io.print(text.trimEnd()), writeErr: (text) => io.complain(text.trimEnd()) })
    .exitOverride();
  try {
    await add(command).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has said what it had to say; help is no failure.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (io.signal.aborted) return 0;
    if (error instanceof UsageError || error instanceof TenantAccessError) {
      io.complain(error.message);
      return 2;
    }
    io.complain(inWords(error as Error));
    return isSince(error) ? 2 : 1;
  }
}

function inWords(error: Error): string {
  if (isSince(error)) return `${sinceFault(error)} --since takes an id or a time; --from-now begins with what comes.`;
  if (VestibuleError.isInstance(error)) return `The API refuses it: ${error.code}: ${error.detail}`;
  return error.message;
}

const isSince = (error: unknown): error is VestibuleError =>
  VestibuleError.isInstance(error) && error.errors.some(({ pointer }) => pointer === 'query/since');
const sinceFault = ({ errors }: VestibuleError): string => String(errors[0]?.message);

/** The events that are wanted, by types, families or `*`. Throws `UsageError` for a word that chooses none. */
export function chosen(words: readonly string[]): (event: WebhookEvent) => boolean {
  for (const word of words) {
    const fault = choiceFault(word);
    if (fault !== undefined) throw new UsageError(fault);
  }
  return ({ type }) => isChosen(words, type as EventType);
}
