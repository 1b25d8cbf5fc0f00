import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Child } from '../../../local/servers/child';
import { runCommand } from '../../../local/servers/command';
import { freePort, LOOPBACK } from '../../../local/servers/free-ports';
import { findProgram, type ServerProgram } from '../../../local/servers/program';

export const RESTATE = '1.7.12';
const PACKAGE = '@restatedev/restate-server';

const restateServer: ServerProgram = {
  title: 'Restate',
  ways: [
    { kind: 'path', program: 'restate-server' },
    {
      kind: 'download',
      title: `npm install of ${PACKAGE} ${RESTATE}`,
      name: 'restate',
      version: RESTATE,
      program: `node_modules/${PACKAGE}-${process.platform}-${process.arch}/bin/restate-server`,
      make: async (folder, say) => {
        const args = [
          'install',
          '--prefix',
          folder,
          '--ignore-scripts',
          '--no-audit',
          '--no-fund',
          `${PACKAGE}@${RESTATE}`,
        ];
        await runCommand('npm', args, { line: say });
      },
    },
  ],
};

export interface Restate {
  ingress: string;
  /** Tells the server where the service is; returns when it knows. */
  register(service: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Restate on a folder of its own. Like the other servers here, it leaves it to the operating system when a write
 * reaches the disk.
 */
export async function startRestate(home: string, say: (line: string) => void): Promise<Restate> {
  const { file } = await findProgram(restateServer, say);
  const taken = new Set<number>();
  const [ingress, admin, node] = [await freePort(0, taken), await freePort(0, taken), await freePort(0, taken)];
  const data = path.join(home, 'restate');
  mkdirSync(data, { recursive: true });
  const config = path.join(data, 'restate.toml');
  writeFileSync(config, settings({ data, ingress, admin, node }));
  const log = path.join(home, 'logs', 'restate.log');
  const child = new Child({
    name: 'Restate',
    command: file,
    args: ['--config-file', config, '--no-logo'],
    env: { RUST_LOG: 'warn' },
    log,
  });
  return {
    ingress: `http://${LOOPBACK}:${ingress}`,
    async register(uri) {
      const body = JSON.stringify({ uri });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`http://${LOOPBACK}:${admin}/deployments`, { method: 'POST', headers, body });
      if (!answer.ok) throw new Error(`Restate does not take the service: ${answer.status} ${await answer.text()}`);
    },
    stop: () => child.stop(),
  };
}

const settings = ({ data, ingress, admin, node }: { data: string; ingress: number; admin: number; node: number }) => `
base-dir = "${data}"
node-name = "bench"
listen-mode = "tcp"
bind-address = "${LOOPBACK}:${node}"
advertised-address = "http://${LOOPBACK}:${node}"
disable-telemetry = true

[ingress]
bind-address = "${LOOPBACK}:${ingress}"

[admin]
bind-address = "${LOOPBACK}:${admin}"

[bifrost.local]
rocksdb-disable-wal-fsync = true

[log-server]
rocksdb-disable-wal-fsync = true
`;
