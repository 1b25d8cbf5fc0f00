import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import sharp from 'sharp';

/*
 * Small files of the kinds that people send, made here: nothing in them is anybody's. The broken ones are harmless, too:
 * they are cut off, locked or declare more than they have.
 */

type Size = [width: number, height: number];

/** Pixels that don't compress to nothing. */
function pixels([width, height]: Size, channels: 1 | 3 | 4 = 3) {
  const raw = Buffer.alloc(width * height * channels);
  for (let i = 0; i < raw.length; i++) raw.writeUInt8((Math.imul(i, 2_654_435_761) >>> 13) & 0xff, i);
  return sharp(raw, { raw: { width, height, channels } });
}

export const jpeg = (size: Size = [120, 80], progressive = false) => pixels(size).jpeg({ progressive }).toBuffer();
/** A JPEG whose scan says of its coefficients what no baseline JPEG may, as phones of one maker write it. */
export async function oddJpeg(): Promise<Buffer> {
  const bytes = await jpeg();
  const scan = bytes.indexOf(Buffer.from('ffda', 'hex'));
  const end = scan + 2 + bytes.readUInt16BE(scan + 2);
  bytes.writeUInt8(0, end - 2);
  return bytes;
}
export const png = (size: Size = [120, 80]) => pixels(size, 4).png().toBuffer();
export const gif = (size: Size = [60, 40]) => pixels(size).gif().toBuffer();
export const webp = (size: Size = [60, 40]) => pixels(size).webp().toBuffer();
export const avif = (size: Size = [64, 64]) => pixels(size).avif({ effort: 0 }).toBuffer();

/** A picture of one colour, which a few bytes declare; `length` of them are there. */
export function declaredPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, pngChunk('IHDR', header), pngChunk('IDAT', Buffer.alloc(8)), pngChunk('IEND')]);
}

function pngChunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/** A grey TIFF as scanners write it: first the pixels, then the directory, whose place is only known then. */
export function tiff(size = 80): Buffer {
  const data = Buffer.alloc(size * size, 0x55);
  const entries: [tag: number, type: number, count: number, value: number][] = [
    [256, 4, 1, size],
    [257, 4, 1, size],
    [258, 3, 1, 8],
    [259, 3, 1, 1],
    [262, 3, 1, 1],
    [273, 4, 1, 8],
    [277, 3, 1, 1],
    [278, 4, 1, size],
    [279, 4, 1, data.length],
  ];
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length, 0);
  entries.forEach(([tag, type, count, value], n) => {
    const at = 2 + n * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(count, at + 4);
    directory.writeUInt32LE(value, at + 8);
  });
  const header = Buffer.from('49492a0000000000', 'hex');
  header.writeUInt32LE(8 + data.length, 4);
  return Buffer.concat([header, data, directory]);
}

/**
 * A HEIC picture by its container alone. The pixels of a real one are HEVC, for which there is no free encoder; nobody
 * decodes these.
 */
export function heic(major: 'heic' | 'mif1' = 'heic', [width, height]: Size = [640, 480], brands = 'mif1heic') {
  const ftyp = box('ftyp', Buffer.from(`${major}\0\0\0\0${brands}`));
  const mdat = box('mdat', Buffer.alloc(600, 7));
  const metaOf = (offset: number) =>
    box(
      'meta',
      uint32(0),
      box('hdlr', Buffer.alloc(8), Buffer.from('pict'), Buffer.alloc(13)),
      box('pitm', uint32(0), uint16(1)),
      box('iinf', uint32(0), uint16(1), box('infe', uint32(0x02000000), uint16(1), uint16(0), Buffer.from('hvc1\0'))),
      box(
        'iprp',
        box('ipco', box('ispe', uint32(0), uint32(width), uint32(height)), box('hvcC', HEVC_CONFIGURATION)),
        box('ipma', uint32(0), uint32(1), uint16(1), Buffer.from([2, 0x81, 0x82])),
      ),
      box('iloc', uint32(0), uint16(0x4400), uint16(1), uint16(1), uint16(0), uint16(1), uint32(offset), uint32(600)),
    );
  const offset = ftyp.length + metaOf(0).length + 8;
  return Buffer.concat([ftyp, metaOf(offset), mdat]);
}
/** Main profile, no parameter sets (ISO/IEC 14496-15, 8.3.3.1). */
const HEVC_CONFIGURATION = Buffer.from('01016000000090000000000000f000fcfdf8f800000f00', 'hex');

const uint16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from(type), ...content]);
  return Buffer.concat([uint32(body.length + 4), body]);
}

