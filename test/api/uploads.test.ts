import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { VestibuleError } from '../../domain/errors';
import * as samples from '../support/samples';
import { DOCUMENTS, openDocumentsApp } from './support/documents';
import { DEPOSIT, startSession, submit, TERMS } from './support/test-app';

const { api, client, engine, form, filesOf, atDocuments, testApp } = openDocumentsApp();

let JPEG: Buffer;
beforeAll(async () => {
  JPEG = await samples.jpeg();
});
/** The same picture as another file. */
const another = (n: number) => Buffer.concat([JPEG, Buffer.from([n])]);
const PDF = samples.pdf();
const GIF = Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;');
test('files before the data count for the step, and the answer lists what was received', async () => {
  const at = await atDocuments();
  const { body } = await form(at)
    .attach('id_scan', JPEG, 'päss.jpg')
    .attach('id_scan', PDF, '../../etc/back.pdf')
    .expect(200);
  expect(body.uploads).toMatchObject([
    { field: 'id_scan', filename: 'päss.jpg', media_type: 'image/jpeg', bytes: JPEG.length },
    { field: 'id_scan', filename: 'back.pdf', media_type: 'application/pdf' },
  ]);
  expect(body.next).toMatchObject({
    kind: 'form',
    step: 'documents',
    uploads: [{ field: 'id_scan', received: 2 }, { received: 0 }],
  });
  expect(filesOf(at)).toHaveLength(2);
});

test('files after the data complete the step, under its own nonce or the one after it', async () => {
  for (const under of ['its own', 'the next'] as const) {
    const at = await atDocuments();
    const { body } = await submit(testApp, client, at, at.nonce, 'documents', DOCUMENTS).expect(200);
    expect(body).toMatchObject({
      status: 'AWAITING_UPLOAD',
      step_id: at.step_id,
      next: { kind: 'upload', step_id: at.step_id },
    });
    const nonce = under === 'its own' ? at.nonce : body.nonce;
    await form({ ...at, nonce })
      .attach('id_scan', JPEG, 'a.jpg')
      .expect(200);
    const last = await form({ ...at, nonce })
      .attach('selfie', JPEG, 'b.jpg')
      .expect(202);
    expect(last.body).toMatchObject({
      status: 'PROCESSING',
      next: { kind: 'wait', for: 'review', step: 'review' },
      uploads: [{ field: 'selfie' }],
    });
  }
});

test('the next step is refused while files are missing, and the nonce before them is good after them', async () => {
  const at = await atDocuments();
  const { body } = await submit(testApp, client, at, at.nonce, 'documents', DOCUMENTS).expect(200);
  const early = await submit(testApp, client, at, body.nonce, 'resume', { action: 'sign' }).expect(409);
  expect(early.body).toMatchObject({ code: 'uploads_missing', fields: ['id_scan', 'selfie'] });
  await form({ ...at, nonce: body.nonce })
    .attach('id_scan', JPEG, 'a.jpg')
    .attach('selfie', JPEG, 'b.jpg')
    .set('Prefer', 'wait=0')
    .expect(202);
  const ref = { client_id: client.client_id, session_id: at.session_id };
  await engine.callback(ref, { kind: 'event', step: 'review', visit: 1, id: 'm', payload: { decision: 'retake' } });
  await api.get(`/sessions/${at.session_id}?wait=1`).set('Authorization', `Bearer ${body.nonce}`).expect(200);
  const again = await submit(testApp, client, at, body.nonce, 'documents', DOCUMENTS).expect(200);
  expect(again.body.status).toBe('AWAITING_UPLOAD');
});

test('the same file again under the same field changes nothing, before and after the step is complete', async () => {
  const at = await atDocuments();
  const first = await form(at).attach('id_scan', JPEG, 'a.jpg').expect(200);
  const again = await form(at).attach('id_scan', JPEG, 'b.jpg').expect(200);
  expect(again.body.uploads[0].upload_id).toBe(first.body.uploads[0].upload_id);
  expect(again.body.next.uploads[0].received).toBe(1);
  expect(filesOf(at)).toHaveLength(1);
  await form(at).attach('selfie', another(1), 's.jpg').expect(200);
  await submit(testApp, client, at, at.nonce, 'documents', DOCUMENTS).set('Prefer', 'wait=0');
  const late = await form(at).set('Prefer', 'wait=0').attach('id_scan', JPEG, 'a.jpg');
  expect(late.body.uploads[0].upload_id).toBe(first.body.uploads[0].upload_id);
  expect(filesOf(at)).toHaveLength(2);
});

