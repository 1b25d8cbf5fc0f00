/** One server-sent event. */
export interface ServerSentEvent {
  id: string | undefined;
  type: string;
  data: string;
}

/**
 * The events of a stream, as the WHATWG describes the format. An event that the stream breaks off in is dropped.
 *
 * @param heard is called for everything that arrives, comments too
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  heard: () => void,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      text += decoder.decode(value, { stream: true });
      // A CR at the end may be half of a CRLF.
      const held = text.endsWith('\r') ? '\r' : '';
      const blocks = text
        .slice(0, text.length - held.length)
        .replace(/\r\n?/g, '\n')
        .split('\n\n');
      text = (blocks.pop() ?? '') + held;
      for (const block of blocks) {
        const event = eventOf(block);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function eventOf(block: string): ServerSentEvent | undefined {
  const fields = block.split('\n').flatMap((line) => {
    const [, name, value = ''] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value }];
  });
  const all = (wanted: string) => fields.filter(({ name }) => name === wanted).map(({ value }) => value);
  const data = all('data');
  if (data.length === 0) return undefined;
  return { id: all('id').at(-1), type: all('event').at(-1) ?? 'message', data: data.join('\n') };
}
