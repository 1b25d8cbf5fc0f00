import { connect, createServer, type Server, type Socket } from 'node:net';
import { LOOPBACK } from '../../local/servers/free-ports';

/** A line to a server, at an address of its own, that can be cut and joined again. */
export class Line {
  readonly address: string;
  private readonly ends = new Set<Socket>();
  private listener: Server | undefined;
  constructor(
    private readonly port: number,
    private readonly server: string,
  ) {
    this.address = `${LOOPBACK}:${port}`;
  }

  async join(): Promise<void> {
    const [host, port] = this.server.split(':');
    this.listener = createServer((near) => {
      const far = connect(Number(port), host);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.ends.add(from);
        from.on('error', () => {}).on('close', () => to.destroy());
        from.pipe(to);
      }
    });
    await new Promise<void>((resolve) => this.listener?.listen(this.port, LOOPBACK, resolve));
  }

  /** Nothing goes through any more, and nobody is told. */
  silence(): void {
    for (const end of this.ends) end.unpipe().pause();
  }

  async cut(): Promise<void> {
    for (const end of this.ends) end.destroy();
    await new Promise((resolve) => (this.listener ? this.listener.close(resolve) : resolve(undefined)));
  }
}
