import { createHolder } from '../../service/inspection/held-content';
import * as samples from '../support/samples';
import { type AtDocuments, openDocumentsApp } from './support/documents';
import { openTestApp } from './support/test-app';

const { api, client, form, filesOf, atDocuments } = openDocumentsApp();

let JPEG: Buffer;
beforeAll(async () => {
  JPEG = await samples.jpeg();
});
const another = (n: number) => Buffer.concat([JPEG, Buffer.from([n])]);

type Part = [headers: string, content: Buffer | string];
const text = (name: string, value: string): Part => [`Content-Disposition: form-data; name="${name}"`, value];

/** A form as its bytes, for what no client library of ours would send. */
function send(at: AtDocuments, parts: Part[], isEnded = true) {
  const all = [text('client_id', client.client_id), text('nonce', at.nonce), ...parts];
  const pieces = all.map(([headers, content]) => [`--B\r\n${headers}\r\n\r\n`, content, '\r\n']);
  const body = [...pieces.flat(), isEnded ? '--B--\r\n' : ''].map((piece) => Buffer.from(piece));
  return api
    .post(`/sessions/${at.session_id}/steps/${at.step_id}/upload`)
    .set('Content-Type', 'multipart/form-data; boundary=B')
    .send(Buffer.concat(body));
}

describe('A file is known by its field', () => {
  test.each([
    ['without a name, as .NET’s StreamContent', 'Content-Disposition: form-data; name=selfie', 'file'],
    ['without a name, with a type', 'Content-Type: image/jpeg\r\nContent-Disposition: form-data; name=selfie', 'file'],
    ['with an empty name', 'Content-Disposition: form-data; name="selfie"; filename=""', 'file'],
    ['with a plain name', 'Content-Disposition: form-data; name="selfie"; filename="me.jpg"', 'me.jpg'],
    [
      'with a name in two forms, as .NET’s',
      'Content-Disposition: form-data; name=selfie; filename="=?utf-8?B?w6kuanBn?="; filename*=utf-8\'\'%C3%A9.jpg',
      'é.jpg',
    ],
    ['with a name in UTF-8', 'Content-Disposition: form-data; name="selfie"; filename="Bögen №1.jpg"', 'Bögen №1.jpg'],
    [
      'with quotes, as browsers escape them',
      'Content-Disposition: form-data; name="selfie"; filename="a%22b.jpg"',
      'a"b.jpg',
    ],
    ['with a path of Windows', 'Content-Disposition: form-data; name="selfie"; filename="C:\\\\me\\\\a.jpg"', 'a.jpg'],
    ['with a path that climbs', 'Content-Disposition: form-data; name="selfie"; filename="../../etc/passwd"', 'passwd'],
    ['with dots for a name', 'Content-Disposition: form-data; name="selfie"; filename="..."', 'file'],
    [
      'with invisible characters that turn the text around',
      'Content-Disposition: form-data; name="selfie"; filename="a\u202egpj.exe\u200b\u0007"',
      'agpj.exe',
    ],
    [
      'with a very long name',
      `Content-Disposition: form-data; name="selfie"; filename="${'é'.repeat(400)}.jpeg"`,
      `${'é'.repeat(250)}.jpeg`,
    ],
  ])('%s', async (_how, headers, filename) => {
    const at = await atDocuments();
    const { body } = await send(at, [[headers, JPEG]]).expect(200);
    expect(body.uploads).toMatchObject([{ field: 'selfie', filename, media_type: 'image/jpeg' }]);
  });
});

test('texts that a client adds to every form mean nothing', async () => {
  const at = await atDocuments();
  const { body } = await send(at, [
    text('utf8', '✓'),
    ['Content-Disposition: form-data; name="selfie"; filename="a.jpg"', JPEG],
    text('_charset_', 'UTF-8'),
  ]).expect(200);
  expect(body.uploads).toHaveLength(1);
});

