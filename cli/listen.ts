import type { Command } from 'commander';
import { deliver } from './listen/deliver';
import { eventLine } from './listen/event-line';
import { follow } from './listen/follow';
import { type EventsIo, UsageError } from './listen/io';
import { type Kept, keptOf } from './listen/kept';
import { chosen, runCommand } from './listen/run';
import { type TenantAccess, tenantAccess } from './tenant-access';

interface Options {
  forwardTo?: string;
  events: string[];
  since?: string;
  fromNow?: true;
  print?: true;
  poll?: true;
  json?: true;
  printSecret?: true;
}

/** `vestibule listen`: a tenant's events at this machine, as its webhooks would bring them. */
export const runListen = (argv: string[], io: EventsIo): Promise<number> =>
  runCommand('listen', argv, io, (command) =>
    describe(command).action(async (options: Options) => {
      const access = tenantAccess(io.env);
      const url = options.forwardTo === undefined ? undefined : addressOf(options.forwardTo);
      const kept = keptOf(access, url ?? 'printed', io.env);
      if (options.printSecret) io.print(kept.secret);
      else await listen(access, options, url, kept, io);
    }),
  );

const describe = (command: Command): Command =>
  command
    .description('Forwards a tenant’s events to this machine, signed as webhooks are, until Ctrl-C.')
    .option('--forward-to <url>', 'where to post them, such as http://localhost:3000/hook; else they are printed')
    .option('--events <types...>', 'types, families such as session.*, or *', ['*'])
    .option('--since <id or time>', 'begin after this event, or at this time (RFC 3339), 30 days back at most')
    .option('--from-now', 'begin with what comes, and not where the last run has stopped')
    .option('--print', 'print the events’ bodies, too')
    .option('--poll', 'ask every second: for proxies that hold streams back')
    .option('--json', 'one JSON document a line')
    .option('--print-secret', 'print the signing secret, and nothing else')
    .addHelpText('after', '\nExit code: 0 after Ctrl-C, 1 where the API refuses, 2 where it was asked wrongly.');

async function listen(
  access: TenantAccess,
  options: Options,
  url: string | undefined,
  kept: Kept,
  { print, complain, signal }: EventsIo,
): Promise<void> {
  const { since: asked, fromNow, poll = false, json } = options;
  const isWanted = chosen(options.events);
  const start = asked ?? (fromNow ? undefined : kept.place);
  const since = start ?? new Date().toISOString();
  kept.keep(since);
  greet({ access, url, since: start, secret: kept.secret, json }, { print, complain });
  const line = (isUp: boolean) => complain(isUp ? 'The API answers again.' : 'The API does not answer; trying again …');
  for await (const event of follow(access, { since, poll, signal, line })) {
    if (isWanted(event)) {
      const waiting = (why: string) => complain(`${event.id}: ${why}; trying again …`);
      const delivery =
        url === undefined ? undefined : await deliver(event, { url, secret: kept.secret, signal, waiting });
      if (json) print(JSON.stringify({ event, ...(delivery ? { delivery } : {}) }));
      else {
        const answer = delivery?.status ?? `not delivered, ${delivery?.error}`;
        print(eventLine(event) + (delivery ? ` → ${answer} in ${delivery.ms} ms` : ''));
        if (options.print) print(JSON.stringify(event, undefined, 2));
      }
    }
    kept.keep(event.id);
  }
}

interface Greeting {
  access: TenantAccess;
  url: string | undefined;
  since: string | undefined;
  secret: string;
  json: true | undefined;
}

function greet(
  { access, url, since, secret, json }: Greeting,
  { print, complain }: Pick<EventsIo, 'print' | 'complain'>,
): void {
  const { apiUrl, clientId } = access;
  if (json) return print(JSON.stringify({ listening: { api: apiUrl, client_id: clientId, url, since, secret } }));
  complain(`Events of ${clientId} at ${apiUrl}, ${since === undefined ? 'from now on' : `since ${since}`}.`);
  if (url !== undefined) complain(`Forwarded to ${url}, signed by ${secret} (of this machine; no endpoint has it).`);
  complain('Ctrl-C ends. The next run goes on from here.');
}

/** `localhost:3000/hook` is `http://localhost:3000/hook`. Throws `UsageError`. */
function addressOf(given: string): string {
  const url = given.includes('://') ? given : `http://${given}`;
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new UsageError(`--forward-to ${given} is not an address: http://localhost:3000/hook`);
  const { username, password, href } = new URL(url);
  if (username || password)
    throw new UsageError('--forward-to takes no user or password: the signature proves who calls.');
  return href;
}

if (require.main === module || process.argv[1] === __filename) {
  const end = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => end.abort());
  const { env } = process;
  void runListen(process.argv.slice(2), { print: console.log, complain: console.error, env, signal: end.signal }).then(
    (code) => process.exit(code),
  );
}
