import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { unusable } from '../../../toolkit/http';

/** Bytes of everything inside an archive, unpacked. */
const MOST = 32 * 1024 * 1024;
const FILES = 500;

const startsWith = (bytes: Buffer, ...start: number[]): boolean => start.every((byte, index) => bytes[index] === byte);
const isGzip = (bytes: Buffer): boolean => startsWith(bytes, 0x1f, 0x8b);
const isZip = (bytes: Buffer): boolean => startsWith(bytes, 0x50, 0x4b, 0x03, 0x04);

/**
 * The documents in a download: of a zip its files, of a gzip what it packs, else the bytes themselves. Told by the
 * content, not by its name. Throws `ConnectorError` where it is broken, or unpacks to more than 32 MiB.
 */
export function unpacked(bytes: Buffer): Buffer[] {
  try {
    if (isGzip(bytes)) return [gunzipSync(bytes, { maxOutputLength: MOST })];
    return isZip(bytes) ? unzipped(bytes) : [bytes];
  } catch (cause) {
    throw unusable(cause);
  }
}

function unzipped(bytes: Buffer): Buffer[] {
  let [total, files] = [0, 0];
  const found = unzipSync(bytes, {
    filter: ({ originalSize, name }) => {
      total += originalSize;
      if (total > MOST || ++files > FILES) throw new Error('too much in an archive');
      return !name.endsWith('/');
    },
  });
  return Object.values(found).map((file) => Buffer.from(file));
}
