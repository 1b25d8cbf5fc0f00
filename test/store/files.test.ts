import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { deriveKeys, fileKey, newSecret } from '../../security/keys';
import { decryption, encryption } from '../../store/files/cipher';
import { FileTooLarge } from '../../store/store';
import { brokenAfter, bytesOf, type Fixture, kept, openFixture } from './fixture';

const DAY = 86_400_000;
let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.dispose());

const meta = (change: object = {}) => ({
  session_id: randomUUID(),
  seq: 2,
  field: 'id_scan',
  filename: 'Maria Popescu – carte.jpg',
  inspect: async () => 'image/jpeg',
  ...change,
});
const stored = async () => ({
  files: await fixture.database.collection('uploads.files').countDocuments(),
  chunks: await fixture.database.collection('uploads.chunks').countDocuments(),
});

describe('a stored file', () => {
  test.each([1, 1000, 64 * 1024, 64 * 1024 + 1, 3_000_000])('of %i bytes comes back as it was sent', async (size) => {
    const { files } = fixture.store;
    const content = randomBytes(size);
    const about = meta();
    const file = await kept(files, Readable.from([content.subarray(0, size >> 1), content.subarray(size >> 1)]), about);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const { inspect: _inspect, ...named } = about;
    expect(file).toEqual({ ...named, media_type: 'image/jpeg', upload_id: expect.any(String), bytes: size, sha256 });
    expect((await bytesOf(await files.open(file.upload_id))).equals(content)).toBe(true);
    expect(await files.list(about.session_id, 2)).toEqual([file]);
  });

  test('lies in the database without a byte of its content or its name', async () => {
    const content = Buffer.from('Popescu '.repeat(1000));
    const { upload_id } = await kept(fixture.store.files, Readable.from([content]), meta());
    const file = await fixture.database.collection('uploads.files').findOne({ _id: upload_id as never });
    const chunks = await fixture.database.collection('uploads.chunks').find({ files_id: upload_id }).toArray();
    expect(JSON.stringify(file)).not.toContain('Popescu');
    expect(Buffer.concat(chunks.map(({ data }) => data.buffer)).includes('Popescu')).toBe(false);
  });

  test('is listed with the others of its step and session, oldest first', async () => {
    const { files } = fixture.store;
    const session_id = randomUUID();
    const made = [];
    for (const seq of [1, 2, 2])
      made.push(await kept(files, Readable.from([Buffer.from('x')]), meta({ session_id, seq })));
    const ids = (list: { upload_id: string }[]) => list.map(({ upload_id }) => upload_id);
    expect(ids(await files.list(session_id, 2)).sort()).toEqual(ids(made.slice(1)).sort());
    expect(ids(await files.list(session_id))).toHaveLength(3);
    expect(await files.list(randomUUID())).toEqual([]);
  });

  test('is gone once removed, and so are all of a session', async () => {
    const { files } = fixture.store;
    const session_id = randomUUID();
    const [one, two] = [
      await kept(files, Readable.from([Buffer.from('1')]), meta({ session_id })),
      await kept(files, Readable.from([Buffer.from('2')]), meta({ session_id })),
    ];
    const other = await kept(files, Readable.from([Buffer.from('3')]), meta());
    await files.remove(one.upload_id);
    await files.remove(one.upload_id);
    expect(await files.open(one.upload_id)).toBeUndefined();
    expect(await files.list(session_id)).toEqual([two]);
    await files.removeSession(session_id);
    expect(await files.list(session_id)).toEqual([]);
    expect((await bytesOf(await files.open(other.upload_id))).toString()).toBe('3');
  });

  test('that was changed in the database does not come back', async () => {
    const { files } = fixture.store;
    const { upload_id } = await kept(files, Readable.from([randomBytes(100_000)]), meta());
    const chunks = fixture.database.collection('uploads.chunks');
    const chunk = await chunks.findOne({ files_id: upload_id });
    const data = Buffer.from(chunk?.data.buffer);
    data.writeUInt8(data.readUInt8(70_000) ^ 1, 70_000);
    await chunks.updateOne({ _id: chunk?._id as mongo.ObjectId }, { $set: { data: new mongo.Binary(data) } });
    await expect(files.open(upload_id).then(bytesOf)).rejects.toThrow();
  });
});

