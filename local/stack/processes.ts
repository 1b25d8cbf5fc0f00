import path from 'node:path';
import { projectRoot } from '../../runtime/paths';
import { LOOPBACK } from '../servers/free-ports';
import type { Home } from './home';
import type { PartName, PartSpec, Report } from './part';
import type { FreePorts } from './stack-ports';

interface Where {
  home: Home;
  ports: FreePorts;
  report: Report;
}

/** The sandbox bank and verifier. */
export function sandboxPart(
  where: Where,
  wanted: { bank?: number | undefined; verifier?: number | undefined },
  verifierSecret: string,
) {
  const { home, ports } = where;
  const say = (line: string) => where.report('sandbox', 'working', line);
  const at = { bankUrl: '', verifierUrl: '' };
  const spec: PartSpec = {
    name: 'sandbox',
    grace: 10_000,
    releasePorts: () => ports.release('bank', 'verifier'),
    child: async () => {
      const bank = await ports.claim('bank', wanted.bank, 4010, say);
      const verifier = await ports.claim('verifier', wanted.verifier, 4020, say);
      at.bankUrl = `http://${LOOPBACK}:${bank}`;
      at.verifierUrl = `http://${LOOPBACK}:${verifier}`;
      const env = {
        BANK_PORT: String(bank),
        VERIFIER_PORT: String(verifier),
        SANDBOX_DATA: home.sub('sandbox'),
        VERIFIER_SECRET: verifierSecret,
      };
      return program(home, 'sandbox', 'sandbox/server', env);
    },
    answers: async () => {
      await answersOk(at.bankUrl);
      await answersOk(at.verifierUrl);
    },
  };
  return { spec, at };
}

/** The worker; it serves health and metrics on a port of its own. */
export function workerPart(where: Where, env: () => NodeJS.ProcessEnv) {
  const { home, ports } = where;
  const at = { url: '' };
  const spec: PartSpec = {
    name: 'worker',
    grace: 30_000,
    releasePorts: () => ports.release('worker'),
    child: async () => {
      const port = await ports.claim('worker', 0, 0, (line) => where.report('worker', 'working', line));
      at.url = `http://${LOOPBACK}:${port}`;
      return program(home, 'worker', 'worker', { ...env(), WORKER_PORT: String(port) });
    },
    answers: () => answersOk(`${at.url}/readyz`),
  };
  return { spec, at };
}

/** The API; links and callbacks carry its own address unless `PUBLIC_URL` says another. */
export function apiPart(where: Where, wanted: number | undefined, env: () => NodeJS.ProcessEnv) {
  const { home, ports } = where;
  const at = { url: '' };
  const claim = async () => {
    const port = await ports.claim('api', wanted, 3000, (line) => where.report('api', 'working', line));
    at.url = `http://${LOOPBACK}:${port}`;
    return port;
  };
  const spec: PartSpec = {
    name: 'api',
    grace: 30_000,
    releasePorts: () => ports.release('api'),
    child: async () => {
      const given = { ...env(), HOST: LOOPBACK, PORT: String(await claim()) };
      return program(home, 'api', 'api/server', given, apiOptions(process.versions.node));
    },
    // Not ready yet where no worker polls: the two are started side by side.
    answers: () => answersOk(`${at.url}/livez`),
  };
  return { spec, at, claim };
}

function program(home: Home, name: PartName, entry: string, env: NodeJS.ProcessEnv, options = SOURCE_MAPS) {
  const file = path.join(projectRoot(), 'dist', `${entry}.js`);
  return { name, command: process.execPath, args: [...options, file], env, log: home.path('logs', `${name}.log`) };
}

const SOURCE_MAPS = ['--enable-source-maps'];

/**
 * Options of Node for the API, by Node's version.
 *
 * An upload consists of short-lived buffers. For every few megabytes of these, Node 24 collects the whole heap, where
 * others collect the young part (nodejs/node#61967). With its V8's former limit a file costs a quarter of the processor
 * time, and less memory (ADR 16). Other versions, which may not know the option, get none.
 */
export function apiOptions(version: string): string[] {
  return version.startsWith('24.') ? [...SOURCE_MAPS, '--scavenger-max-new-space-capacity-mb=8'] : SOURCE_MAPS;
}

async function answersOk(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url} says ${response.status}`);
}
