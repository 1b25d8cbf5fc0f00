import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

export interface FilePart {
  field: string;
  filename: string;
  mediaType: string;
  open(): Promise<AsyncIterable<Uint8Array>>;
}

/** `multipart/form-data` (RFC 7578) as a stream: each file is opened when its turn comes, and never held whole. */
export function multipart(fields: Record<string, string>, files: FilePart[]): { contentType: string; body: Readable } {
  const boundary = `vestibule-${randomUUID()}`;
  async function* parts(): AsyncGenerator<Uint8Array | string> {
    for (const [name, value] of Object.entries(fields)) {
      yield `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`;
    }
    for (const { field, filename, mediaType, open } of files) {
      yield `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(field)}"; filename="${quoted(filename)}"\r\n`;
      yield `content-type: ${mediaType.replace(/[^!-~]/g, '')}\r\n\r\n`;
      yield* await open();
      yield '\r\n';
    }
    yield `--${boundary}--\r\n`;
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Readable.from(parts(), { objectMode: false }),
  };
}

/** As browsers do: a quote or a line break would end the name. */
const quoted = (text: string): string => text.replace(/["\r\n]/g, (character) => encodeURIComponent(character));
