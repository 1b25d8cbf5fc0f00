import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { Mongoose } from 'mongoose';
import { App, type Body, type Conversation, type Reply } from '../../cli/tour/app';
import * as samples from '../support/samples';
import { openStore, startOwnStack } from '../support/stack';

const SKILL = 'xyz_sbx_#3.9001';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const PICTURES = ['jpeg', 'png', 'gif', 'webp', 'tiff', 'avif', 'heic'].map((name) => `image/${name}`);
const SIGNED = ['application/vnd.etsi.asic-e+zip', 'application/pkcs7-mime'];

/** A skill whose one step takes files of every kind. */
const skill = {
  skill: SKILL,
  title: 'Send files',
  catalog: 'xyz',
  limits: { expires: 'P1D' },
  start: 'files',
  on: { expired: 'expired', cancelled: 'cancelled', error: 'failed' },
  steps: {
    files: {
      title: 'Files',
      ask: {
        type: 'object',
        required: ['note', 'photo'],
        additionalProperties: false,
        properties: {
          note: { type: 'string', title: 'Note', maxLength: 40 },
          photo: field(PICTURES, 2_000_000, [1, 2]),
          document: field(['application/pdf'], 6_000_000, [0, 1]),
          sheet: field([XLSX], 1_000_000, [0, 1]),
          signed: field(SIGNED, 1_000_000, [0, 1]),
        },
      },
      next: 'done',
    },
    done: { end: 'succeeded', credentials: {} },
    expired: { end: 'expired' },
    cancelled: { end: 'cancelled' },
    failed: { end: 'failed' },
  },
};
function field(mime: string[], maxBytes: number, count: [number, number]) {
  return { title: 'File', 'x-upload': { mime, maxBytes, count } };
}

let own: Awaited<ReturnType<typeof startOwnStack>>;
let app: App;
let folder: string;
let database: Awaited<ReturnType<Mongoose['createConnection']>>;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'vestibule-skills-'));
  mkdirSync(path.join(folder, 'files'));
  writeFileSync(path.join(folder, 'files', '3.9001.json'), JSON.stringify(skill));
  own = await startOwnStack({ env: { SKILLS_DIR: folder } });
  app = new App(own.demo);
  database = await new Mongoose().createConnection(String(own.env.MONGODB_URI)).asPromise();
}, 180_000);
afterAll(async () => {
  await database.close();
  await own.dispose();
  rmSync(folder, { recursive: true });
});

const start = () => app.start(SKILL);
const progress = (state: Body, name: string) => state.next.uploads.find(({ field }: Body) => field === name);
const call = (session: Conversation, method: string, upload_id: string, more: { step_id?: string } = {}) =>
  app.call(method, `/sessions/${session.id}/steps/${more.step_id ?? session.state.next.step_id}/upload/${upload_id}`, {
    headers: { authorization: `Bearer ${session.nonce}` },
  });
/** The files and chunks of a session that the database has. */
async function stored({ id }: Conversation) {
  const files = await database.collection('uploads.files').find({ 'metadata.session_id': id }).toArray();
  const ids = files.map(({ _id }) => String(_id));
  return { ids, chunks: await database.collection('uploads.chunks').countDocuments({ files_id: { $in: ids } }) };
}
async function storedBecomes(session: Conversation, ids: string[]) {
  for (;;) {
    const now = await stored(session);
    if (now.ids.length === ids.length) return expect(now.ids).toEqual(ids);
  }
}

describe('A file is accepted for what it is', () => {
  test.each([
    ['a JPEG', 'photo', 'image/jpeg', () => samples.jpeg()],
    ['a TIFF with its directory at the end', 'photo', 'image/tiff', () => samples.tiff()],
    ['a HEIC of brand mif1', 'photo', 'image/heic', () => samples.heic('mif1')],
    ['an AVIF', 'photo', 'image/avif', () => samples.avif()],
    ['a PDF with a line break before its header', 'document', 'application/pdf', () => samples.pdf({ prefix: '\r\n' })],
    ['a PDF with an owner’s password', 'document', 'application/pdf', () => samples.pdf({ password: '' })],
    ['a spreadsheet', 'sheet', XLSX, () => samples.xlsx()],
    ['a signed container', 'signed', SIGNED[0], () => samples.asice()],
    ['a signed message', 'signed', SIGNED[1], () => samples.p7m()],
  ])('%s', async (_what, name, media_type, make) => {
    const session = await start();
    const { status, body } = await session.upload(name, await make(), 'file');
    expect({ status, uploads: body.uploads }).toMatchObject({ status: 200, uploads: [{ field: name, media_type }] });
  });
});

