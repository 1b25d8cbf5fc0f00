import fc from 'fast-check';
import type { Inspection } from '../../service/inspection/inspection';
import { createInspector } from '../../service/inspection/inspector';
import * as samples from '../support/samples';
import { INSPECTING_PROGRAM } from './support/test-deps';

const inspector = createInspector(INSPECTING_PROGRAM);

/** A file in pieces of these sizes, again and again. */
function* inPieces(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] as number;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
async function* stream(bytes: Buffer, sizes: readonly number[]) {
  yield* inPieces(bytes, sizes);
}
const inspect = (bytes: Buffer, allowed: string[], sizes = [64 * 1024]): Promise<Inspection> =>
  inspector.inspect(() => stream(bytes, sizes), allowed);

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const ASIC = 'application/vnd.etsi.asic-e+zip';
const P7M = 'application/pkcs7-mime';
const PDF = 'application/pdf';

/** What people send, with the type that they may rightly be asked for. */
const GOOD: [what: string, type: string, make: () => Buffer | Promise<Buffer>][] = [
  ['a JPEG', 'image/jpeg', () => samples.jpeg()],
  ['a progressive JPEG', 'image/jpeg', () => samples.jpeg([120, 80], true)],
  [
    'a JPEG with a phone’s data after its end',
    'image/jpeg',
    async () => Buffer.concat([await samples.jpeg(), TRAILER]),
  ],
  ['a JPEG as some phones write it, against the rules', 'image/jpeg', () => samples.oddJpeg()],
  ['a PNG', 'image/png', () => samples.png()],
  ['a GIF', 'image/gif', () => samples.gif()],
  ['a WebP', 'image/webp', () => samples.webp()],
  ['an AVIF', 'image/avif', () => samples.avif()],
  ['a TIFF with its directory at the end', 'image/tiff', () => samples.tiff()],
  ['a HEIC of brand heic', 'image/heic', () => samples.heic('heic')],
  ['a HEIC of brand mif1', 'image/heic', () => samples.heic('mif1')],
  ['a HEIC that names no brand but mif1', 'image/heic', () => samples.heic('mif1', [640, 480], 'mif1')],
  ['a HEIC where HEIF is asked for', 'image/heif', () => samples.heic('heic')],
  ['a HEIC with a phone’s data after its end', 'image/heic', () => Buffer.concat([samples.heic(), TRAILER])],
  ['a PDF', PDF, () => samples.pdf({ pages: 3, padding: 9_000 })],
  ['a PDF after a thousand bytes of something else', PDF, () => samples.pdf({ prefix: '\r\n'.repeat(500) })],
  [
    'a PDF after a scanner’s binary header',
    PDF,
    () => samples.pdf({ prefix: 'TEXTmdos \x80\xff\0\0'.padEnd(128, '\0') }),
  ],
  ['a PDF with an owner’s password only', PDF, () => samples.pdf({ password: '' })],
  ['a PDF with bytes after its end', PDF, () => Buffer.concat([samples.pdf(), Buffer.alloc(5_000)])],
  ['a spreadsheet', XLSX, () => samples.xlsx()],
  ['a signed container', ASIC, () => samples.asice()],
  ['a signed container that doesn’t name its type', ASIC, () => samples.asice(false)],
  ['a signed container where a ZIP is asked for', 'application/zip', () => samples.asice()],
  ['a signed message', P7M, () => samples.p7m()],
  ['a signed message as text', P7M, () => samples.p7mPem()],
  ['a signed message in plain base64', P7M, () => Buffer.from(samples.p7m().toString('base64'))],
];
const TRAILER = Buffer.from('SEFH\x6a\x00\x00\x00 a phone’s own notes SEFT');

test.each(GOOD)('%s is accepted as %s', async (_what, type, make) => {
  expect(await inspect(await make(), ['image/x-other', type])).toEqual({ media_type: type });
});

const BAD: [what: string, fault: string, type: string, make: () => Buffer | Promise<Buffer>][] = [
  ['a picture of three bytes', 'unreadable', 'image/jpeg', () => Buffer.from('ffd8ff', 'hex')],
  ['a picture of one pixel', 'too_small', 'image/png', () => samples.png([1, 1])],
  ['a picture of one line', 'too_small', 'image/png', () => samples.png([400, 1])],
  ['a picture of billions of pixels', 'too_many_pixels', 'image/png', () => samples.declaredPng(60_000, 60_000)],
  ['a HEIC of billions of pixels', 'too_many_pixels', 'image/heic', () => samples.heic('heic', [60_000, 60_000])],
  ['a picture with pixels missing', 'unreadable', 'image/png', () => samples.declaredPng(400, 400)],
  ['a PDF with a password', 'locked', PDF, () => samples.pdf({ password: 'secret' })],
  ['a spreadsheet with a password', 'locked', XLSX, () => samples.lockedXlsx()],
  ['a spreadsheet that is cut off', 'unreadable', XLSX, () => samples.xlsx().subarray(0, -60)],
  ['a PDF without pages', 'no_pages', PDF, () => samples.pdf({ pages: 0 })],
  ['a PDF’s header alone', 'unreadable', PDF, () => Buffer.from('%PDF-1.7\n')],
  ['nothing', 'empty', PDF, () => Buffer.alloc(0)],
  ['another type', 'media_type', 'image/jpeg', () => samples.png()],
  ['a text', 'media_type', 'image/jpeg', () => Buffer.from('Dear bank, here is my passport.')],
  ['a ZIP where a signed container is asked for', 'media_type', ASIC, () => samples.xlsx()],
];