describe('an upload that fails', () => {
  test('half-way leaves nothing behind', async () => {
    const before = await stored();
    const pieces = Array.from({ length: 20 }, () => randomBytes(50_000));
    await expect(fixture.store.files.write(brokenAfter(pieces), meta())).rejects.toThrow('the connection broke');
    expect(await stored()).toEqual(before);
  });

  test('since the sender hung up leaves nothing behind', async () => {
    const before = await stored();
    const source = new PassThrough();
    const written = fixture.store.files.write(source, meta());
    source.write(randomBytes(600_000), () => source.destroy());
    await expect(written).rejects.toThrow();
    expect(await stored()).toEqual(before);
  });

  test('since it is too large says so and leaves nothing behind', async () => {
    const before = await stored();
    const pieces = Array.from({ length: 20 }, () => randomBytes(50_000));
    await expect(fixture.store.files.write(Readable.from(pieces), meta({ max_bytes: 999_999 }))).rejects.toThrow(
      FileTooLarge,
    );
    expect(await stored()).toEqual(before);
    const { bytes } = await kept(fixture.store.files, Readable.from(pieces), meta({ max_bytes: 1_000_000 }));
    expect(bytes).toBe(1_000_000);
  });
});

describe('a sweep', () => {
  test('removes the files of sessions that were over a day ago, and no others', async () => {
    const { files } = fixture.store;
    const end = new Date();
    const over = await kept(files, Readable.from([Buffer.from('x')]), meta({ expires_at: end }));
    const endless = await kept(files, Readable.from([Buffer.from('x')]), meta());
    await fixture.store.sweep(new Date(end.getTime() + DAY - 1000));
    expect(await files.open(over.upload_id).then(bytesOf)).toHaveLength(1);
    await fixture.store.sweep(new Date(end.getTime() + DAY + 1000));
    expect(await files.open(over.upload_id)).toBeUndefined();
    expect(await files.open(endless.upload_id).then(bytesOf)).toHaveLength(1);
  });

  test('removes what is left of an upload that was never completed, after a day', async () => {
    const before = await stored();
    const { upload_id, session_id } = await kept(fixture.store.files, Readable.from([randomBytes(600_000)]), meta());
    // As a process leaves it that dies before the end.
    const undone = { $set: { length: 0, 'metadata.sha256': '' } };
    await fixture.database.collection('uploads.files').updateOne({ _id: upload_id as never }, undone);
    expect(await fixture.store.files.open(upload_id)).toBeUndefined();
    expect(await fixture.store.files.list(session_id)).toEqual([]);
    await fixture.store.sweep(new Date());
    expect((await stored()).chunks).toBe(before.chunks + 3);
    await fixture.store.sweep(new Date(Date.now() + DAY + 5000));
    expect(await stored()).toEqual(before);
  });

  test('leaves files that GridFS’s own tools can read', async () => {
    const { upload_id } = await kept(fixture.store.files, Readable.from([randomBytes(600_000)]), meta());
    const bucket = new mongo.GridFSBucket(fixture.database, { bucketName: 'uploads' });
    const [file] = await bucket.find({ _id: upload_id as never }).toArray();
    expect(await bytesOf(bucket.openDownloadStream(upload_id as never))).toHaveLength(file?.length ?? 0);
  });
});

describe('the cipher of files', () => {
  const keys = deriveKeys(newSecret());
  const key = fileKey(keys, 'id');
  const BLOCK = 64 * 1024;
  const through = async (content: Buffer, transform: ReturnType<typeof encryption>, pieces = [content]) =>
    bytesOf(Readable.from(pieces).pipe(transform));

  test('gives back what went in, however the stream is cut', async () => {
    const sizes = fc.constantFrom(0, 1, 100, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 17);
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: BLOCK }), async (size, cut) => {
        const content = randomBytes(size);
        const sealed = await through(content, encryption(key));
        const pieces = Array.from({ length: Math.ceil(sealed.length / cut) }, (_, i) =>
          sealed.subarray(i * cut, (i + 1) * cut),
        );
        fc.pre(pieces.length < 500);
        expect((await through(sealed, decryption(key), pieces)).equals(content)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('does not open under another file’s id, cut off, with blocks swapped or left out', async () => {
    const sealed = await through(randomBytes(2 * BLOCK + 100), encryption(key));
    const frame = BLOCK + 16;
    const [a, b, c] = [sealed.subarray(0, frame), sealed.subarray(frame, 2 * frame), sealed.subarray(2 * frame)];
    const open = (bytes: Buffer, id = 'id') => {
      const transform = decryption(fileKey(keys, id));
      transform.end(bytes);
      return bytesOf(transform);
    };
    await expect(open(sealed)).resolves.toHaveLength(2 * BLOCK + 100);
    await expect(open(sealed, 'other')).rejects.toThrow();
    for (const forged of [[a, b], [a], [b, a, c], [a, c], [a, b, c.subarray(1)], [a, b, b, c], []]) {
      await expect(open(Buffer.concat(forged))).rejects.toThrow();
    }
  });
});
