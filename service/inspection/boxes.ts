/** Boxes of which a whole file has all bytes; what else follows them may be a phone's own addition. */
const BOXES = new Set(['ftyp', 'meta', 'mdat', 'moov', 'free', 'skip', 'uuid']);

/**
 * Whether a file in the ISO base media file format (ISO/IEC 14496-12, 4.2) ends within a box, or before the box with
 * its pixels.
 */
export function isCutWithinBox(bytes: Buffer): boolean {
  let hasPixels = false;
  for (let at = 0; at + 8 <= bytes.length; ) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (!BOXES.has(type)) break;
    const size = sizeOf(bytes, at);
    if (size < 8 || at + size > bytes.length) return true;
    hasPixels ||= type === 'mdat' || (type === 'meta' && bytes.subarray(at, at + size).includes('idat'));
    at += size;
  }
  return !hasPixels;
}

/** A size of 1 means that it follows in 64 bits; of 0, that the box is the last one. */
function sizeOf(bytes: Buffer, at: number): number {
  const size = bytes.readUInt32BE(at);
  if (size === 0) return bytes.length - at;
  if (size !== 1) return size;
  return at + 16 <= bytes.length ? Number(bytes.readBigUInt64BE(at + 8)) : bytes.length + 1;
}
