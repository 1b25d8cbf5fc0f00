import { DEPOSIT, openTestApp, startSession, submit, TERMS } from './test-app';

export const DOCUMENTS = { id_type: 'passport', holder: 'Ana Pop', psu_id: 'user_embedded' };

/** A deposit that asks for documents, with what a call about them needs. */
export interface AtDocuments {
  session_id: string;
  nonce: string;
  step_id: string;
}

/** An API whose sessions can be brought to the step that takes files. */
export function openDocumentsApp(...given: Parameters<typeof openTestApp>) {
  const testApp = openTestApp(...given);
  const { api, memory } = testApp;
  const client = testApp.tenant();

  return {
    ...testApp,
    testApp,
    client,
    async atDocuments(start: { locale?: string } = {}): Promise<AtDocuments> {
      const session = await startSession(testApp, client, DEPOSIT, start);
      const { body } = await submit(testApp, client, session, session.nonce, 'product_form', TERMS).expect(200);
      const confirmed = await submit(testApp, client, session, body.nonce, 'confirm', { action: 'accept' }).expect(200);
      const { nonce, next } = confirmed.body;
      return { session_id: session.session_id, nonce, step_id: next.step_id };
    },
    /** A form of this step, to attach files to. */
    form: ({ session_id, step_id, nonce }: AtDocuments) =>
      api
        .post(`/sessions/${session_id}/steps/${step_id}/upload`)
        .field('client_id', client.client_id)
        .field('nonce', nonce),
    remove: ({ session_id, step_id, nonce }: AtDocuments, upload_id: string) =>
      api
        .delete(`/sessions/${session_id}/steps/${step_id}/upload/${upload_id}`)
        .set('Authorization', `Bearer ${nonce}`),
    /** The step's data under a nonce. */
    submitDocuments: (at: AtDocuments, data: object = DOCUMENTS, nonce = at.nonce) =>
      submit(testApp, client, at, nonce, 'documents', data, DEPOSIT),
    filesOf: ({ session_id }: AtDocuments) =>
      [...memory.files.values()].filter((file) => file.session_id === session_id),
  };
}
