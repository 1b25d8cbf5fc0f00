import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, LOOPBACK } from '../../local/servers/free-ports';
import { Home } from '../../local/stack/home';
import { FreePorts } from '../../local/stack/stack-ports';

describe('The port of last time', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vestibule-ports-'));
  const home = new Home(folder);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Somebody who listens there, as a process that was killed does for a moment. */
  async function held(): Promise<{ port: number; letGo: () => void }> {
    const port = await freePort(0);
    home.write('ports.json', { bank: port });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, LOOPBACK, resolve));
    return { port, letGo: () => server.close() };
  }

  test('is waited for while a process that was killed lets go of it, for banks and users know it', async () => {
    const { port, letGo } = await held();
    const claimed = new FreePorts(home).claim('bank', undefined, 4010, () => {});
    setImmediate(letGo);
    expect(await claimed).toBe(port);
  });

  test('is given up where somebody else keeps it, and that is said', async () => {
    const { port, letGo } = await held();
    const said: string[] = [];
    const claimed = await new FreePorts(home).claim('bank', undefined, 4010, (line) => said.push(line));
    letGo();
    expect(claimed).not.toBe(port);
    expect(said).toEqual([`port ${port} is in use, taking ${claimed}`]);
  });
});
