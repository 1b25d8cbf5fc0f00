import { Argument, Command, Option } from 'commander';
import { AdminError } from '../../service/tenant-rules';
import type { Admin, ListEdit, TenantKeyName, TenantList, TenantRequest } from '../../service/tenants';
import { collect, command, type Json, ONCE, type PrintResult } from './options';
import { render } from './render';
import { addServicerCommands } from './servicer';

/** Input and output of the admin program: the administration, opened only when a command runs, and two streams. */
export interface AdminIo {
  /** Runs some work on the store and closes it again. */
  withAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T>;
  print(text: string): void;
  complain(text: string): void;
}

type Lists = { skill: string[]; returnUrl: string[]; origin: string[] };
const KEYS: TenantKeyName[] = ['client_secret', 'client_app_key'];
const LISTS: [command: string, list: TenantList, description: string][] = [
  ['skills', 'skills', 'the skills that it may use'],
  [
    'return-urls',
    'return_urls',
    'where a bank may send its users back to: https, or http on localhost for a sandbox tenant',
  ],
  ['origins', 'origins', 'the web origins that may call the API'],
];

/** The admin program: its commands, options and help, by commander. */
export function adminProgram({ withAdmin, print, complain }: AdminIo): Command {
  const program = new Command('vestibule admin').description('Servicers, their tenants, and what these may do.');
  program
    .configureOutput({ writeOut: (text) => print(text.trimEnd()), writeErr: (text) => complain(text.trimEnd()) })
    .exitOverride()
    .helpCommand(false);
  const printResult: PrintResult = async (options, work, note) => {
    const result = await withAdmin(work);
    print(options.json ? JSON.stringify(result, null, 2) : render(result));
    if (note && !options.json) print(`\n${note}`);
  };
  addServicerCommands(program.command('servicer').description('partner companies'), printResult);
  const tenant = program.command('tenant').description('the apps of a company');
  addTenantCommands(tenant, printResult);
  addListCommands(tenant, printResult);
  addKeyCommands(tenant, printResult);
  command(program, 'skills', 'all skills that tenants can be given').action((options: Json) =>
    printResult(options, (admin) => admin.listSkills()),
  );
  return program;
}

function addTenantCommands(tenant: Command, printResult: PrintResult): void {
  command(tenant, 'create <name>', 'register an app and print its keys, once; the name is a slug')
    .requiredOption('--servicer <name>', 'the company that it belongs to')
    .addOption(
      new Option('--flavour <flavour>', 'sandbox tenants get sandbox skills only')
        .choices(['sandbox', 'production'])
        .default('sandbox'),
    )
    .option('--skill <skill>', 'a skill that it may use (repeat)', collect)
    .option('--return-url <url>', 'where a bank may send its users back to (repeat)', collect)
    .option('--origin <origin>', 'a web origin that may call the API (repeat)', collect)
    .action((name: string, options: Json & Partial<Lists> & Pick<TenantRequest, 'servicer' | 'flavour'>) => {
      const { servicer, flavour, skill = [], returnUrl = [], origin = [] } = options;
      const request = { servicer, name, flavour, skills: skill, return_urls: returnUrl, origins: origin };
      return printResult(options, (admin) => admin.createTenant(request), ONCE);
    });
  command(tenant, 'list', 'all apps')
    .option('--servicer <name>', 'of one company')
    .action((options: Json & { servicer?: string }) =>
      printResult(options, (admin) => admin.listTenants(options.servicer)),
    );
  command(tenant, 'show <tenant>', 'one app, by name or client id').action((name: string, options: Json) =>
    printResult(options, (admin) => admin.showTenant(name)),
  );
}

function addListCommands(tenant: Command, printResult: PrintResult): void {
  for (const [name, list, description] of LISTS) {
    command(tenant, `${name} <tenant>`, `show or change ${description}`)
      .option('--set <entry...>', 'replace the whole list')
      .option('--add <entry...>', 'add to it')
      .option('--remove <entry...>', 'take away from it')
      .option('--clear', 'empty it')
      .action((which: string, { json, clear, ...edit }: Json & ListEdit & { clear?: boolean }) =>
        printResult({ json: json ?? false }, (admin) =>
          admin.editList(which, list, clear ? { set: [], ...edit } : edit),
        ),
      );
  }
}

function addKeyCommands(tenant: Command, printResult: PrintResult): void {
  command(tenant, 'refresh <tenant>', 'replace a key and print the new one, once; old ones end at once')
    .addArgument(new Argument('<key>', 'which one').choices(KEYS))
    .option('--overlap <duration>', 'how long the old one is still good: P7D, PT12H; at most P90D')
    .action((name: string, key: TenantKeyName, { overlap, ...options }: Json & { overlap?: string }) =>
      printResult(options, (admin) => admin.refreshKey(name, key, overlap), ONCE),
    );
  command(tenant, 'end-old-keys <tenant>', 'end an overlap before its time; the current key stays')
    .addArgument(new Argument('<key>', 'of which one').choices(KEYS))
    .action((name: string, key: TenantKeyName, options: Json) =>
      printResult(options, (admin) => admin.endOldKeys(name, key)),
    );
  const removal = 'remove an app: its keys end, and with them the way to its sessions and credentials';
  command(tenant, 'remove <tenant>', removal)
    .option('--yes', 'really')
    .action((name: string, options: Json & { yes?: boolean }) => {
      if (!options.yes) throw new AdminError(`This ends the keys of ${name} for good; if you mean it, add --yes.`);
      return printResult(options, (admin) => admin.removeTenant(name));
    });
}
