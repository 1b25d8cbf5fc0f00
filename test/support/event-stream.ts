/** One server-sent event, its data parsed. */
export interface ReceivedEvent {
  type: string;
  id: string;
  // biome-ignore lint/suspicious/noExplicitAny: a session state, of which tests look at what they like
  data: any;
}

/** Reads a stream of server-sent events as it comes in. */
export interface EventReader {
  status: number;
  headers: Headers;
  /** The next event; `undefined` once the server has ended the stream. */
  next(): Promise<ReceivedEvent | undefined>;
  /** All events that are left, until the server ends the stream. */
  rest(): Promise<ReceivedEvent[]>;
  leave(): void;
}

export async function readEvents(url: string | URL, headers: Record<string, string> = {}): Promise<EventReader> {
  const gone = new AbortController();
  const answer = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: gone.signal });
  const events = parse(answer.body as AsyncIterable<Uint8Array> | null);
  const next = async () => (await events.next()).value ?? undefined;
  return {
    status: answer.status,
    headers: answer.headers,
    next,
    async rest() {
      const all: ReceivedEvent[] = [];
      for (let event = await next(); event; event = await next()) all.push(event);
      return all;
    },
    leave: () => gone.abort(),
  };
}

async function* parse(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<ReceivedEvent, undefined> {
  let text = '';
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk).toString();
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => [line.split(': ')[0], line.slice(line.indexOf(': ') + 2)]),
      );
      const [type, id, data] = ['event', 'id', 'data'].map((name) => fields.get(name));
      if (data !== undefined) yield { type: type ?? 'message', id: id ?? '', data: JSON.parse(data) };
    }
  }
  return undefined;
}
