import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { runCommand, type Say } from './command';

/** ms until the first byte must be there: a machine without a way out must not wait for it. */
const FIRST_BYTE = 5_000;
/** ms without a byte after which a download is given up. */
const STALL = 20_000;

/** Sends a GET, and resolves once the headers of the answer are there. Rejects with a short reason. */
async function get(url: string, signal: AbortSignal): Promise<Response> {
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || !response.body) throw new Error(`${response.status} ${response.statusText}`);
    return response;
  } catch (error) {
    const cause = (error as { cause?: { code?: string } }).cause?.code;
    throw new Error(
      `${new URL(url).host} ${cause ? `is out of reach (${cause})` : `says: ${(error as Error).message}`}`,
      { cause: error },
    );
  }
}

/** Fetches a small JSON document. */
export async function getJson(url: string): Promise<unknown> {
  return await (await get(url, AbortSignal.timeout(FIRST_BYTE))).json();
}

/** Downloads an archive, of a format that the system's `tar` reads, and unpacks it into the folder. */
export async function downloadArchive(url: string, folder: string, say: Say): Promise<void> {
  const archive = path.join(folder, 'download');
  await mkdir(folder, { recursive: true });
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(new Error('no answer in time')), FIRST_BYTE);
  try {
    const response = await get(url, abort.signal);
    const total = Number(response.headers.get('content-length') ?? 0);
    let bytes = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        clearTimeout(timer);
        timer = setTimeout(() => abort.abort(new Error('the download stalled')), STALL);
        bytes += chunk.length;
        say(`${megabytes(bytes)}${total ? ` of ${megabytes(total)}` : ''} MB of ${url}`);
        done(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body as never), meter, createWriteStream(archive), {
      signal: abort.signal,
    });
  } finally {
    clearTimeout(timer);
  }
  await runCommand('tar', ['-xf', archive, '-C', folder]);
  await rm(archive);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
