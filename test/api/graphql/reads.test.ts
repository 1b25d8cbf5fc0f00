import { openTestApp } from '../support/test-app';
import { ask, pairOf } from './support';

test('twenty credentials with accounts and transactions cost each list one call of the bank, and the store no more', async () => {
  const testApp = openTestApp();
  const client = testApp.tenant();
  const pairs = [];
  for (let n = 0; n < 20; n += 1) pairs.push(await pairOf(testApp, client));
  const { store, data } = testApp.deps;
  const bank = data('any', 'sandbox');
  if (!bank) throw new Error('no bank');
  const found = jest.spyOn(store.credentials, 'find');
  const noted = jest.spyOn(store.bankNotes, 'find');
  const [accounts, history] = [jest.spyOn(bank, 'accounts'), jest.spyOn(bank, 'history')];
  const query = `query ($pairs: [CredentialsPair!]!) {
    a: credentialsList(pairs: $pairs) { status quota { left } accounts { nodes { iban balances { amount } transactions(first: 5) { nodes { amount } } } } }
    b: credentialsList(pairs: $pairs) { accounts { nodes { name transactions(first: 5) { nodes { bookingDate } } } } }
  }`;
  const variables = {
    pairs: pairs.map(({ credentials_id, access_token }) => ({
      credentialsId: credentials_id,
      accessToken: access_token,
    })),
  };
  const { body } = await ask(testApp, client, query, variables).expect(200);
  expect(body.errors).toBeUndefined();
  expect(body.data.a[19].accounts.nodes[0].transactions.nodes).toEqual([{ amount: '-1.00' }]);
  expect(accounts).toHaveBeenCalledTimes(20);
  expect(history).toHaveBeenCalledTimes(20);
  // Over REST these are 60 calls, each of which reads the credentials.
  expect(found).toHaveBeenCalledTimes(20);
  // Around the write of what the bank has told of its accounts: no more, however many lists are read.
  expect(noted.mock.calls.filter(([id]) => id.startsWith('accounts/')).length).toBeLessThanOrEqual(60);

  // One call reads at most a hundred things: what is beyond fails alone, and may be asked for again.
  const sizes = [1, 2, 3, 4].map((first) => `p${first}: transactions(first: ${first}) { nodes { amount } }`);
  const much = `query ($pairs: [CredentialsPair!]!) { credentialsList(pairs: $pairs) { accounts { nodes { ${sizes.join(' ')} } } } }`;
  const { body: partial } = await ask(testApp, client, much, variables).expect(200);
  expect(partial.errors).toHaveLength(20);
  expect(partial.errors[0].extensions).toMatchObject({ code: 'rate_limited', retryable: true, retry_after: 1 });
  expect(partial.data.credentialsList[0].accounts.nodes[0].p1.nodes).toEqual([{ amount: '-1.00' }]);
});