describe('Of a request that is refused no file stays', () => {
  const refused = async (at: AtDocuments, call: ReturnType<typeof form>, status: number, code: string) => {
    expect((await call.expect(status)).body.code).toBe(code);
    expect(filesOf(at)).toHaveLength(0);
  };

  test('three files where two are allowed', async () => {
    const at = await atDocuments();
    const call = form(at);
    for (const n of [1, 2, 3]) call.attach('id_scan', another(n), `${n}.jpg`);
    await refused(at, call, 422, 'upload_too_many');
    const { body } = await form(at).attach('id_scan', another(1), '1.jpg').attach('id_scan', another(2), '2.jpg');
    expect(body.next.uploads[0]).toMatchObject({ received: 2 });
  });

  test('a good file, then one that can’t be opened', async () => {
    const at = await atDocuments();
    const call = form(at)
      .attach('selfie', JPEG, 'a.jpg')
      .attach('id_scan', samples.pdf({ password: 'x' }), 'b.pdf');
    await refused(at, call, 422, 'upload_unreadable');
  });

  test('a good file, then one of a field that the step doesn’t declare', async () => {
    const at = await atDocuments();
    await refused(
      at,
      form(at).attach('selfie', JPEG, 'a.jpg').attach('passport', JPEG, 'b.jpg'),
      422,
      'upload_field_unknown',
    );
  });

  test('a good file, then one too large', async () => {
    const at = await atDocuments();
    const large = Buffer.concat([JPEG, Buffer.alloc(10_485_760)]);
    await refused(
      at,
      form(at).attach('selfie', JPEG, 'a.jpg').attach('id_scan', large, 'b.jpg'),
      413,
      'upload_too_large',
    );
  });

  test('a good file, then an end too soon', async () => {
    const at = await atDocuments();
    const file = (name: string): Part => [`Content-Disposition: form-data; name="${name}"; filename="a.jpg"`, JPEG];
    const { body } = await send(at, [file('selfie'), file('id_scan')], false).expect(400);
    expect(body.code).toBe('request_invalid');
    expect(filesOf(at)).toHaveLength(0);
  });

  test('more files than any form takes', async () => {
    const at = await atDocuments();
    const call = form(at);
    for (let n = 0; n < 40; n++) call.attach('id_scan', another(n), `${n}.jpg`);
    await refused(at, call, 422, 'upload_too_many');
  });
});

test('the same file twice in a request counts once', async () => {
  const at = await atDocuments();
  const { body } = await form(at)
    .attach('id_scan', JPEG, 'a.jpg')
    .attach('id_scan', JPEG, 'b.jpg')
    .attach('id_scan', another(1), 'c.jpg')
    .expect(200);
  expect(body.next.uploads[0]).toMatchObject({ received: 2 });
  expect(new Set(body.uploads.map(({ upload_id }: { upload_id: string }) => upload_id)).size).toBe(2);
  expect(filesOf(at)).toHaveLength(2);
});

test('a file that finds no room in memory is read back from the store for its inspection', async () => {
  const { deps } = openTestApp();
  const crowded = openDocumentsApp({}, { inspector: { ...deps.inspector, hold: createHolder(0) } });
  const at = await crowded.atDocuments();
  await crowded.form(at).attach('selfie', JPEG, 'a.jpg').expect(200);
  const locked = crowded.form(at).attach('id_scan', samples.pdf({ password: 'x' }), 'b.pdf');
  expect((await locked.expect(422)).body.errors).toMatchObject([{ code: 'locked' }]);
});

describe('A file that can’t be opened is refused at once, on its field, in words for its user', () => {
  test.each([
    ['an encrypted PDF', 'id_scan', 'locked', () => samples.pdf({ password: 'x' })],
    ['a PDF that is cut off', 'id_scan', 'unreadable', () => samples.pdf({ pages: 9 }).subarray(0, 700)],
    ['a PDF without pages', 'id_scan', 'no_pages', () => samples.pdf({ pages: 0 })],
    ['a picture of three bytes', 'selfie', 'unreadable', () => Buffer.from('ffd8ff', 'hex')],
    ['a picture that is cut off', 'selfie', 'unreadable', () => JPEG.subarray(0, JPEG.length / 2)],
    ['a picture of one pixel', 'selfie', 'too_small', () => samples.png([1, 1])],
    ['a picture of billions of pixels', 'selfie', 'too_many_pixels', () => samples.declaredPng(70_000, 70_000)],
  ] as [string, string, string, () => Buffer | Promise<Buffer>][])('%s', async (_what, field, fault, make) => {
    const at = await atDocuments();
    const { body } = await form(at)
      .attach(field, await make(), 'a')
      .expect(422);
    expect(body).toMatchObject({ code: 'upload_unreadable', retryable: false });
    expect(body.errors).toEqual([{ pointer: `/${field}`, code: fault, message: expect.stringMatching(/\.$/) }]);
    expect(filesOf(at)).toHaveLength(0);
  });
});
