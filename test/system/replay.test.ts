import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { type ReplayHistoriesIterable, Worker } from '@temporalio/worker';
import { consent, deposit, pay } from '../../cli/tour/journeys';
import { projectRoot } from '../../runtime/paths';
import { ownApp, temporalClient } from '../support/stack';
import { bundled, installRuntime, NOBODY_LISTENS } from '../workflow/harness';
import { machineIn, withoutMachine } from '../workflow/recording';

/** Set to keep the histories of this run as `test/histories/<name>.json`, for the tests of later versions. */
const RECORD = process.env.RECORD_HISTORIES === '1';

describe('A session can be replayed from its own history', () => {
  test('whichever way it went', async () => {
    installRuntime();
    const app = await ownApp();
    const cancelled = await app.start('xyz_sbx_#3.0');
    await cancelled.submit({ value: '100000', currency: 'EUR', period: '12' });
    await cancelled.until(cancelled.isAt('confirm'));
    await cancelled.submit({ action: 'accept' });
    await cancelled.until(cancelled.isAt('documents'));
    await cancelled.cancel();
    const sessions = {
      'consent-redirect': await consent(app, 'user_redirect'),
      'consent-decoupled': await consent(app, 'user_decoupled'),
      'consent-embedded': await consent(app, 'user_embedded_choice'),
      'consent-bank-down-twice': await consent(app, 'user_flaky'),
      'payment-settled': await pay(app, 'user_embedded'),
      'payment-rejected': await pay(app, 'user_payment_rejected'),
      'deposit-retake': await deposit(app, 'user_redirect', 'Ana retake'),
      'deposit-declined': await deposit(app, 'user_redirect', 'Ana declined'),
      'deposit-cancelled': cancelled,
    };
    const client = await temporalClient();
    const histories = await Promise.all(
      Object.entries(sessions).map(async ([name, session]) => {
        const handle = client.workflow.getHandle(`onboarding/${app.demo.client_id}/${session.id}`);
        await handle.result();
        return { workflowId: name, history: await handle.fetchHistory() };
      }),
    );
    await client.connection.close();
    if (RECORD) for (const { workflowId, history } of histories) keep(workflowId, historyToJSON(history));
    const replayed: string[] = [];
    for await (const { workflowId, error } of Worker.runReplayHistories(
      { workflowBundle: await bundled(), sinks: NOBODY_LISTENS },
      histories as never as ReplayHistoriesIterable,
    )) {
      expect({ workflowId, error }).toEqual({ workflowId, error: undefined });
      replayed.push(workflowId);
    }
    expect(replayed.sort()).toEqual(Object.keys(sessions).sort());
  });
});

function keep(name: string, json: string): void {
  const history = withoutMachine(JSON.parse(json));
  expect(machineIn(history)).toEqual([]);
  writeFileSync(path.join(projectRoot(), 'test', 'histories', `${name}.json`), `${JSON.stringify(history)}\n`);
}
