import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EventsIo } from '../../../cli/listen/io';

/** A command at work, and what it says. */
export class Running {
  readonly printed: string[] = [];
  readonly complained: string[] = [];
  readonly code: Promise<number>;
  private readonly stop = new AbortController();
  private wake: () => void = () => undefined;

  constructor(run: (argv: string[], io: EventsIo) => Promise<number>, argv: string[], env: NodeJS.ProcessEnv) {
    const into = (lines: string[]) => (text: string) => {
      lines.push(text);
      this.wake();
    };
    const [print, complain] = [into(this.printed), into(this.complained)];
    this.code = run(argv, { print, complain, env, signal: this.stop.signal });
  }

  /** Waits until something is said that makes it true. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => (this.wake = resolve));
  }

  /** Ctrl-C. */
  end(): Promise<number> {
    this.stop.abort();
    return this.code;
  }
}

/** A developer's own server: what was posted to it. */
export interface Hook {
  url: string;
  port: number;
  got: { headers: IncomingHttpHeaders; body: string }[];
  /** The status of its answers. */
  answer: number;
  close(): Promise<void>;
}

export async function openHook(port = 0): Promise<Hook> {
  const got: Hook['got'] = [];
  const server: Server = createServer((req, res) => {
    let body = '';
    req.on('data', (piece) => (body += piece));
    req.on('end', () => {
      got.push({ headers: req.headers, body });
      res.writeHead(hook.answer, hook.answer === 302 ? { location: '/elsewhere' } : {}).end('taken');
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const at = (server.address() as AddressInfo).port;
  const hook: Hook = {
    url: `http://127.0.0.1:${at}/hook`,
    port: at,
    got,
    answer: 204,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return hook;
}