interface PdfOptions {
  pages?: number;
  /** Adds a stream of so many bytes. */
  padding?: number;
  /** Needed to open it; `''`: only an owner's password restricts what may be done with it. */
  password?: string;
  /** Before the header. */
  prefix?: string;
}

/** A PDF of empty pages with its table of objects. */
export function pdf({ pages = 1, padding = 0, password, prefix = '' }: PdfOptions = {}): Buffer {
  const kids = Array.from({ length: pages }, (_, n) => `${n + 4} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    `<< /Length ${padding} >>\nstream\n${'\u00b7'.repeat(padding)}\nendstream`,
    ...Array.from({ length: pages }, () => '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>'),
  ];
  const encrypt = password === undefined ? '' : ` /Encrypt ${objects.length + 1} 0 R /ID [<${ID}> <${ID}>]`;
  if (password !== undefined) objects.push(encryption(password));
  let text = '%PDF-1.7\n';
  const offsets = objects.map((body, n) => {
    const at = text.length;
    text += `${n + 1} 0 obj\n${body}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${encrypt} >>\nstartxref\n${text.length}\n%%EOF\n`;
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}${trailer}`;
  return Buffer.from(prefix + text + table, 'latin1');
}

const ID = '00112233445566778899aabbccddeeff';
const PAD = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

/** The standard security handler, revision 2 (ISO 32000-1, 7.6.3): enough to need the user's password. */
function encryption(password: string): string {
  const padded = (word: string) => Buffer.concat([Buffer.from(word, 'latin1'), PAD]).subarray(0, 32);
  const md5 = (...parts: Buffer[]) => createHash('md5').update(Buffer.concat(parts)).digest().subarray(0, 5);
  const owner = rc4(md5(padded('owner')), padded(password));
  const permissions = Buffer.from('c0ffffff', 'hex');
  const key = md5(padded(password), owner, permissions, Buffer.from(ID, 'hex'));
  const hex = (bytes: Buffer) => `<${bytes.toString('hex')}>`;
  const P = permissions.readInt32LE(0);
  return `<< /Filter /Standard /V 1 /R 2 /O ${hex(owner)} /U ${hex(rc4(key, PAD))} /P ${P} >>`;
}

/** RC4, which OpenSSL no longer offers. */
function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i);
  const swap = (a: number, b: number) => {
    [state[a], state[b]] = [state[b] as number, state[a] as number];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] as number) + (key[i % key.length] as number)) & 255;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) & 255;
      j = (j + (state[i] as number)) & 255;
      swap(i, j);
      return byte ^ (state[((state[i] as number) + (state[j] as number)) & 255] as number);
    }),
  );
}

const XLSX_MAIN = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** A spreadsheet, whose type stands in an entry after one that is larger than what a sniffer reads first. */
export const xlsx = (): Buffer =>
  Buffer.from(
    zipSync(
      {
        'xl/media/noise.bin': new Uint8Array(createNoise(9_000)),
        '[Content_Types].xml': bytes(
          `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="${XLSX_MAIN}"/></Types>`,
        ),
        'xl/workbook.xml': bytes('<workbook/>'),
      },
      { level: 6 },
    ),
  );

const createNoise = (length: number): Buffer =>
  Buffer.concat(Array.from({ length: Math.ceil(length / 32) }, (_, n) => createHash('sha256').update(`${n}`).digest()));

/** A signed container (ETSI EN 319 162-1), with the entry that names its type or without. */
export const asice = (isNamed = true): Buffer =>
  Buffer.from(
    zipSync({
      ...(isNamed ? { mimetype: [bytes('application/vnd.etsi.asic-e+zip'), { level: 0 }] } : {}),
      'contract.txt': bytes('I agree.'),
      'META-INF/signatures0.xml': bytes('<asic:XAdESSignatures/>'),
    }),
  );

/** A signed message by its outermost structure (RFC 5652): content type and an empty set. */
export const p7m = (): Buffer => Buffer.from(`3080${SIGNED_DATA}a0803080020101310000000000`, 'hex');
const SIGNED_DATA = '06092a864886f70d010702';
/** An encrypted document of Office: a compound file (MS-CFB) by its header and the name of its stream. */
export const lockedXlsx = (): Buffer =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(1_016),
    Buffer.from('EncryptedPackage\0', 'utf16le'),
    Buffer.alloc(990),
  ]);

/** A signed message as programs hand it out in text. */
export const p7mPem = (): Buffer =>
  Buffer.from(`-----BEGIN PKCS7-----\n${p7m().toString('base64')}\n-----END PKCS7-----\n`);
