import { setTimeout as delay } from 'node:timers/promises';
import { App, Conversation, expectStatus } from '../../cli/tour/app';
import { exchange, TERMS } from '../../cli/tour/journeys';
import { authorise } from '../../cli/tour/user';
import { wholeLedger } from '../support/ledger';
import { startOwnStack } from '../support/stack';

describe('What was accepted survives', () => {
  test('a worker that is away: the submission is answered with 202, and the session goes on when it is back', async () => {
    const stack = await startOwnStack();
    try {
      const session = await new App(stack.demo).start('xyz_sbx_#3.0');
      await stack.worker.stop();
      const sent = expectStatus(await session.submit(TERMS, { wait: 1 }), 202);
      expect(sent.body).toMatchObject({ status: 'PROCESSING', step_id: expect.any(String) });
      expect(sent.headers.get('retry-after')).toMatch(/^\d+$/);
      const again = expectStatus(await session.submit(TERMS, { wait: 1, step: 'product_form' }), 202);
      expect(again.body.step_id).toBe(sent.body.step_id);
      const read = await session.app.call('GET', `/sessions/${session.id}`, {
        headers: { authorization: `Bearer ${session.nonce}` },
      });
      expect(read).toMatchObject({ status: 503, body: { code: 'engine_unavailable', retryable: true } });
      await stack.worker.start();
      await session.until(session.isAt('confirm'));
      expect((await wholeLedger(stack.demo.bank_url)).filter(({ effect }) => effect === 'quote.created')).toHaveLength(
        1,
      );
    } finally {
      await stack.dispose();
    }
  });

  test('SIGKILL of everything in mid-session: after the next start it goes on, and the ledger shows each effect once', async () => {
    const first = await startOwnStack();
    const before = await new App(first.demo).start('xyz_aisp_sbx_#1.0');
    expectStatus(await before.submit({ psu_id: 'user_embedded' }), 200, 202);
    await before.until((state) => state.next.kind === 'form');
    const midway = await new App(first.demo).start('xyz_sbx_#3.0');
    // Killed while the quote is being asked for.
    await midway.submit(TERMS, { wait: 0 });
    await first.kill();
    const second = await startOwnStack({ home: first.home });
    try {
      const app = new App(second.demo);
      const after = new Conversation(app, before.state);
      await after.read();
      await authorise(after, 'user_embedded');
      await after.until(after.ended);
      expect(after.state.status).toBe('COMPLETED');
      expect(await exchange(after)).toMatchObject({
        credentials_id: expect.any(String),
        access_token: expect.any(String),
      });
      const quoted = new Conversation(app, { ...midway.state, nonce: midway.nonce });
      await quoted.until(quoted.isAt('confirm'));
      const effects = await wholeLedger(second.demo.bank_url);
      expect(effects.map(({ effect }) => effect)).toEqual(expect.arrayContaining(['consent.created', 'quote.created']));
      expect(effects.filter(({ count }) => count !== 1)).toEqual([]);
    } finally {
      await second.dispose();
    }
  });

  test('a worker killed while a payment is on its way to the bank: no second one is sent, and nobody is told it failed', async () => {
    const stack = await startOwnStack();
    try {
      const payments = async () =>
        (await wholeLedger(stack.demo.bank_url)).filter(({ effect }) => effect === 'payment.created');
      const session = await new App(stack.demo).start('xyz_pisp_sbx_#1.0');
      const order = { creditor_name: 'Green Grocer SRL', creditor_iban: 'DE89370400440532013000', amount: '24.90' };
      await session.submit({ psu_id: 'late_creation', ...order, currency: 'EUR' }, { wait: 0 });
      while ((await payments()).length === 0) await delay(50);
      await stack.worker.kill();
      await stack.worker.start();
      await session.until(session.ended);
      expect(session.state).toMatchObject({
        status: 'FAILED',
        reason: { message: expect.stringMatching(/not known/) },
      });
      expect(await payments()).toHaveLength(1);
    } finally {
      await stack.dispose();
    }
  }, 120_000);
});
