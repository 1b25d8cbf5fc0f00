import pino from 'pino';
import request from 'supertest';
import { createApp } from '../../../api/app';
import type { Deps } from '../../../api/deps';
import { loadDocs } from '../../../service/docs/docs';
import { inProject } from '../../docs/support/page';
import type { Operations } from '../../service/support/kernel-engine';
import { type Client, DEPOSIT, testDeps } from '../../service/support/test-deps';

export { AISP, type Client, DEPOSIT, OLD_WEBHOOK_SECRET, TERMS, WEBHOOK_SECRET } from '../../service/support/test-deps';

type TestApp = ReturnType<typeof openTestApp>;

const docs = loadDocs(inProject('docs'));

/** The API in one process: the app as it is, on the kernel, a store in memory and scripted banks. */
export function openTestApp(operations: Operations = {}, changes: Partial<Deps> = {}) {
  const { deps: given, ...rest } = testDeps(operations);
  const lines: string[] = [];
  const deps: Deps = {
    ...given,
    docs,
    log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    settings: {
      ...given.settings,
      public_url: 'http://127.0.0.1',
      trust_proxy: false,
      body_deadline: 20_000,
      answer_deadline: 20_000,
      failure_hold: 1,
      json_limit: 64 * 1024,
      upload_limit: 16 * 1024 * 1024,
      event_streams: 100,
      graphql_explorer: true,
      validate_responses: true,
    },
    ...changes,
  };
  const app = createApp(deps);
  return { app, api: request(app), deps, tokens: deps.tokens, lines, ...rest };
}

/** A session of this client, as its app starts it. */
export async function startSession(testApp: TestApp, client: Client, skill = DEPOSIT, more: object = {}) {
  const { client_id, client_app_key } = client;
  const { body } = await testApp.api
    .post('/sessions')
    .send({ client_id, client_app_key, skill, ...more })
    .expect(201);
  return body as { session_id: string; nonce: string; next: { step_id: string } };
}

/** Submits a step under a nonce. */
export const submit = (
  testApp: TestApp,
  client: Client,
  session: { session_id: string },
  nonce: string,
  step: string,
  data: object,
  skill = DEPOSIT,
) =>
  testApp.api
    .post(`/sessions/${session.session_id}/steps`)
    .send({ client_id: client.client_id, nonce, skill, step, data });

export const basic = ({ client_id, client_secret }: Client): string =>
  `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
