/** Brands of still pictures in the ISO base media file format (ISO/IEC 23008-12, annex B; AV1 Image File Format). */
const BRANDS: Readonly<Record<string, string>> = {
  heic: 'image/heic',
  heix: 'image/heic',
  heim: 'image/heic',
  heis: 'image/heic',
  hevc: 'image/heic-sequence',
  hevx: 'image/heic-sequence',
  hevm: 'image/heic-sequence',
  hevs: 'image/heic-sequence',
  avif: 'image/avif',
  avis: 'image/avif',
  mif1: 'image/heif',
  mif2: 'image/heif',
  msf1: 'image/heif-sequence',
};
/** Specific first: which codec a picture needs says more than that it is one. */
const ORDER = ['image/avif', 'image/heic', 'image/heic-sequence', 'image/heif', 'image/heif-sequence'];

/**
 * The media types of a picture by all of its brands; `undefined` for a file of another kind. Phones differ in which
 * brand they name first: `heic`, or `mif1` with `heic` among the compatible ones.
 */
export function brandTypes(bytes: Buffer): string[] | undefined {
  if (bytes.length < 16 || bytes.toString('latin1', 4, 8) !== 'ftyp') return undefined;
  const end = Math.min(bytes.readUInt32BE(0), bytes.length, MAX_FTYP);
  const major = bytes.toString('latin1', 8, 12);
  if (!Object.hasOwn(BRANDS, major)) return undefined;
  const brands = new Set([major]);
  for (let at = 16; at + 4 <= end; at += 4) brands.add(bytes.toString('latin1', at, at + 4));
  const types = new Set(
    [...brands].flatMap((brand) => (Object.hasOwn(BRANDS, brand) ? [BRANDS[brand] as string] : [])),
  );
  // Some programs name the general brand alone; then the description of the codec says which picture it is.
  if (types.size === 1 && types.has('image/heif')) {
    const head = bytes.subarray(0, MAX_HEAD);
    if (head.includes('hvcC')) types.add('image/heic');
    else if (head.includes('av1C')) types.add('image/avif');
  }
  // AVIF pictures name the general brands too, yet nobody who asks for HEIF expects their codec.
  if (types.has('image/avif')) return ['image/avif'];
  if (types.has('image/heic')) types.add('image/heif');
  return ORDER.filter((type) => types.has(type));
}

/** Bytes within which a picture's codec is described. */
const MAX_HEAD = 64 * 1024;
/** Bytes of a `ftyp` box that are read; real ones have a few dozen. */
const MAX_FTYP = 1_024;
