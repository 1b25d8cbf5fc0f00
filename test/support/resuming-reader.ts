import { setTimeout as delay } from 'node:timers/promises';

/** Reads a stream of server-sent events as EventSource does: where its line ends, it comes back with the last id. */
export class ResumingReader {
  /** Of the events that brought data, in the order in which they came. */
  readonly ids: string[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: whatever the stream has; tests look at what they like
  readonly items: any[] = [];
  /** How often it was let in. */
  lines = 0;
  private last: string | undefined;
  private readonly gone = new AbortController();
  private readonly whenOpen = new Set<() => void>();

  constructor(
    private readonly url: string,
    private readonly request: { method?: string; headers: Record<string, string>; body?: string },
  ) {
    void this.readOn();
  }

  /** Resolves once its first line is open. */
  opened(): Promise<void> {
    if (this.lines > 0) return Promise.resolve();
    return new Promise((resolve) => this.whenOpen.add(resolve));
  }

  leave(): void {
    this.gone.abort();
  }

  private async readOn(): Promise<void> {
    while (!this.gone.signal.aborted) {
      await this.readLine().catch(() => undefined);
      await delay(50);
    }
  }

  private async readLine(): Promise<void> {
    const resume: Record<string, string> = this.last === undefined ? {} : { 'last-event-id': this.last };
    const headers = { accept: 'text/event-stream', ...this.request.headers, ...resume };
    const answer = await fetch(this.url, { ...this.request, headers, signal: this.gone.signal });
    if (answer.status !== 200 || !answer.body) throw new Error(`${this.url} was answered ${answer.status}`);
    this.lines += 1;
    for (const open of this.whenOpen) open();
    let text = '';
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + piece).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.take(block);
    }
  }

  private take(block: string): void {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    const [id, data] = [field('id'), field('data')];
    this.last = id ?? this.last;
    if (id === undefined || data === undefined) return;
    this.ids.push(id);
    this.items.push(JSON.parse(data));
  }
}
