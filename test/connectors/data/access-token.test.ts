import type { TokenNotes } from '../../../domain/connector';
import type { JsonObject } from '../../../domain/json';
import type { Scripted } from '../fixture';
import { account, BODY, balances, closeBanks, planned } from './scripted';

afterEach(closeBanks);

const notes = (): TokenNotes & { kept: JsonObject[] } => {
  const kept: JsonObject[] = [];
  return { kept, newest: async () => kept.at(-1), keep: async (token) => void kept.push(token) };
};

/** A bank whose refresh tokens are good for one use each. */
async function oauthBank(answer?: Scripted) {
  let nth = 0;
  const bank = await planned({
    accounts: ({ headers }) =>
      headers.authorization?.startsWith('Bearer at-') ? { body: { accounts: [account()] } } : { status: 401 },
    balances: balances(),
    other: ({ body }) => {
      const refresh = new URLSearchParams(body).get('refresh_token');
      if (answer) return answer;
      if (refresh !== `rt-${nth}`) return { status: 400, body: { error: 'invalid_grant' } };
      nth++;
      return { body: { access_token: `at-${nth}`, refresh_token: `rt-${nth}`, expires_in: 3600 } };
    },
  });
  const endpoint = `${bank.url}/token`;
  const token = (more: JsonObject = {}): JsonObject => ({
    access_token: 'at-0',
    refresh_token: 'rt-0',
    endpoint,
    ...more,
  });
  return { bank, token };
}
const over = { expires_at: Date.now() - 1 };

test('a token that is good is sent with every read', async () => {
  const { bank, token } = await oauthBank();
  await bank.data.accounts({ ...BODY, token: token() }, {});
  expect(bank.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer at-0', 'Bearer at-0']);
});

test('one that has expired is refreshed once, however many read at the same time, and the new one is kept', async () => {
  const { bank, token } = await oauthBank();
  const tokens = notes();
  const body = { ...BODY, token: token(over) };
  await Promise.all([1, 2, 3].map(() => bank.data.accounts(body, { tokens })));
  await bank.data.accounts(body, { tokens });
  expect(tokens.kept).toMatchObject([{ access_token: 'at-1', refresh_token: 'rt-1' }]);
  expect(bank.calls('accounts').map(({ headers }) => headers.authorization)).toEqual(Array(4).fill('Bearer at-1'));
});

test('what another process has refreshed meanwhile is used', async () => {
  const { bank, token } = await oauthBank({ status: 400, body: { error: 'invalid_grant' } });
  let asked = 0;
  const tokens: TokenNotes = {
    newest: async () => (asked++ === 0 ? undefined : token({ access_token: 'at-7' })),
    keep: async () => undefined,
  };
  await bank.data.accounts({ ...BODY, token: token(over) }, { tokens });
  expect(bank.calls('accounts')[0]?.headers.authorization).toBe('Bearer at-7');
});

test('a bank that grants no other ends the consent; one that is down does not', async () => {
  const refused = await oauthBank({ status: 400, body: { error: 'invalid_grant' } });
  const ask = ({ bank, token }: typeof refused, more: JsonObject = {}) =>
    bank.data.accounts({ ...BODY, token: token({ ...over, ...more }) }, { tokens: notes() });
  await expect(ask(refused)).rejects.toMatchObject({ code: 'consent_expired' });
  await expect(ask(await oauthBank({ status: 503 }))).rejects.toMatchObject({ code: 'bank_unavailable' });
});
