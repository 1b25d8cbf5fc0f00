import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { takeLock } from '../servers/lock';
import { registerSearchAttributes } from '../servers/search-attributes';
import { type Demo, Home, Ports } from './home';
import { Part, type Report } from './part';
import { apiPart, sandboxPart, workerPart } from './processes';
import { seedDemo } from './seed';
import { mongoPart, temporalPart } from './servers';

export interface StackOptions {
  /** Folder of all data; made if it is missing. */
  home: string;
  /** Ports to prefer; 0 is any free one; without a number the last one of this home, else the usual one. */
  port?: number | undefined;
  temporal?: number | undefined;
  temporalUi?: number | undefined;
  /** Where Temporal serves its metrics; nowhere known unless told. */
  temporalMetrics?: number | undefined;
  mongo?: number | undefined;
  bank?: number | undefined;
  verifier?: number | undefined;
  /** Which of the two to start; both unless told. */
  worker?: boolean;
  api?: boolean;
  /** Settings for worker and API on top of this process's own; engines given here are not started. */
  env?: NodeJS.ProcessEnv;
  report?: Report;
}

/** Everything that runs for one home. */
export interface Stack {
  demo: Demo;
  home: string;
  /** What worker and API were given; enough to open the store or a Temporal client. */
  env: NodeJS.ProcessEnv;
  worker: Part;
  api: Part;
  sandbox: Part;
  /** The engines that were started here: none for those that run elsewhere. */
  engines: Part[];
  /** Resolves with the reason when a process ends that nobody asked to. */
  failed: Promise<Error>;
  /** Drains and stops everything, in the order API, worker, sandbox, engines. */
  stop(): Promise<void>;
  /** SIGKILL to everything at once, as a machine that dies. */
  kill(): Promise<void>;
}