test.each(BAD)('%s is refused: %s', async (_what, fault, type, make) => {
  expect(await inspect(await make(), [type])).toEqual({ fault });
});

const CUT: [what: string, type: string, make: () => Buffer | Promise<Buffer>][] = GOOD.filter(
  ([what, type]) => /^(image\/|application\/pdf)/.test(type) && !/ after /.test(what),
);

test.each(CUT)('%s (%s) that was cut off is refused, wherever it was cut', async (_what, type, make) => {
  const whole = await make();
  for (const part of [0.3, 0.6, 0.9]) {
    const cut = whole.subarray(0, Math.floor(whole.length * part));
    expect(await inspect(cut, [type])).toEqual({ fault: expect.stringMatching(/^(unreadable|media_type)$/) });
  }
});

test('the pieces in which a file comes never matter', async () => {
  const all = [...GOOD.map(([, type, make]) => ({ type, make })), ...BAD.map(([, , type, make]) => ({ type, make }))];
  const files = await Promise.all(all.map(async ({ type, make }) => ({ type, bytes: await make() })));
  const verdicts = await Promise.all(files.map(({ bytes, type }) => inspect(bytes, [type])));
  const size = fc.oneof(fc.constantFrom(1, 2, 4_099, 4_100, 4_101, 65_536), fc.integer({ min: 1, max: 10_000 }));
  await fc.assert(
    fc.asyncProperty(fc.nat(files.length - 1), fc.array(size, { minLength: 1, maxLength: 5 }), async (n, sizes) => {
      const { bytes, type } = files[n] as { type: string; bytes: Buffer };
      const few = bytes.length / Math.max(...sizes) > 2_000 ? [...sizes, 2_000] : sizes;
      expect(await inspect(bytes, [type], few)).toEqual(verdicts[n]);
    }),
    { numRuns: 150 },
  );
});

describe('A file that its process does not survive', () => {
  test('is refused, and the next one is inspected as ever', async () => {
    const fragile = createInspector(require.resolve('./support/fragile-program'));
    const ask = (text: string) => fragile.inspect(() => stream(Buffer.from(text), [3]), ['image/png']);
    expect(await ask('crash')).toEqual({ fault: 'too_costly' });
    expect(await ask('good')).toEqual({ media_type: 'image/png' });
  });

  test('or that takes too long is refused, and the next one is inspected as ever', async () => {
    const hasty = createInspector(require.resolve('./support/fragile-program'), 300);
    const ask = (text: string) => hasty.inspect(() => stream(Buffer.from(text), [3]), ['image/png']);
    expect(await ask('endless')).toEqual({ fault: 'too_costly' });
    expect(await ask('good')).toEqual({ media_type: 'image/png' });
  });

  test('and whose reading fails says so, and the next one is inspected as ever', async () => {
    async function* broken() {
      yield Buffer.from('%PDF');
      throw new Error('the database is away');
    }
    await expect(inspector.inspect(broken, [PDF])).rejects.toThrow('the database is away');
    expect(await inspect(samples.pdf(), [PDF])).toEqual({ media_type: PDF });
  });
});

test('a file that is empty, or comes with empty pieces, is judged by what it has', async () => {
  expect(await inspector.inspect(() => stream(Buffer.alloc(0), [1]), [PDF])).toEqual({ fault: 'empty' });
  const pieces = [Buffer.alloc(0), samples.pdf(), Buffer.alloc(0)];
  expect(await inspector.inspect(() => pieces, [PDF])).toEqual({ media_type: PDF });
});

test('the process that opens files has none of our environment', async () => {
  process.env.VESTIBULE_PROBE = 'a secret';
  const fragile = createInspector(require.resolve('./support/fragile-program'));
  const found = await fragile.inspect(() => stream(Buffer.from('environment'), [99]), []);
  delete process.env.VESTIBULE_PROBE;
  expect(found).toEqual({ media_type: '' });
});
