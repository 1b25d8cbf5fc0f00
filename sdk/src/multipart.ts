import { newKey } from './retry.js';

/** Bytes that come piece by piece: a Node stream, a web stream, an async generator. They can be sent once only. */
export type ByteStream = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** A file of a form. */
export interface Part {
  field: string;
  filename: string;
  type: string;
  content: Blob | Uint8Array | ByteStream;
}

/** Bytes a piece: progress is told as often. */
const PIECE = 65_536;

const sizeOf = ({ content }: Part): number | undefined => {
  if (content instanceof Blob) return content.size;
  return content instanceof Uint8Array ? content.byteLength : undefined;
};

/** As browsers write names into a form. */
const quoted = (text: string) => text.replace(/\n/g, '%0A').replace(/\r/g, '%0D').replace(/"/g, '%22');

/**
 * A form as a stream (RFC 7578): nothing is gathered, and every piece is counted as the network takes it.
 *
 * @returns the stream, its content type, and its bytes if they are known
 */
export function encodeMultipart(
  fields: Record<string, string>,
  parts: readonly Part[],
  onProgress: (loaded: number) => void,
): { body: ReadableStream<Uint8Array>; type: string; total: number | undefined } {
  const boundary = `vestibule-${newKey()}`;
  const encoder = new TextEncoder();
  const head = (disposition: string, type = '') =>
    encoder.encode(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${type}\r\n`);
  const texts = Object.entries(fields).flatMap(([name, value]) => [
    head(`name="${quoted(name)}"`),
    encoder.encode(`${value}\r\n`),
  ]);
  const heads = parts.map(({ field, filename, type }) =>
    head(`name="${quoted(field)}"; filename="${quoted(filename)}"`, `Content-Type: ${quoted(type)}\r\n`),
  );
  const newLine = encoder.encode('\r\n');
  const end = encoder.encode(`--${boundary}--\r\n`);

  async function* pieces() {
    yield* texts;
    for (const [index, part] of parts.entries()) {
      yield heads[index] as Uint8Array;
      yield* contentOf(part);
      yield newLine;
    }
    yield end;
  }
  const source = pieces();
  let loaded = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await source.next();
      if (done) return controller.close();
      controller.enqueue(value);
      loaded += value.byteLength;
      onProgress(loaded);
    },
    async cancel() {
      await source.return(undefined);
    },
  });
  const around = [...texts, ...heads, ...parts.map(() => newLine), end].reduce((sum, one) => sum + one.byteLength, 0);
  const sizes = parts.map(sizeOf);
  const total = sizes.reduce((sum, size) => (sum === undefined || size === undefined ? undefined : sum + size), around);
  return { body, type: `multipart/form-data; boundary=${boundary}`, total };
}

async function* contentOf({ content }: Part): AsyncGenerator<Uint8Array, void, undefined> {
  if (content instanceof Blob) {
    for (let at = 0; at < content.size; at += PIECE)
      yield new Uint8Array(await content.slice(at, at + PIECE).arrayBuffer());
  } else if (content instanceof Uint8Array) {
    for (let at = 0; at < content.byteLength; at += PIECE) yield content.subarray(at, at + PIECE);
  } else {
    yield* piecesOf(content);
  }
}

/** The pieces of a stream; Safari's ReadableStream can't be iterated. */
export async function* piecesOf(content: ByteStream): AsyncGenerator<Uint8Array, void, undefined> {
  if (Symbol.asyncIterator in content) {
    yield* content;
    return;
  }
  const reader = (content as ReadableStream<Uint8Array>).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
