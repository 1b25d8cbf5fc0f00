/** What a preview is woken by: a line, the end of the lines, or a file that has changed. */
export type PreviewEvent = { line: string } | 'end' | 'changed';

/** Events of several sources, in the order in which they come. */
export class EventQueue {
  private readonly waiting: PreviewEvent[] = [];
  private wake: (() => void) | undefined;

  push(event: PreviewEvent): void {
    // Several changes before one is read are one.
    if (event === 'changed' && this.waiting.includes('changed')) return;
    this.waiting.push(event);
    this.wake?.();
  }

  /** Feeds lines until they end. Rejects with nothing: lines that can't be read have ended. */
  async follow(lines: AsyncIterable<string>): Promise<void> {
    try {
      for await (const line of lines) this.push({ line });
    } finally {
      this.push('end');
    }
  }

  /** The next event, or `undefined` where `until` comes first. */
  async next(until: Promise<unknown>): Promise<PreviewEvent | undefined> {
    if (this.waiting.length === 0) await Promise.race([until, new Promise<void>((resolve) => (this.wake = resolve))]);
    return this.waiting.shift();
  }
}
