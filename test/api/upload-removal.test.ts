import * as samples from '../support/samples';
import { type AtDocuments, DOCUMENTS, openDocumentsApp } from './support/documents';
import { DEPOSIT } from './support/test-app';

/** As the worker does: takes the file that was taken back from the store. */
const app = openDocumentsApp({
  'session.discard': ({ args }) => {
    app.memory.files.delete(String(args.upload_id));
    return {};
  },
});
const { api, client, engine, form, filesOf, atDocuments, remove, submitDocuments } = app;

let JPEG: Buffer;
let OTHER: Buffer;
beforeAll(async () => {
  JPEG = await samples.jpeg();
  OTHER = await samples.jpeg([100, 100]);
});

/** A step that has one selfie. */
async function withSelfie(): Promise<{ at: AtDocuments; upload_id: string }> {
  const at = await atDocuments();
  const { body } = await form(at).attach('selfie', JPEG, 'wrong.jpg').expect(200);
  return { at, upload_id: body.uploads[0].upload_id };
}
const stored = async (at: AtDocuments, count: number) => {
  while (filesOf(at).length !== count) await new Promise((resolve) => setImmediate(resolve));
};

test('a wrong picture is removed, and another takes its place', async () => {
  const { at, upload_id } = await withSelfie();
  const { body } = await remove(at, upload_id).expect(200);
  expect(body).toMatchObject({ status: 'AWAITING_STEP', next: { kind: 'form', step: 'documents' } });
  expect(body.next.uploads[1]).toMatchObject({ field: 'selfie', received: 0, upload_ids: [] });
  await stored(at, 0);
  const again = await form(at).attach('selfie', OTHER, 'right.jpg').expect(200);
  expect(again.body.next.uploads[1]).toMatchObject({ received: 1, upload_ids: [again.body.uploads[0].upload_id] });
});

test('a picture is removed after the data, too, under the next nonce as under its own', async () => {
  for (const under of ['its own', 'the next'] as const) {
    const { at, upload_id } = await withSelfie();
    const { body } = await submitDocuments(at).expect(200);
    const nonce = under === 'its own' ? at.nonce : body.nonce;
    const removed = await remove({ ...at, nonce }, upload_id).expect(200);
    expect(removed.body).toMatchObject({ status: 'AWAITING_UPLOAD', next: { kind: 'upload', step_id: at.step_id } });
    expect(removed.body.next.uploads[1]).toMatchObject({ received: 0 });
  }
});

test('who has lost the ids finds them in the session', async () => {
  const { at, upload_id } = await withSelfie();
  const { body } = await api.get(`/sessions/${at.session_id}`).set('Authorization', `Bearer ${at.nonce}`).expect(200);
  expect(body.next.uploads[1]).toMatchObject({ field: 'selfie', upload_ids: [upload_id] });
});

test('the same removal again gets the same answer', async () => {
  const { at, upload_id } = await withSelfie();
  const first = await remove(at, upload_id).expect(200);
  await form(at).attach('id_scan', OTHER, 'a.jpg').expect(200);
  const again = await remove(at, upload_id).expect(200);
  expect(again.body.status).toBe(first.body.status);
  expect(again.body.next.uploads).toMatchObject([{ received: 1 }, { received: 0 }]);
});

test('a file of a step that is complete stays', async () => {
  const { at, upload_id } = await withSelfie();
  await form(at).attach('id_scan', OTHER, 'a.jpg').expect(200);
  await submitDocuments(at).set('Prefer', 'wait=0').expect(202);
  expect((await remove(at, upload_id).expect(409)).body.code).toBe('step_not_current');
  expect(filesOf(at)).toHaveLength(2);
});

test('a file of a session that is over is gone with it', async () => {
  const { at, upload_id } = await withSelfie();
  await api.delete(`/sessions/${at.session_id}`).set('Authorization', `Bearer ${at.nonce}`).expect(200);
  expect((await remove(at, upload_id).expect(410)).body.code).toBe('session_closed');
});

test('nobody removes what isn’t theirs', async () => {
  const { at, upload_id } = await withSelfie();
  const other = await withSelfie();
  expect((await remove(other.at, upload_id).expect(404)).body.code).toBe('upload_not_found');
  expect((await remove({ ...at, nonce: other.at.nonce }, upload_id).expect(401)).body.code).toBe('nonce_invalid');
  expect((await remove({ ...at, step_id: other.at.step_id }, upload_id).expect(404)).body.code).toBe('not_found');
  const path = `/sessions/${at.session_id}/steps/${at.step_id}/upload/${upload_id}`;
  expect((await api.delete(path).expect(401)).body.code).toBe('nonce_invalid');
  expect((await api.delete(path).auth(client.client_id, client.client_secret).expect(401)).body.code).toBe(
    'nonce_invalid',
  );
  expect(filesOf(at)).toHaveLength(1);
});

test('an id that the step never had is not found', async () => {
  const { at } = await withSelfie();
  const { body } = await remove(at, '7b1c8e2a-0d57-4c3e-9f6a-1b2c3d4e5f60').expect(404);
  expect(body.code).toBe('upload_not_found');
});

test('with every worker down nothing is promised', async () => {
  const { at, upload_id } = await withSelfie();
  engine.workerIsDown = true;
  expect((await remove(at, upload_id).expect(503)).body.code).toBe('engine_unavailable');
  engine.workerIsDown = false;
  expect(filesOf(at)).toHaveLength(1);
});

test('data that were mistyped are replaced while files are awaited', async () => {
  const { at } = await withSelfie();
  const first = await submitDocuments(at, { ...DOCUMENTS, id_type: 'id_card' }).expect(200);
  const second = await submitDocuments(at, DOCUMENTS, first.body.nonce).expect(200);
  expect(second.body).toMatchObject({
    status: 'AWAITING_UPLOAD',
    step_id: at.step_id,
    next: { kind: 'upload', step_id: at.step_id },
  });
  expect(second.body.next.uploads).toMatchObject([{ received: 0 }, { received: 1 }]);
  const refused = await submitDocuments(at, { ...DOCUMENTS, id_type: 'library_card' }, second.body.nonce).expect(422);
  expect(refused.body.errors).toMatchObject([{ pointer: '/data/id_type' }]);
  const last = { ...at, nonce: second.body.nonce };
  const scan = await form(last).attach('id_scan', JPEG, 'a.jpg').set('Prefer', 'wait=0').expect(202);
  expect(scan.body).toMatchObject({ status: 'PROCESSING', uploads: [{ field: 'id_scan' }] });
  expect(engine.session(at.session_id)?.results.documents).toMatchObject({
    id_type: 'passport',
    id_scan: [{}],
    selfie: [{}],
  });
});

test('data that replace others can’t keep what was never there: nothing is left out that the form requires', async () => {
  const { at } = await withSelfie();
  const { body } = await submitDocuments(at).expect(200);
  const { holder: _left, ...rest } = DOCUMENTS;
  const replacing = {
    client_id: client.client_id,
    nonce: body.nonce,
    skill: DEPOSIT,
    step: 'documents',
    data: rest,
    keep: ['holder'],
  };
  const refused = await api.post(`/sessions/${at.session_id}/steps`).send(replacing).expect(422);
  expect(refused.body.errors).toMatchObject([{ pointer: '/keep/0', code: 'unknown' }]);
  expect(engine.session(at.session_id)?.waiting).toMatchObject({ kind: 'upload', data: { id_type: 'passport' } });
});
