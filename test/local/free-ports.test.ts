import { createServer, type Server } from 'node:net';
import { freePort, LOOPBACK } from '../../local/servers/free-ports';

describe('A port', () => {
  let occupied: Server;
  let port: number;
  beforeEach(async () => {
    occupied = createServer();
    await new Promise<void>((resolve) => occupied.listen(0, LOOPBACK, resolve));
    port = (occupied.address() as { port: number }).port;
  });
  afterEach(() => new Promise((resolve) => occupied.close(resolve)));

  test('in use gives way to the next free one', async () => {
    expect(await freePort(port)).toBeGreaterThan(port);
  });

  test('promised to somebody else gives way too', async () => {
    const taken = new Set<number>();
    const first = await freePort(port, taken);
    const second = await freePort(first, taken);
    expect(second).toBeGreaterThan(first);
    expect([...taken]).toEqual([first, second]);
  });

  test('is any free one where none is preferred', async () => {
    const taken = new Set<number>();
    const ports = [await freePort(0, taken), await freePort(0, taken), await freePort(0, taken)];
    expect(new Set(ports).size).toBe(3);
    expect(Math.min(...ports)).toBeGreaterThan(1023);
  });
});
