import type { JsonObject } from '../../domain/json';
import { paymentFacts } from '../../service/data/payment-status';
import { contextOf, openBank, openScriptedBank, type TestBank } from '../connectors/fixture';
import { dataServices, holdingOf } from './memory-data';

const ORDER = {
  creditor_name: 'Green Grocer SRL',
  creditor_iban: 'DE89370400440532013000',
  amount: '24.90',
  currency: 'EUR',
};

describe('The credentials of a payment', () => {
  let bank: TestBank;
  beforeAll(async () => {
    bank = await openBank();
  });
  afterAll(() => bank.close());

  test('say how it stands at the bank: open, then taken back, which is kept for good', async () => {
    const made = (await bank.call('pis.initiate', { psu_id: 'user_embedded', ...ORDER })) as JsonObject;
    const { services, time } = dataServices();
    const holding = holdingOf(bank.connector.data, { payment_id: made.payment_id as string });
    expect(await paymentFacts(services, holding)).toMatchObject({ state: 'open', transaction_status: 'RCVD' });
    await bank.call('pis.cancel', { payment_id: made.payment_id as string }, contextOf());
    expect(await paymentFacts(services, holding)).toMatchObject({ state: 'open' });
    time.ahead += 60_001;
    const gone = await paymentFacts(services, holding);
    expect(gone).toMatchObject({ state: 'rejected', transaction_status: 'CANC' });
    time.ahead += 86_400_000;
    expect(await paymentFacts(services, holding)).toEqual(gone);
  });

  test('say nothing of a payment where they point to none', async () => {
    const { services } = dataServices();
    expect(await paymentFacts(services, holdingOf(bank.connector.data, { consent_id: 'c' }))).toBeUndefined();
  });
});

test('While the bank can’t be asked, its last word is shown, with its time', async () => {
  let isAway = false;
  const bank = await openScriptedBank(() => (isAway ? { status: 503 } : { body: { transactionStatus: 'ACSP' } }));
  try {
    const { services, time } = dataServices();
    const holding = holdingOf(bank.connector.data, { payment_id: 'p', product: 'instant' });
    const said = await paymentFacts(services, holding);
    expect(said).toMatchObject({ state: 'accepted', transaction_status: 'ACSP' });
    [isAway, time.ahead] = [true, 60_001];
    expect(await paymentFacts(services, holding)).toEqual(said);
    expect(bank.asked).toHaveLength(2);
    expect(bank.asked[0]?.path).toContain('/instant-sepa-credit-transfers/p/status');
  } finally {
    await bank.close();
  }
});
