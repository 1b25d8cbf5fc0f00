import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { registerSearchAttributes } from '../servers/search-attributes';
import type { Assembly } from './assembly';
import type { Demo, DemoServicer, DemoTenant, KeptDemo } from './home';
import type { StackOptions } from './options';
import type { Part } from './part';

/** Files that are there only while everything runs. */
const [DEMO, ADMIN] = ['demo.json', 'admin.json'];
const KEPT_KEYS = 'demo-keys.json';

/** Starts the parts: servers and sandbox side by side, then seed, worker and API side by side. */
export async function startParts(assembly: Assembly, options: StackOptions): Promise<Demo> {
  const { parts, at, claimApiPort, ports } = assembly;
  await Promise.all([parts.sandbox, ...parts.servers].map((part) => start(assembly, part)));
  await prepareServersElsewhere(assembly);
  // The worker gives banks the API's address, so the API's port is settled before either starts.
  await claimApiPort();
  const [tenant] = await Promise.all([
    seed(assembly, options),
    ...(options.worker === false ? [] : [start(assembly, parts.worker)]),
    ...(options.api === false ? [] : [start(assembly, parts.api)]),
  ]);
  ports.remember();
  const demo = {
    api_url: at.api.url,
    docs_url: `${at.api.url}/docs`,
    temporal_address: String(assembly.env().TEMPORAL_ADDRESS),
    ...(at.temporal.uiUrl ? { temporal_ui_url: at.temporal.uiUrl } : {}),
    bank_url: new URL(String(assembly.env().XYZ_SBX_BANK_URL)).origin,
    verifier_url: String(assembly.env().XYZ_SBX_VERIFIER_URL),
    ...tenant,
  };
  publish(assembly, demo);
  return demo;
}

async function start({ at, report }: Assembly, part: Part): Promise<void> {
  report(part.name, 'working', 'starting');
  await part.start();
  const places: Partial<Record<Part['name'], string>> = {
    temporal: at.temporal.address,
    mongo: at.mongo.address,
    sandbox: at.sandbox.bankUrl,
    api: at.api.url,
  };
  report(part.name, 'ready', places[part.name] ?? 'ready');
}

async function seed({ home, env, report }: Assembly, { seedDemo }: StackOptions): Promise<DemoTenant & DemoServicer> {
  const kept = home.read<KeptDemo>(KEPT_KEYS);
  const { skills, ...demo } = await seedDemo(env(), kept);
  home.write(KEPT_KEYS, demo);
  report('demo', 'ready', demo.client_id);
  const { offered: _offered, ...shown } = demo;
  return { ...shown, skills };
}

async function prepareServersElsewhere({ given, namespace, report }: Assembly): Promise<void> {
  if (given.MONGODB_URI) report('mongo', 'ready', 'runs elsewhere');
  if (!given.TEMPORAL_ADDRESS) return;
  const { connectionOptions } = loadClientConnectConfig();
  const connection = await Connection.connect(connectionOptions);
  try {
    await registerSearchAttributes(connection, namespace);
    report('temporal', 'ready', 'runs elsewhere');
  } finally {
    await connection.close();
  }
}

/** Writes the files by which `npm run demo`, `tour` and `admin` find what runs. */
function publish({ home, env, given }: Assembly, demo: Demo): void {
  const secret = given.VESTIBULE_SECRET ? {} : { secret_file: home.path('secret') };
  home.write(ADMIN, { mongodb_uri: env().MONGODB_URI, ...secret });
  home.write(DEMO, demo);
}

/** Removes those files: nothing runs any more, or not yet. */
export function withdraw({ home }: Assembly): void {
  for (const file of [DEMO, ADMIN]) home.remove(file);
}
