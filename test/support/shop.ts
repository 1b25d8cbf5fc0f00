import { spawn } from 'node:child_process';
import { projectRoot } from '../../runtime/paths';

export interface Shop {
  url: string;
  close(): Promise<void>;
}

/** Opens the sample shop by a command, and waits until it says where it is. @throws Error with what it said instead */
export async function openShop(command: string, env: NodeJS.ProcessEnv): Promise<Shop> {
  const child = spawn(command, {
    cwd: projectRoot(),
    env: { ...process.env, ...env },
    shell: true,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const close = async () => {
    if (child.exitCode === null) process.kill(-Number(child.pid), 'SIGTERM');
    await closed;
  };
  let said = '';
  const url = new Promise<string>((resolve, reject) => {
    const hear = (bytes: Buffer) => {
      said += bytes.toString();
      const found = /The shop is open: (\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void closed.then(() => reject(new Error(`The shop closed: ${said}`)));
  });
  return { url: await url, close };
}
