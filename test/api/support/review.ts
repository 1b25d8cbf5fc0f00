import { setImmediate } from 'node:timers/promises';
import { upload } from '../../domain/drive';
import { type Client, DEPOSIT, type openTestApp, startSession, submit, TERMS } from './test-app';

/** A deposit whose documents are with the reviewer. */
export async function atReview(testApp: ReturnType<typeof openTestApp>, client: Client, skill = DEPOSIT) {
  const session = await startSession(testApp, client, skill);
  const quote = await submit(testApp, client, session, session.nonce, 'product_form', TERMS, skill).expect(200);
  const accept = { action: 'accept' };
  const { body } = await submit(testApp, client, session, quote.body.nonce, 'confirm', accept, skill).expect(200);
  const ref = { client_id: client.client_id, session_id: session.session_id };
  const { view } = (await testApp.engine.query(ref, {}, 0)) as { view: { seq: number } };
  for (const field of ['id_scan', 'selfie'])
    await testApp.engine.upload(ref, { seq: view.seq, uploads: [upload(field)] });
  const data = { id_type: 'passport', holder: 'Ana Pop', psu_id: 'user_embedded' };
  await submit(testApp, client, session, body.nonce, 'documents', data, skill).set('Prefer', 'wait=0').expect(202);
  const isAwaited = async () => (await testApp.engine.query(ref, {}, 0))?.view.awaits !== undefined;
  while (!(await isAwaited())) await setImmediate();
  return session;
}
