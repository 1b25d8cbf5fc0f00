import { type Profiler, Session } from 'node:inspector';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Client } from '@temporalio/client';
import { begin } from '../../domain/session/advance';
import { projectRoot } from '../../runtime/paths';
import { createEngine } from '../../service/engine/temporal';
import type { OnboardingInput } from '../../workflows/messages';
import { openTestApp, startSession, submit, TERMS } from '../api/support/test-app';
import type { KernelEngine } from '../service/support/kernel-engine';

/** Temporal's client over the kernel: so the real engine adapter runs, without a server. */
function clientOver(kernel: KernelEngine): Client {
  const getHandle = (workflowId: string) => {
    const [, client_id = '', session_id = ''] = workflowId.split('/');
    const ref = { client_id, session_id };
    return {
      signal: async (_definition: unknown, submission: never) => void (await kernel.submit(ref, submission)),
      query: (_definition: unknown, question: never) => kernel.query(ref, question, 1_000),
    };
  };
  const start = (_type: string, { args: [input] }: { args: [OnboardingInput] }) =>
    'start' in input && kernel.start(input.start, begin(input.start)[0]);
  return { workflow: { start, getHandle } } as unknown as Client;
}

/** Files below the project of which a function runs during `work`, by V8's coverage. Getters are imports, no work. */
async function filesEnteredBy(work: () => Promise<unknown>): Promise<string[]> {
  const session = new Session();
  session.connect();
  const post = promisify(session.post.bind(session)) as (method: string, params?: object) => Promise<unknown>;
  const take = async () =>
    ((await post('Profiler.takePreciseCoverage')) as Profiler.TakePreciseCoverageReturnType).result;
  await post('Profiler.enable');
  await post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await take();
  await work();
  const scripts = await take();
  session.disconnect();
  return scripts
    .filter(({ functions }) =>
      functions.some(({ functionName, ranges: [range] }) => {
        const isModule = functionName === '' && range?.startOffset === 0;
        return !isModule && !functionName.startsWith('get ') && (range?.count ?? 0) > 0;
      }),
    )
    .map(({ url }) => path.relative(projectRoot(), url.startsWith('file:') ? fileURLToPath(url) : url))
    .sort();
}

test('a submission enters 22 files of the door and the service: a browser’s, whose step calls a bank', async () => {
  const kernel = openTestApp();
  const engine = createEngine(async () => clientOver(kernel.engine));
  const settings = { ...kernel.deps.settings, validate_responses: false };
  const testApp = openTestApp({}, { engine, settings });
  const client = testApp.tenant();
  const submitTerms = async (session: Awaited<ReturnType<typeof startSession>>) => {
    const { body } = await submit(testApp, client, session, session.nonce, 'product_form', TERMS)
      .set({ Origin: 'https://shop.example', Prefer: 'wait=5' })
      .expect(200);
    expect(body.next.step).toBe('confirm');
  };
  await submitTerms(await startSession(testApp, client));
  const session = await startSession(testApp, client);

  const entered = await filesEnteredBy(() => submitTerms(session));

  expect(entered.filter((file) => /^(api|service|kit\/forms)\//.test(file))).toEqual([
    'api/endpoints/submission.ts',
    'api/http/caller.ts',
    'api/http/cors.ts',
    'api/http/endpoint.ts',
    'api/http/json-body.ts',
    'api/http/middleware.ts',
    'api/http/network.ts',
    'api/http/request.ts',
    'kit/forms/form.ts',
    'kit/forms/intake.ts',
    'kit/forms/schema-check.ts',
    'service/access.ts',
    'service/attempts.ts',
    'service/engine/bounded-engine.ts',
    'service/engine/query-timing.ts',
    'service/engine/temporal.ts',
    'service/engine/watchers.ts',
    'service/forms.ts',
    'service/limits.ts',
    'service/publication/live-skills.ts',
    'service/session-views.ts',
    'service/submissions.ts',
  ]);
});
