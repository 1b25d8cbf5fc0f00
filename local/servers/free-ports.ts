import { createServer, type Server } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/**
 * Finds a free port on the loopback interface: the preferred one, else the next free one above it; any if that is 0.
 *
 * @param taken ports that are promised to processes which don't listen yet; the port found is added
 */
export async function freePort(preferred: number, taken: Set<number> = new Set()): Promise<number> {
  for (let port = preferred; port < preferred + 200 && port < 65_536; port += 1) {
    if (port !== 0 && taken.has(port)) continue;
    const free = await tryPort(port);
    if (free !== undefined && !taken.has(free)) {
      taken.add(free);
      return free;
    }
    if (preferred === 0) port -= 1;
  }
  throw new Error(`No free port between ${preferred} and ${preferred + 200}`);
}

/** Whether a port could be listened on just now. */
export const isFree = async (port: number): Promise<boolean> => (await tryPort(port)) !== undefined;

async function tryPort(port: number): Promise<number | undefined> {
  // Somebody who listens on every interface leaves the loopback address free for the bind, so both are tried.
  const any = await listen(port, '0.0.0.0');
  if (!any) return undefined;
  const found = (any.address() as { port: number }).port;
  await close(any);
  const loopback = await listen(found, LOOPBACK);
  if (!loopback) return undefined;
  await close(loopback);
  return found;
}

function listen(port: number, host: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
