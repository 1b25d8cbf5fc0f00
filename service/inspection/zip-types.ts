import { unzipSync } from 'fflate';

const ZIP = 'application/zip';
const SIGNED = 'application/vnd.etsi.asic-e+zip';
const MAX_MIMETYPE = 128;

/**
 * The media types of a ZIP that file-type knows no better: a signed container (ETSI EN 319 162) by its `mimetype` entry
 * or by its signatures, else a plain ZIP. Containers of several countries name a type of their own and are built alike.
 */
export function zipTypes(bytes: Buffer): string[] {
  const names: string[] = [];
  const entries = read(bytes, names);
  if (!entries) return [ZIP];
  const named = Buffer.from(entries.mimetype ?? [])
    .toString('latin1')
    .trim();
  const own = /^application\/[a-z0-9.+-]+$/i.test(named) ? [named] : [];
  const isSigned = names.some((name) => /^META-INF\/[^/]*(?:signature|manifest)[^/]*\.(?:xml|p7s)$/i.test(name));
  return [...new Set([...own, ...(isSigned ? [SIGNED] : []), ZIP])];
}

/** Whether it begins as a ZIP and lacks the directory at its end, as one that was cut off. */
export const isCutZip = (bytes: Buffer): boolean =>
  bytes.length > 4 && bytes.readUInt32BE(0) === 0x504b0304 && read(bytes, []) === undefined;

/** Lists the entries and unpacks `mimetype`, if it is one; `undefined` where the directory can't be read. */
function read(bytes: Buffer, names: string[]) {
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize, compression }) => {
        names.push(name);
        return name === 'mimetype' && compression === 0 && originalSize <= MAX_MIMETYPE;
      },
    });
  } catch {
    return undefined;
  }
}
