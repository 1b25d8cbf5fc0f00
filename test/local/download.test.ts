import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { downloadArchive } from '../../local/servers/download';
import { freePort, LOOPBACK } from '../../local/servers/free-ports';

describe('A download', () => {
  let folder: string;
  let site: Server;
  let url: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'vestibule-test-'));
    writeFileSync(path.join(folder, 'engine'), 'the engine');
    const archive = path.join(folder, 'engine.tar.gz');
    execFileSync('tar', ['-czf', archive, '-C', folder, 'engine']);
    site = createServer((request, response) => {
      if (request.url === '/engine.tar.gz') response.end(readFileSync(archive));
      else if (request.url === '/cut-off.tar.gz')
        response.writeHead(200, { 'content-length': 1000 }).write('half', () => response.destroy());
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => site.listen(0, LOOPBACK, resolve));
    url = `http://${LOOPBACK}:${(site.address() as { port: number }).port}`;
  });
  afterAll(() => {
    site.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is unpacked, and tells how far it is', async () => {
    const said: string[] = [];
    const into = path.join(folder, 'into');
    await downloadArchive(`${url}/engine.tar.gz`, into, (line) => said.push(line));
    expect(readFileSync(path.join(into, 'engine'), 'utf8')).toBe('the engine');
    expect(said.join()).toContain('MB of');
  });

  test('that is refused, cut off or out of reach says so in a sentence', async () => {
    const attempt = (from: string) => downloadArchive(from, path.join(folder, 'refused'), () => {});
    await expect(attempt(`${url}/nothing`)).rejects.toThrow(/says: 404 Not Found$/);
    await expect(attempt(`${url}/cut-off.tar.gz`)).rejects.toThrow();
    await expect(attempt(`http://${LOOPBACK}:${await freePort(0)}/engine.tar.gz`)).rejects.toThrow(
      /is out of reach \(ECONNREFUSED\)$/,
    );
  });
});
