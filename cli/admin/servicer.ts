import type { Command } from 'commander';
import type { ProviderEdit } from '../../service/servicers';
import { collect, command, type Json, ONCE, type PrintResult } from './options';

/** The commands about servicers: companies, their providers, their keys. */
export function addServicerCommands(servicer: Command, printResult: PrintResult): void {
  command(servicer, 'create <name>', 'register a company; the name is a slug')
    .option('--title <title>', 'its name in words')
    .option('--provider <provider>', 'a provider whose skills it publishes (repeat)', collect)
    .action((name: string, { title, provider, ...options }: Json & { title?: string; provider?: string[] }) =>
      printResult(options, (admin) => admin.createServicer(name, title, provider)),
    );
  command(servicer, 'list', 'all companies').action((options: Json) =>
    printResult(options, (admin) => admin.listServicers()),
  );
  command(servicer, 'providers <servicer>', 'show or change the providers whose skills it publishes')
    .option('--set <provider...>', 'replace them')
    .option('--add <provider...>', 'add to them')
    .option('--remove <provider...>', 'take away from them')
    .action((name: string, { json = false, ...edit }: Json & ProviderEdit) =>
      printResult({ json }, (admin) => admin.editProviders(name, edit)),
    );
  addKeyCommands(servicer.command('key').description('the keys by which it publishes'), printResult);
}

function addKeyCommands(key: Command, printResult: PrintResult): void {
  command(key, 'create <servicer>', 'make a key and print it, once; several may be good at the same time')
    .option('--name <name>', 'what it is called in lists and records; a slug', 'main')
    .action((servicer: string, { name, ...options }: Json & { name: string }) =>
      printResult(options, (admin) => admin.createKey(servicer, name), ONCE),
    );
  command(key, 'list <servicer>', 'its keys, ended ones among them').action((servicer: string, options: Json) =>
    printResult(options, (admin) => admin.listKeys(servicer)),
  );
  command(key, 'end <servicer> <name>', 'end a key')
    .option('--in <duration>', 'not at once: P7D, PT12H; at most P90D')
    .action((servicer: string, name: string, { in: after, ...options }: Json & { in?: string }) =>
      printResult(options, (admin) => admin.endKey(servicer, name, after)),
    );
}
