import { type Command, InvalidArgumentError } from 'commander';
import { createServer } from '../sdk/src/server';
import { eventLine } from './listen/event-line';
import type { EventsIo } from './listen/io';
import { chosen, runCommand } from './listen/run';
import { tenantAccess } from './tenant-access';

interface Options {
  since?: string;
  events: string[];
  limit: number;
  json?: true;
}

/** `vestibule events`: the events of a tenant that there are. */
export const runEvents = (argv: string[], io: EventsIo): Promise<number> =>
  runCommand('events', argv, io, (command) => describe(command).action((options: Options) => list(options, io)));

const describe = (command: Command): Command =>
  command
    .description('Lists a tenant’s events of the last 30 days, oldest first.')
    .option('--since <id or time>', 'after this event, or from this time (RFC 3339) on')
    .option('--events <types...>', 'types, families such as session.*, or *', ['*'])
    .option('--limit <number>', 'at most so many', count, 100)
    .option('--json', 'one JSON document a line');

async function list({ since, events: words, limit, json }: Options, io: EventsIo): Promise<void> {
  const isWanted = chosen(words);
  const { events } = createServer(tenantAccess(io.env));
  let [shown, last] = [0, since];
  for await (const event of events.list({ limit: 1_000, signal: io.signal, ...(since ? { since } : {}) })) {
    if (!isWanted(event)) continue;
    if (shown >= limit) return io.complain(`There are more: --since ${last}`);
    io.print(json ? JSON.stringify(event) : eventLine(event));
    shown += 1;
    last = event.id;
  }
}

function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It is a whole number, 1 at least.');
  return Number(text);
}

if (require.main === module || process.argv[1] === __filename) {
  const { signal } = new AbortController();
  const { env } = process;
  void runEvents(process.argv.slice(2), { print: console.log, complain: console.error, env, signal }).then((code) => {
    process.exitCode = code;
  });
}
