import sharp, { type Metadata } from 'sharp';
import { isCutWithinBox } from './boxes';
import type { FileFault } from './inspection';

/** Only these decoders may see a file that somebody has sent. */
const DECODERS = ['Jpeg', 'Png', 'Webp', 'Tiff', 'Nsgif', 'Heif'];
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: DECODERS.map((name) => `VipsForeignLoad${name}Buffer`) });
sharp.cache(false);
sharp.concurrency(1);

/** Pixels of the shorter side: fewer show nothing that a person or a verifier could read. */
const MIN_SIDE = 8;
/** Pixels in all; cameras of phones make 200 million. */
const MAX_PIXELS = 268_402_689;
/** Bytes of a picture that has to be in memory whole to be decoded. */
const MAX_DECODED = 256 * 1024 * 1024;
/** Pages of a TIFF that are decoded. */
const MAX_PAGES = 50;

/** Opens a picture: its size as it declares it, then, unless that is out of bounds, every pixel. */
export async function imageFault(bytes: Buffer): Promise<FileFault | undefined> {
  try {
    const about = await open(bytes).metadata();
    if (!isDecodable(about) && isCutWithinBox(bytes)) return 'unreadable';
    return sizeFault(about) ?? (isDecodable(about) ? await decode(bytes, about) : undefined);
  } catch (error) {
    return /pixel limit|too (?:large|big)/i.test(String(error)) ? 'too_many_pixels' : 'unreadable';
  }
}

/** Data that break the rules are no fault as long as none are missing: some phones write such JPEGs. */
const open = (bytes: Buffer, page = 0) =>
  sharp(bytes, { failOn: 'truncated', limitInputPixels: MAX_PIXELS, sequentialRead: true, page });

function sizeFault(about: Metadata): FileFault | undefined {
  const { width, height } = about;
  if (Math.min(width, height) < MIN_SIDE) return 'too_small';
  if (width * height > MAX_PIXELS || (!isStreamed(about) && decodedBytes(about) > MAX_DECODED))
    return 'too_many_pixels';
  return undefined;
}

/** Formats that are decoded row by row; the others are decoded whole. */
const isStreamed = ({ format, isProgressive }: Metadata): boolean =>
  (format === 'jpeg' || format === 'png') && isProgressive !== true;

const SAMPLE_BYTES: Readonly<Record<string, number>> = { ushort: 2, short: 2, uint: 4, int: 4, float: 4, double: 8 };
const decodedBytes = ({ width, height, channels, depth }: Metadata): number =>
  width * height * channels * (SAMPLE_BYTES[depth] ?? 1);

/** HEVC's patents keep its decoder out of the library; what its container declares is checked all the same. */
const isDecodable = ({ format, compression }: Metadata): boolean => format !== 'heif' || compression === 'av1';

/** Shrinks each page to a few pixels, which takes reading all of it. Throws where data are missing. */
async function decode(bytes: Buffer, { format, pages = 1 }: Metadata): Promise<undefined> {
  const count = format === 'tiff' ? Math.min(pages, MAX_PAGES) : 1;
  for (let page = 0; page < count; page++) await open(bytes, page).resize(8, 8, { fit: 'fill' }).raw().toBuffer();
}
