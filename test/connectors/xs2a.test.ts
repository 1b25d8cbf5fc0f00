import { type Asked, contextOf, openScriptedBank, type Scripted, type ScriptedBank } from './fixture';

/** Answers of adorsys XS2A 13.4, as `npm run conformance` has seen them, for what the sandbox's banks don't do. */
const refusal = (status: number, code: string): Scripted => ({
  status,
  body: { tppMessages: [{ category: 'ERROR', code, text: '…' }] },
});

let bank: ScriptedBank | undefined;
async function open(answer: (asked: Asked) => Scripted): Promise<ScriptedBank> {
  bank = await openScriptedBank(answer, { XYZ_SBX_BANK_PROFILE: 'xs2a' });
  return bank;
}
afterEach(() => bank?.close());

const again = (left: number) => contextOf({ attempt: { number: 2, ms: 30_000, left } });

describe('At a bank that runs adorsys XS2A', () => {
  test('whose every consent without accounts is refused, the user is asked for their accounts', async () => {
    const { call, asked } = await open(() => refusal(400, 'SERVICE_INVALID'));
    await expect(call('ais.consent', { psu_id: 'anna' })).rejects.toMatchObject({ code: 'ais.accounts_needed' });
    expect(asked.map(({ body }) => Object.keys(JSON.parse(body).access))).toEqual([
      ['allPsd2'],
      ['accounts', 'balances', 'transactions'],
    ]);
  });

  test('that refuses the accounts too, the refusal is final', async () => {
    const { call } = await open(() => refusal(400, 'SERVICE_INVALID'));
    const accounts = ['DE89370400440532013000'];
    await expect(call('ais.consent', { psu_id: 'anna', accounts })).rejects.toMatchObject({ code: 'error' });
  });

  test('a 204 that cancels nothing is no cancellation: the payment is followed, and stands at last', async () => {
    const { call } = await open(({ method }) =>
      method === 'DELETE' ? { status: 204, body: '' } : { body: { transactionStatus: 'ACCP' } },
    );
    const cancel = (left: number) => call('pis.cancel', { payment_id: 'p' }, again(left));
    await expect(cancel(3_600_000)).rejects.toMatchObject({ code: 'pending', retryable: true });
    await expect(cancel(60_000)).rejects.toMatchObject({ code: 'error', retryable: false });
  });

  test('a cancellation that the status confirms, or does not deny, is one', async () => {
    const { call } = await open(({ method, path }) => {
      if (method === 'DELETE') return { status: 204, body: '' };
      return path.includes('/p/') ? { body: { transactionStatus: 'CANC' } } : refusal(403, 'RESOURCE_UNKNOWN');
    });
    await expect(call('pis.cancel', { payment_id: 'p' }, again(3_600_000))).resolves.toEqual({});
    await expect(call('pis.cancel', { payment_id: 'q' }, again(3_600_000))).resolves.toEqual({});
  });

  test('a consent is withdrawn without the user’s address, which nobody has then', async () => {
    const { connector, asked } = await open(() => ({ status: 204, body: '' }));
    await connector.data.revoke({ consent_id: 'c' }, {});
    expect(asked).toMatchObject([{ method: 'DELETE', path: '/psd2/v1/consents/c' }]);
    expect(asked[0]?.headers['psu-ip-address']).toBeUndefined();
  });
});
