import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { Connection } from '@temporalio/client';
import { LOOPBACK } from '../servers/free-ports';
import { ferretdbOnly, isFerretdb, mongoArguments, mongoServer } from '../servers/mongo';
import { keepFinishedSessions } from '../servers/namespace';
import { findProgram } from '../servers/program';
import { missingSearchAttributes } from '../servers/search-attributes';
import { temporalArguments, temporalServer } from '../servers/temporal';
import type { Home } from './home';
import type { PartSpec, Report } from './part';
import type { FreePorts } from './stack-ports';

interface Where {
  home: Home;
  ports: FreePorts;
  report: Report;
}

interface TemporalPorts {
  port?: number | undefined;
  uiPort?: number | undefined;
  metricsPort?: number | undefined;
}

/** Temporal's dev server on this home's data. */
export function temporalPart(where: Where, wanted: TemporalPorts, namespace: string) {
  const { home, ports } = where;
  const say = (line: string) => where.report('temporal', 'working', line);
  const at = { address: '', uiUrl: '' };
  const spec: PartSpec = {
    name: 'temporal',
    grace: 15_000,
    releasePorts: () => ports.release('temporal', 'temporal-ui'),
    child: async () => {
      const { file, how } = await findProgram(temporalServer, say);
      const port = await ports.claim('temporal', wanted.port, 7233, say);
      const uiPort = await ports.claim('temporal-ui', wanted.uiPort, 8233, say);
      at.address = `${LOOPBACK}:${port}`;
      at.uiUrl = `http://${LOOPBACK}:${uiPort}`;
      say(`starting the one ${how}`);
      home.sub('temporal');
      const args = temporalArguments({
        port,
        uiPort,
        namespace,
        metricsPort: wanted.metricsPort,
        database: home.path('temporal', 'temporal.db'),
      });
      return { name: 'Temporal', command: file, args, log: home.path('logs', 'temporal.log') };
    },
    answers: () => namespaceReady(at.address, namespace),
  };
  return { spec, at };
}

/**
 * The server listens before its namespace and search attributes are there. A home of before gets its retention here.
 */
async function namespaceReady(address: string, namespace: string): Promise<void> {
  await accepts(address);
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    const missing = await missingSearchAttributes(connection, namespace);
    if (missing.length > 0) throw new Error(`search attributes not registered yet: ${missing.join(', ')}`);
    await keepFinishedSessions(connection, namespace);
  } finally {
    await connection.close();
  }
}

/** mongod or FerretDB on this home's data; a home stays with the one that wrote it. */
export function mongoPart(where: Where, wanted: number | undefined) {
  const { home, ports } = where;
  const say = (line: string) => where.report('mongo', 'working', line);
  const at = { uri: '', address: '' };
  const spec: PartSpec = {
    name: 'mongo',
    grace: 10_000,
    releasePorts: () => ports.release('mongo'),
    child: async () => {
      const { file, how } = await findProgram(existsSync(home.path('ferretdb')) ? ferretdbOnly : mongoServer, say);
      const port = await ports.claim('mongo', wanted, 27_017, say);
      at.address = `${LOOPBACK}:${port}`;
      at.uri = `mongodb://${at.address}/vestibule`;
      const kind = isFerretdb(file) ? 'ferretdb' : 'mongod';
      say(`starting ${kind} ${how}`);
      const args = mongoArguments(file, { port, data: home.sub(kind) });
      return { name: kind, command: file, args, cwd: home.folder, log: home.path('logs', 'mongo.log') };
    },
    answers: () => accepts(at.address),
  };
  return { spec, at };
}

/** Whether something takes connections there. */
async function accepts(address: string): Promise<void> {
  const [host, port] = address.split(':');
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: String(host), port: Number(port) });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