test('the type is judged by content, not by name or header', async () => {
  const at = await atDocuments();
  const { body } = await form(at).attach('id_scan', GIF, { filename: 'a.jpg', contentType: 'image/jpeg' }).expect(415);
  expect(body.code).toBe('media_type_not_allowed');
  expect((await form(at).attach('selfie', PDF, 'a.jpg').expect(415)).body.code).toBe('media_type_not_allowed');
  expect(filesOf(at)).toHaveLength(0);
});

test('an undeclared field, too many files, an empty and a too large one are refused; nothing stays', async () => {
  const at = await atDocuments();
  const refused = async (call: ReturnType<typeof form>, status: number, code: string) =>
    expect((await call.expect(status)).body.code).toBe(code);
  await refused(form(at).attach('passport', JPEG, 'a.jpg'), 422, 'upload_field_unknown');
  await refused(form(at).attach('selfie', Buffer.alloc(0), 'a.jpg'), 422, 'upload_empty');
  await refused(
    form(at).attach('selfie', Buffer.concat([JPEG, Buffer.alloc(10_485_760)]), 'a.jpg'),
    413,
    'upload_too_large',
  );
  await refused(
    form(at).attach('id_scan', JPEG, 'a.jpg').attach('selfie', GIF, 'b.jpg'),
    415,
    'media_type_not_allowed',
  );
  expect(filesOf(at)).toHaveLength(0);
  await form(at).attach('selfie', JPEG, 'a.jpg').expect(200);
  await refused(form(at).attach('selfie', another(2), 'b.jpg'), 422, 'upload_too_many');
  expect(filesOf(at)).toHaveLength(1);
});

test('what is wrong with a file is told in the session’s language', async () => {
  const at = await atDocuments({ locale: 'ro_RO' });
  const told = async (call: ReturnType<typeof form>) => {
    const { body } = await call;
    expect(body.detail).toBe(body.errors[0].message);
    return [body.code, body.errors[0].code, body.detail];
  };
  const cut = JPEG.subarray(0, 200);
  expect(await told(form(at).attach('selfie', cut, 'a.jpg'))).toEqual([
    'upload_unreadable',
    'unreadable',
    'Fișierul este deteriorat sau incomplet și nu poate fi deschis. Alege-l din nou sau fă altul.',
  ]);
  expect(await told(form(at).attach('selfie', Buffer.alloc(0), 'a.jpg'))).toEqual([
    'upload_empty',
    'empty',
    'Fișierul este gol.',
  ]);
  expect((await told(form(at).attach('selfie', GIF, 'a.jpg')))[2]).toMatch(/^Conținutul fișierului.*image\/jpeg/);
  const large = Buffer.concat([JPEG, Buffer.alloc(10_485_760)]);
  expect((await told(form(at).attach('selfie', large, 'a.jpg')))[2]).toMatch(/^Fișierul este prea mare.* 10485760\.$/);
  const two = form(at).attach('selfie', JPEG, 'a.jpg').attach('selfie', another(2), 'b.jpg');
  expect((await told(two))[2]).toMatch(/^Fișiere care pot fi preluate aici: 1; există deja: 0\./);
});

