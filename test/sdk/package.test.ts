import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { inProject } from '../docs/support/page';
import { buildSdk, run } from '../support/built-sdk';

let built: Awaited<ReturnType<typeof buildSdk>>;
let tarball: string;
beforeAll(async () => {
  built = await buildSdk();
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--offline'], { cwd: built.sdk });
  tarball = path.join(built.sdk, JSON.parse(stdout)[0].filename);
});
afterAll(() => built.remove());

const bin = (name: string) => inProject('node_modules', '.bin', name);
/** Bytes, minified and compressed, with all that the entry imports. */
async function sizeOf(entry: string): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [path.join(built.sdk, 'dist', 'esm', entry)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).byteLength;
}

/** Names that a program of either kind gets from both halves. */
const LOOK =
  'console.log(JSON.stringify([Object.keys(root), Object.keys(client), Object.keys(server)].map((one) => one.filter((name) => name !== "__esModule" && name !== "default").sort())));';
const CLIENT = ['NetworkError', 'Session', 'TimeoutError', 'VestibuleError', 'createClient', 'isOver'];
const SERVER = [
  'NetworkError',
  'TimeoutError',
  'VestibuleError',
  'WebhookError',
  'createServer',
  'isOver',
  'verifyWebhook',
];

describe('The package of the SDK', () => {
  test('is clean for publint', async () => {
    const { stdout } = await run(bin('publint'), ['run', tarball, '--strict']);
    expect(stdout).toContain('All good!');
  });

  test('has the right types for every way to import it, as attw sees it', async () => {
    const { stdout } = await run(bin('attw'), [
      tarball,
      '--profile',
      'node16',
      '--format',
      'json',
      '--no-definitely-typed',
    ]);
    const { analysis } = JSON.parse(stdout);
    expect(Object.keys(analysis.entrypoints)).toEqual(['.', './client', './server', './package.json']);
    expect(
      analysis.problems.filter(({ resolutionKind }: { resolutionKind?: string }) => resolutionKind !== 'node10'),
    ).toEqual([]);
  });

  test('brings no dependency along', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(path.join(built.sdk, 'package.json'), 'utf8'));
    expect([dependencies, peerDependencies]).toEqual([undefined, undefined]);
  });

  test('has a client half of at most 10 KB, minified and compressed, and a server half of at most as much', async () => {
    const [client, server] = [await sizeOf('client.js'), await sizeOf('server.js')];
    expect(client).toBeLessThanOrEqual(10_240);
    expect(client).toBeGreaterThan(1_000);
    expect(server).toBeLessThanOrEqual(10_240);
  });

  test('can be imported, and required', async () => {
    const names = ['', '/client', '/server'];
    const [root, client, server] = names.map((name) => `@vestibule/sdk${name}`);
    const esm = `import * as root from '${root}'; import * as client from '${client}'; import * as server from '${server}'; ${LOOK}`;
    const cjs = `const root = require('${root}'), client = require('${client}'), server = require('${server}'); ${LOOK}`;
    writeFileSync(path.join(built.home, 'esm.mjs'), esm);
    writeFileSync(path.join(built.home, 'cjs.cjs'), cjs);
    for (const file of ['esm.mjs', 'cjs.cjs']) {
      const { stdout } = await run(process.execPath, [path.join(built.home, file)]);
      expect(JSON.parse(stdout)).toEqual([CLIENT, CLIENT, SERVER]);
    }
  });

  test('needs nothing of Node in its client half', async () => {
    await expect(sizeOf('client.js')).resolves.toBeGreaterThan(0);
    const text = readFileSync(path.join(built.sdk, 'dist', 'esm', 'client.js'), 'utf8');
    expect(text).not.toMatch(/node:/);
  });
});

/** A program, and what the compiler says of it: nothing, or the code of its error. */
const PROGRAMS: [string, string, string | undefined][] = [
  [
    'takes a complete switch over the codes of a refusal',
    `import { VestibuleError, type ErrorCode } from '@vestibule/sdk';
     export function retry(error: VestibuleError): boolean {
       if (error.is('nonce_used')) { const code: 'nonce_used' = error.code; return code.length > 0; }
       const known: ErrorCode = error.code;
       return known === 'session_closed' || error.retryable;
     }`,
    undefined,
  ],
  [
    'knows no other code',
    `import { VestibuleError } from '@vestibule/sdk';
     export const isIt = (error: VestibuleError) => error.code === 'nonce_lost';`,
    'TS2367',
  ],
  [
    'knows the statuses of a session',
    `import { createClient } from '@vestibule/sdk/client';
     const session = await createClient({ apiUrl: '', clientId: '', appKey: '' }).start('a#1', { returnUrl: 'https://a.example/' });
     export const isDone: boolean = session.state.status === 'COMPLETED' && session.state.next.kind === 'none';
     for await (const { phases } of session.watch({ signal: AbortSignal.timeout(1) })) phases.map(({ at }) => at.length);`,
    undefined,
  ],
  [
    'refuses an option that POST /sessions has not',
    `import { createClient } from '@vestibule/sdk/client';
     await createClient({ apiUrl: '', clientId: '', appKey: '' }).start('a#1', { language: 'ro' });`,
    'TS2353',
  ],
  [
    'has transactions by the names of the document',
    `import { createServer } from '@vestibule/sdk/server';
     const server = createServer({ apiUrl: '', clientId: '', clientSecret: '' });
     const pair = await server.exchangeToken('t');
     for await (const row of server.transactions(pair, { accountId: 'a', bookingStatus: 'both' })) row.counterparty?.name?.length;`,
    undefined,
  ],
  [
    'refuses transactions without an account',
    `import { createServer } from '@vestibule/sdk/server';
     const server = createServer({ apiUrl: '', clientId: '', clientSecret: '' });
     server.transactions({ credentials_id: 'c', access_token: 'a' }, { limit: 5 });`,
    'TS2741',
  ],
  [
    'knows how an endpoint stands, and why an attempt has failed',
    `import { createServer, type WebhookEndpoint } from '@vestibule/sdk/server';
     const { webhooks } = createServer({ apiUrl: '', clientId: '', clientSecret: '' });
     const { status }: WebhookEndpoint = await webhooks.replay('we_1', { failed: true });
     export const isDown: boolean = status.state === 'failing';
     for await (const { attempts } of webhooks.deliveries('we_1', { state: 'failed' })) attempts[0]?.error === 'timeout';`,
    undefined,
  ],
  [
    'refuses a replay of nothing',
    `import { createServer } from '@vestibule/sdk/server';
     await createServer({ apiUrl: '', clientId: '', clientSecret: '' }).webhooks.replay('we_1', {});`,
    'TS2345',
  ],
];

describe('The compiler of a program that uses the SDK', () => {
  test.each(PROGRAMS)('%s', async (name, text, error) => {
    const file = path.join(built.home, `${name.replaceAll(/\W+/g, '-')}.mts`);
    writeFileSync(file, text);
    const options = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--types',
      '',
      '--lib',
      'es2022,dom,dom.iterable',
    ];
    const said = await run(bin('tsc'), ['--ignoreConfig', ...options, file], { cwd: built.home }).then(
      ({ stdout }) => stdout,
      ({ stdout }) => String(stdout),
    );
    expect(/TS\d+/.exec(said)?.[0]).toBe(error);
  });
});