/**
 * Starts engines, sandbox, worker and API on one home, and writes `demo.json` when all of them answer.
 *
 * @throws LockedError if the home is in use; ChildDiedError with the log's last lines if a process ends at once
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const home = new Home(options.home);
  const release = takeLock(home.path('lock'));
  const build = assemble(home, options);
  const { parts } = build;
  const end = async (how: 'stop' | 'kill') => {
    for (const file of ['demo.json', 'admin.json']) home.remove(file);
    if (how === 'kill') await Promise.all(parts.all.map((part) => part.kill()));
    else {
      for (const part of [parts.api, parts.worker, parts.sandbox]) {
        await part.stop();
        build.report(part.name, 'stopped', '');
      }
      await Promise.all(parts.engines.map((part) => part.stop()));
    }
    release();
  };
  try {
    for (const file of ['demo.json', 'admin.json']) home.remove(file);
    const demo = await build.start();
    const { env, failed } = build;
    const { worker, api, sandbox, engines } = parts;
    return {
      demo,
      home: home.folder,
      env: env(),
      worker,
      api,
      sandbox,
      engines,
      failed,
      stop: () => end('stop'),
      kill: () => end('kill'),
    };
  } catch (error) {
    await end('kill');
    throw error;
  }
}

function assemble(home: Home, options: StackOptions) {
  const report: Report = options.report ?? (() => {});
  const outside = { ...process.env, ...options.env };
  const namespace = outside.TEMPORAL_NAMESPACE || 'default';
  const where = { home, ports: new Ports(home), report };
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });

  const verifierSecret = home.secret('verifier-secret', 'base64', 'whsec_');
  const temporal = temporalPart(
    where,
    { port: options.temporal, uiPort: options.temporalUi, metricsPort: options.temporalMetrics },
    namespace,
  );
  const mongo = mongoPart(where, options.mongo);
  const sandbox = sandboxPart(where, options, verifierSecret);
  const env = (): NodeJS.ProcessEnv => ({
    ...options.env,
    TEMPORAL_ADDRESS: outside.TEMPORAL_ADDRESS || temporal.at.address,
    TEMPORAL_NAMESPACE: namespace,
    MONGODB_URI: outside.MONGODB_URI || mongo.at.uri,
    VESTIBULE_SECRET: outside.VESTIBULE_SECRET || home.secret('secret', 'base64url'),
    PUBLIC_URL: outside.PUBLIC_URL || api.at.url,
    XYZ_SBX_BANK_URL: outside.XYZ_SBX_BANK_URL || `${sandbox.at.bankUrl}/psd2`,
    // The sandbox's other banks, but for the one that wants signed requests: there is no certificate here.
    ...(outside.XYZ_SBX_BANK_URL ? {} : sandboxBanks(sandbox.at.bankUrl)),
    XYZ_SBX_VERIFIER_URL: outside.XYZ_SBX_VERIFIER_URL || sandbox.at.verifierUrl,
    XYZ_SBX_VERIFIER_SECRET: outside.XYZ_SBX_VERIFIER_SECRET || verifierSecret,
  });
  const api = apiPart(where, options.port, env);
  const worker = workerPart(where, env);

  const engines = [
    ...(outside.TEMPORAL_ADDRESS ? [] : [new Part(temporal.spec, fail)]),
    ...(outside.MONGODB_URI ? [] : [new Part(mongo.spec, fail)]),
  ];
  const ofOurs = {
    api: new Part(api.spec, fail),
    worker: new Part(worker.spec, fail),
    sandbox: new Part(sandbox.spec, fail),
  };
  const parts = { ...ofOurs, engines, all: [...Object.values(ofOurs), ...engines] };

  const begin = async (part: Part, place: () => string) => {
    report(part.name, 'working', 'starting');
    await part.start();
    report(part.name, 'ready', place());
  };
  const start = async (): Promise<Demo> => {
    const places = {
      temporal: () => temporal.at.address,
      mongo: () => mongo.at.address,
      sandbox: () => sandbox.at.bankUrl,
    };
    await Promise.all([parts.sandbox, ...engines].map((part) => begin(part, places[part.name as keyof typeof places])));
    if (outside.TEMPORAL_ADDRESS) await prepareTemporalElsewhere(namespace, report);
    if (outside.MONGODB_URI) report('mongo', 'ready', 'runs elsewhere');
    // The worker tells banks where the API is, so the API's port is settled before either starts.
    await api.claim();
    const [seeded] = await Promise.all([
      seedDemo(home, env()).then((seed) => {
        report('demo', 'ready', seed.client_id);
        return seed;
      }),
      ...(options.worker === false ? [] : [begin(parts.worker, () => 'ready')]),
      ...(options.api === false ? [] : [begin(parts.api, () => api.at.url)]),
    ]);
    where.ports.remember();
    const demo: Demo = {
      api_url: api.at.url,
      docs_url: `${api.at.url}/docs`,
      temporal_address: String(env().TEMPORAL_ADDRESS),
      ...(temporal.at.uiUrl ? { temporal_ui_url: temporal.at.uiUrl } : {}),
      bank_url: new URL(String(env().XYZ_SBX_BANK_URL)).origin,
      verifier_url: String(env().XYZ_SBX_VERIFIER_URL),
      ...seeded,
    };
    // For `npm run admin`, which then needs no settings.
    const secret = outside.VESTIBULE_SECRET ? {} : { secret_file: home.path('secret') };
    home.write('admin.json', { mongodb_uri: env().MONGODB_URI, ...secret });
    home.write('demo.json', demo);
    return demo;
  };
  return { parts, env, failed, report, start };
}

async function prepareTemporalElsewhere(namespace: string, report: Report): Promise<void> {
  const { connectionOptions } = loadClientConnectConfig();
  const connection = await Connection.connect(connectionOptions);
  try {
    await registerSearchAttributes(connection, namespace);
    report('temporal', 'ready', 'runs elsewhere');
  } finally {
    await connection.close();
  }
}

const SANDBOX_BANKS = [
  'pager',
  'lockbox',
  'nudge',
  'gateway',
  'roster',
  'ledgerxml',
  'swift',
  'prompt',
  'tortoise',
  'council',
  'confirm',
  'crossroads',
];

/** The banks of the sandbox as one provider's: `bank: "pager"` in a form leads to the bank that pages oddly. */
const sandboxBanks = (url: string) => ({
  XYZ_SBX_BANKS: SANDBOX_BANKS.map((name) => `${name}=${url}/banks/${name}`).join(','),
  XYZ_SBX_CLIENT_ID: 'vestibule-demo',
});