describe('A file that can’t be used is refused while its user is there', () => {
  test.each([
    ['a PDF with a password', 'document', 'locked', () => samples.pdf({ password: 'x' })],
    ['a PDF that is cut off', 'document', 'unreadable', () => samples.pdf({ padding: 500_000 }).subarray(0, 400_000)],
    ['a picture of three bytes', 'photo', 'unreadable', () => Buffer.from('ffd8ff', 'hex')],
    ['a picture of one pixel', 'photo', 'too_small', () => samples.png([1, 1])],
    ['a picture of billions of pixels', 'photo', 'too_many_pixels', () => samples.declaredPng(90_000, 90_000)],
  ] as [string, string, string, () => Buffer | Promise<Buffer>][])('%s', async (_what, name, code, make) => {
    const session = await start();
    const { status, body } = await session.upload(name, await make(), 'file');
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { code: 'upload_unreadable', errors: [{ pointer: `/${name}`, code, message: expect.any(String) }] },
    });
    expect(await stored(session)).toEqual({ ids: [], chunks: 0 });
  });
});

describe('Files of one request', () => {
  /** Several files of one field. */
  function uploadAll(session: Conversation, name: string, files: Buffer[]): Promise<Reply> {
    const form = new FormData();
    form.set('client_id', own.demo.client_id);
    form.set('nonce', session.nonce);
    for (const file of files) form.append(name, new Blob([new Uint8Array(file)]), 'a.png');
    return app.call('POST', `/sessions/${session.id}/steps/${session.state.next.step_id}/upload`, { body: form });
  }

  test('are three where two are allowed: none stays, and two of them may come again', async () => {
    const session = await start();
    const files = await Promise.all([20, 30, 40].map((width) => samples.png([width, 20])));
    const refused = await uploadAll(session, 'photo', files);
    expect(refused).toMatchObject({ status: 422, body: { code: 'upload_too_many' } });
    expect(await stored(session)).toEqual({ ids: [], chunks: 0 });
    const taken = await uploadAll(session, 'photo', files.slice(1));
    expect(progress(taken.body, 'photo').received).toBe(2);
    expect((await stored(session)).ids).toHaveLength(2);
  });
});

describe('Who has sent the wrong thing', () => {
  test('takes the picture back, which is deleted, and sends another', async () => {
    const session = await start();
    await session.upload('photo', await samples.png(), 'wrong.png');
    const [wrong] = progress(session.state, 'photo').upload_ids;
    const removed = await call(session, 'DELETE', wrong);
    expect(removed).toMatchObject({ status: 200, body: { status: 'SESSION_CREATED' } });
    expect(progress(removed.body, 'photo')).toMatchObject({ received: 0, upload_ids: [] });
    await storedBecomes(session, []);
    expect((await call(session, 'DELETE', wrong)).status).toBe(200);
    await session.upload('photo', await samples.jpeg(), 'right.jpg');
    expect(progress(session.state, 'photo').received).toBe(1);
  });

  test('corrects the data while files are awaited, and the session ends with what was meant', async () => {
    const session = await start();
    await session.submit({ note: 'mistyped' });
    const { step_id } = session.state.next;
    const corrected = await session.submit({ note: 'as meant' });
    expect(corrected).toMatchObject({ status: 200, body: { status: 'AWAITING_UPLOAD', next: { step_id } } });
    const { status, body } = await session.upload('photo', await samples.png(), 'a.png');
    expect([200, 202]).toContain(status);
    await session.until(session.ended);
    expect(session.state.status).toBe('COMPLETED');
    const gone = await call(session, 'DELETE', body.uploads[0].upload_id, { step_id });
    expect(gone).toMatchObject({ status: 410, body: { code: 'session_closed' } });
    await storedBecomes(session, []);
  });

  test('does not change a step that is complete, nor another session', async () => {
    const [session, other] = [await start(), await start()];
    await session.upload('photo', await samples.png(), 'a.png');
    const [mine] = progress(session.state, 'photo').upload_ids;
    expect((await call(other, 'DELETE', mine)).body.code).toBe('upload_not_found');
    expect(await stored(session)).toMatchObject({ ids: [mine] });
  });
});

test('a file that nobody has kept does not exist, and is swept after a day', async () => {
  const store = openStore(own.env);
  try {
    const session = await start();
    const meta = { session_id: session.id, seq: 1, field: 'photo', filename: 'a', inspect: async () => 'image/png' };
    const pending = await store.files.write(Readable.from([Buffer.alloc(400_000, 1)]), meta);
    expect(await store.files.open(pending.file.upload_id)).toBeUndefined();
    expect(await stored(session)).toMatchObject({ ids: [pending.file.upload_id], chunks: 2 });
    await store.sweep(new Date(Date.now() + 25 * 3_600_000));
    expect(await stored(session)).toEqual({ ids: [], chunks: 0 });
  } finally {
    await store.close();
  }
});
