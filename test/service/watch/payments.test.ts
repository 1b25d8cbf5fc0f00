import type { PaymentStanding } from '../../../domain/connector';
import { VestibuleError } from '../../../domain/errors';
import { bankSaying, DAY, HOUR, MINUTE, openWatch } from './fixture';

const standing = (transaction_status: string): PaymentStanding => ({
  state: { RCVD: 'open', ACSP: 'accepted', ACSC: 'settled', RJCT: 'rejected' }[transaction_status] as 'open',
  transaction_status,
});

/** A watch over payments whose bank says what `status` is. */
function openPayments() {
  const bank = { status: 'ACSP', isAway: false, asked: [] as number[] };
  const watch = openWatch(
    bankSaying({
      payment: async () => {
        bank.asked.push(watch.time.now);
        if (bank.isAway) throw new VestibuleError('bank_unavailable', 'It is away.');
        return standing(bank.status);
      },
    }),
  );
  /** Looks every minute for so long. */
  const pass = async (ms: number) => {
    for (const end = watch.time.now + ms; watch.time.now < end; watch.time.now += MINUTE) await watch.look();
  };
  return { bank, watch, pass };
}

describe('A payment whose session has ended well', () => {
  test('is told as accepted at the next look, as settled when it is, and asked after no more', async () => {
    const { bank, watch, pass } = openPayments();
    const held = await watch.issue({ payment_id: 'p' });
    await watch.look();
    expect(await watch.told(held)).toEqual(['payment.accepted ACSP']);
    await pass(3 * HOUR);
    bank.status = 'ACSC';
    await pass(2 * HOUR);
    expect(await watch.told(held)).toEqual(['payment.accepted ACSP', 'payment.settled ACSC']);
    const { length } = bank.asked;
    await pass(DAY);
    expect(bank.asked).toHaveLength(length);
  });

  test('is told as accepted and settled, in this order, where it settles at once', async () => {
    const { bank, watch } = openPayments();
    bank.status = 'ACSC';
    const held = await watch.issue({ payment_id: 'p' });
    await watch.look();
    expect(await watch.told(held)).toEqual(['payment.accepted ACSC', 'payment.settled ACSC']);
  });

  test('is told as returned where the bank says no after it has said yes', async () => {
    const { bank, watch, pass } = openPayments();
    const held = await watch.issue({ payment_id: 'p' });
    await pass(HOUR);
    bank.status = 'RJCT';
    await pass(DAY);
    await pass(DAY);
    expect(await watch.told(held)).toEqual(['payment.accepted ACSP', 'payment.returned RJCT']);
  });

  test('is told nothing while the bank has not taken it on, nor while the bank is away', async () => {
    const { bank, watch, pass } = openPayments();
    bank.status = 'RCVD';
    const held = await watch.issue({ payment_id: 'p' });
    await pass(HOUR);
    [bank.isAway, bank.status] = [true, 'ACSC'];
    await pass(HOUR);
    expect(await watch.told(held)).toEqual([]);
    bank.isAway = false;
    await pass(4 * HOUR);
    expect(await watch.told(held)).toEqual(['payment.accepted ACSC', 'payment.settled ACSC']);
  });

  test('is asked after ever more rarely, for 14 days', async () => {
    const { bank, watch } = openPayments();
    const began = watch.time.now;
    await watch.issue({ payment_id: 'p' });
    const pause = () => (watch.time.now < began + HOUR ? MINUTE : HOUR);
    for (; watch.time.now < began + 20 * DAY; watch.time.now += pause()) await watch.look();
    const pauses = bank.asked.slice(1).map((at, n) => at - (bank.asked[n] as number));
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect([pauses[0], pauses.at(-1)]).toEqual([MINUTE, DAY]);
    expect((bank.asked.at(-1) as number) - began).toBe(14 * DAY);
    expect(bank.asked.length).toBeLessThan(30);
  });

  test('is asked after once after an outage, and not for all times that were missed', async () => {
    const { bank, watch } = openPayments();
    await watch.issue({ payment_id: 'p' });
    await watch.look();
    watch.time.now += 3 * DAY;
    for (let n = 0; n < 5; n += 1) await watch.look();
    expect(bank.asked).toHaveLength(2);
  });
});
