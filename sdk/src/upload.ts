import type { Exchange } from './http.js';
import { type ByteStream, encodeMultipart, type Part, piecesOf } from './multipart.js';

/** A file by its content; a `File` brings its name along. */
export type Upload =
  | Blob
  | Uint8Array
  | {
      content: Blob | Uint8Array | ByteStream;
      /** `upload` by default. */
      filename?: string;
      /** As the sender believes; the API judges by content. */
      type?: string;
    };

/** What is used of it. The types of browsers are not there where only Node's are. */
interface BrowserRequest {
  upload: { onprogress?: (event: { loaded: number; total: number }) => void };
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  readonly status: number;
  readonly responseText: string;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getResponseHeader(name: string): string | null;
  abort(): void;
  send(body: FormData): void;
}
const browserRequest = () => (globalThis as unknown as { XMLHttpRequest?: new () => BrowserRequest }).XMLHttpRequest;

/** How far an upload is: bytes handed to the network, with the form around the files. */
export interface Progress {
  loaded: number;
  /** Absent for streams, whose length nobody knows. */
  total?: number;
}

/** A form to send. */
export interface Form {
  fields: Record<string, string>;
  field: string;
  files: readonly Upload[];
  onProgress?: ((progress: Progress) => void) | undefined;
}

const isBlob = (value: unknown): value is Blob => value instanceof Blob;
const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

/** A file's parts, by whichever way it was given. */
function partOf(field: string, file: Upload): Part {
  const given = isBlob(file) || isBytes(file) ? { content: file } : file;
  const { content } = given;
  const own = isBlob(content) ? { name: (content as Partial<File>).name, type: content.type } : {};
  return {
    field,
    filename: given.filename ?? own.name ?? 'upload',
    type: given.type ?? (own.type || 'application/octet-stream'),
    content,
  };
}

/** Whether the same form can be sent again: not once a stream is read. */
export const canBeRepeated = ({ files }: Form): boolean =>
  files.every((file) => isBlob(file) || isBytes(file) || isBlob(file.content) || isBytes(file.content));

/** Sends a form: by XMLHttpRequest where progress is asked for and there is one; by streams in Node. */
export async function formExchange(form: Form, send: typeof fetch): Promise<Exchange> {
  const parts = form.files.map((file) => partOf(form.field, file));
  const Request = browserRequest();
  if (Request) {
    // Browsers stream request bodies over HTTP/2 only, and not all of them do: a stream is gathered first.
    const blobs = await Promise.all(parts.map(async (part) => ({ ...part, content: await asBlob(part) })));
    return form.onProgress
      ? byRequest(Request, formData(form, blobs), form.onProgress)
      : byFetch(formData(form, blobs), send);
  }
  if (!form.onProgress && canBeRepeated(form)) {
    const blobs = await Promise.all(parts.map(async (part) => ({ ...part, content: await asBlob(part) })));
    return byFetch(formData(form, blobs), send);
  }
  return byStream(form, parts, send);
}

async function asBlob({ content, type }: Part): Promise<Blob> {
  if (isBlob(content) || isBytes(content)) return new Blob([content as Uint8Array<ArrayBuffer>], { type });
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of piecesOf(content)) pieces.push(piece as Uint8Array<ArrayBuffer>);
  return new Blob(pieces, { type });
}

function formData({ fields }: Form, parts: readonly (Part & { content: Blob })[]): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  for (const { field, content, filename } of parts) data.append(field, content, filename);
  return data;
}

const byFetch =
  (body: FormData, send: typeof fetch): Exchange =>
  async (url, headers, signal) => {
    const response = await send(url, { method: 'POST', headers, body, signal });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

/** `fetch` doesn't tell of progress in browsers. */
const byRequest =
  (Request: new () => BrowserRequest, body: FormData, onProgress: (progress: Progress) => void): Exchange =>
  (url, headers, signal) =>
    new Promise((resolve, reject) => {
      const request = new Request();
      request.open('POST', url);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded, total }) => onProgress({ loaded, total });
      request.onload = () =>
        resolve({
          status: request.status,
          headers: { get: (name) => request.getResponseHeader(name) },
          text: request.responseText,
        });
      request.onerror = () => reject(new TypeError('The upload broke off.'));
      request.onabort = () => reject(signal.reason);
      signal.addEventListener('abort', () => request.abort());
      if (signal.aborted) reject(signal.reason);
      else request.send(body);
    });

const byStream =
  (form: Form, parts: readonly Part[], send: typeof fetch): Exchange =>
  async (url, headers, signal) => {
    const { body, type, total } = encodeMultipart(form.fields, parts, (loaded) =>
      form.onProgress?.(total === undefined ? { loaded } : { loaded, total }),
    );
    const init = { method: 'POST', headers: { ...headers, 'Content-Type': type }, body, signal, duplex: 'half' };
    const response = await send(url, init as RequestInit);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