test('the fields come before the files, and there has to be a file', async () => {
  const at = await atDocuments();
  const path = `/sessions/${at.session_id}/steps/${at.step_id}/upload`;
  const late = await api
    .post(path)
    .attach('selfie', JPEG, 'a.jpg')
    .field('client_id', client.client_id)
    .field('nonce', at.nonce)
    .expect(400);
  expect(late.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/client_id', '/nonce']);
  expect((await form(at).expect(400)).body.detail).toContain('no file');
});

test('whose files these are is checked before one of them is kept', async () => {
  const at = await atDocuments();
  const other = await atDocuments();
  const stranger = testApp.tenant();
  const upload = (nonce: string, id = client.client_id, step = at.step_id) =>
    api
      .post(`/sessions/${at.session_id}/steps/${step}/upload`)
      .field('client_id', id)
      .field('nonce', nonce)
      .attach('selfie', JPEG, 'a.jpg');
  expect((await upload(other.nonce).expect(401)).body.code).toBe('nonce_invalid');
  expect((await upload(at.nonce, stranger.client_id).expect(401)).body.code).toBe('nonce_invalid');
  expect((await upload(at.nonce, client.client_id, '7b1c8e2a-0d57-4c3e-9f6a-1b2c3d4e5f60').expect(404)).body.code).toBe(
    'not_found',
  );
  expect(filesOf(at)).toHaveLength(0);
});

test('a step that is over takes no more files', async () => {
  const session = await startSession(testApp, client);
  const { body } = await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(200);
  const call = api
    .post(`/sessions/${session.session_id}/steps/${body.step_id}/upload`)
    .field('client_id', client.client_id);
  const { body: refusal } = await call.field('nonce', body.nonce).attach('selfie', JPEG, 'a.jpg').expect(422);
  expect(refusal.code).toBe('upload_field_unknown');
});

test('an upload to a session that is over is refused, and nothing of it stays', async () => {
  const at = await atDocuments();
  await api.delete(`/sessions/${at.session_id}`).set('Authorization', `Bearer ${at.nonce}`).expect(200);
  const { body } = await form(at).attach('selfie', JPEG, 'a.jpg').expect(410);
  expect(body.code).toBe('session_closed');
  expect(filesOf(at)).toHaveLength(0);
});

test('with every worker down a file is stored and acknowledged, and counts when a worker comes back', async () => {
  const at = await atDocuments();
  engine.workerIsDown = true;
  const { body } = await form(at).attach('selfie', JPEG, 'a.jpg').expect(202);
  expect(body).toMatchObject({ status: 'PROCESSING', uploads: [{ field: 'selfie' }] });
  engine.workerIsDown = false;
  const after = await api.get(`/sessions/${at.session_id}`).set('Authorization', `Bearer ${at.nonce}`).expect(200);
  expect(after.body.next.uploads[1]).toMatchObject({ field: 'selfie', received: 1 });
});

test('an upload that is broken off half-way leaves nothing behind', async () => {
  const at = await atDocuments();
  const server = createServer(testApp.app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const written = jest.spyOn(testApp.deps.store.files, 'write');
  const boundary = 'xxBOUNDARYxx';
  const field = (name: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const file = 'Content-Disposition: form-data; name="selfie"; filename="a.jpg"';
  const fields = field('client_id', client.client_id) + field('nonce', at.nonce);
  const head = [
    `POST /sessions/${at.session_id}/steps/${at.step_id}/upload HTTP/1.1`,
    'Host: x',
    `Content-Type: multipart/form-data; boundary=${boundary}`,
    'Content-Length: 900000',
  ];
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(`${head.join('\r\n')}\r\n\r\n${fields}--${boundary}\r\n${file}\r\n\r\n`);
  socket.write(Buffer.concat([JPEG, Buffer.alloc(100_000, 1)]));
  while (written.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  socket.destroy();
  await expect(written.mock.results[0]?.value).rejects.toThrow();
  expect(filesOf(at)).toHaveLength(0);
  written.mockRestore();
  await new Promise((resolve) => server.close(resolve));
});

test('a malformed form is the caller’s fault: no boundary, a malformed part, an end too soon', async () => {
  const at = await atDocuments();
  const path = `/sessions/${at.session_id}/steps/${at.step_id}/upload`;
  const field = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const fields = field('client_id', client.client_id) + field('nonce', at.nonce);
  const file = '--b\r\nContent-Disposition: form-data; name="selfie"; filename="a.jpg"\r\n\r\n';
  const bodies = [
    `${fields}--b\r\nContent-Disposition form-data\r\n\r\nx\r\n--b--\r\n`,
    fields,
    `${fields}${file}${JPEG.toString('latin1')}`,
  ];
  for (const body of bodies) {
    const call = api.post(path).set('Content-Type', 'multipart/form-data; boundary=b');
    expect((await call.send(Buffer.from(body, 'latin1')).expect(400)).body.code).toBe('request_invalid');
  }
  expect((await api.post(path).set('Content-Type', 'multipart/form-data').send('x').expect(400)).body.code).toBe(
    'request_invalid',
  );
  await api.post(path).expect(400);
  expect(filesOf(at)).toHaveLength(0);
});

test('the database away while a file comes in is 503, not the caller’s fault', async () => {
  const at = await atDocuments();
  const away = new VestibuleError('database_unavailable', 'The database can’t be reached.');
  const written = jest.spyOn(testApp.deps.store.files, 'write').mockRejectedValueOnce(away);
  expect((await form(at).attach('selfie', JPEG, 'a.jpg').expect(503)).body.code).toBe('database_unavailable');
  written.mockRestore();
});

test('the step that takes files is described in the catalog', async () => {
  const { body } = await api.get(`/catalog/${encodeURIComponent(DEPOSIT)}?client_id=${client.client_id}`).expect(200);
  const documents = body.steps.find(({ step }: { step: string }) => step === 'documents');
  expect(documents).toMatchObject({
    title: 'Prove who you are',
    uploads: [
      {
        field: 'id_scan',
        media_types: ['image/jpeg', 'image/png', 'application/pdf'],
        max_bytes: 10485760,
        min: 1,
        max: 2,
      },
      { field: 'selfie' },
    ],
    sample: { id_type: 'passport' },
  });
  expect(documents.schema.required).toEqual(expect.arrayContaining(['id_type', 'holder']));
  expect(documents.schema.required).not.toContain('id_scan');
  expect(documents.schema.properties).not.toHaveProperty('selfie');
});
