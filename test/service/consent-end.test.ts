import { VestibuleError } from '../../domain/errors';
import type { JsonObject } from '../../domain/json';
import { findTenant, provenTenant } from '../../service/access';
import { listAccounts } from '../../service/accounts';
import { readCredentials, revokeCredentials } from '../../service/credentials';
import { createServices } from '../../service/services';
import type { Credentials } from '../../store/store';
import { openBank, type TestBank } from '../connectors/fixture';
import { ACCESS_TOKEN, holdCredentials } from './support/held-credentials';
import { testDeps } from './support/test-deps';

describe('A tenant whose credentials end', () => {
  const own = testDeps();
  const { deps, memory } = own;
  const client = own.tenant();
  let bank: TestBank;
  let services: ReturnType<typeof createServices>;
  beforeAll(async () => {
    bank = await openBank();
    services = createServices({ ...deps, data: () => bank.connector.data });
  });
  afterAll(() => bank.close());

  const claimOf = async ({ credentials_id }: Credentials) => ({
    tenant: provenTenant(services, await findTenant(services, client.client_id), client.client_secret, 'secret'),
    credentials_id,
    access_token: ACCESS_TOKEN,
  });
  const consented = async (psu_id: string) =>
    holdCredentials(own, client.client_id, (await bank.consent(psu_id)) as JsonObject);
  const toldOf = async ({ credentials_id }: Credentials) =>
    (await deps.store.events.after(client.client_id, '', 1_000))
      .filter(({ data }) => data.credentials_id === credentials_id)
      .map(({ type, data }) => ({ type, ...data }));
  const read = async (credentials: Credentials) =>
    listAccounts(services, await claimOf(credentials), { signal: new AbortController().signal });
  const about = ({ credentials_id, session_id, skill }: Credentials) => ({ credentials_id, session_id, skill });
  const consentOf = (credentials: Credentials) =>
    String((deps.sealer.unsealDeep(credentials.body, credentials.session_id) as JsonObject).consent_id);

  test('is told that it has revoked them, once, however often it does', async () => {
    const held = await consented('user_redirect');
    await revokeCredentials(services, await claimOf(held));
    await revokeCredentials(services, await claimOf(held));
    await expect(read(held)).rejects.toMatchObject({ code: 'consent_revoked' });
    expect(await toldOf(held)).toEqual([
      { type: 'credentials.revoked', ...about(held), status: 'revoked', by: 'tenant' },
    ]);
  });

  test('is told that the user has withdrawn the consent at the bank, as soon as a read meets it', async () => {
    const held = await consented('user_redirect');
    await fetch(`${bank.bank_url}/consents/${consentOf(held)}/revoke`, { method: 'POST', redirect: 'manual' });
    expect(await toldOf(held)).toEqual([]);
    await expect(read(held)).rejects.toMatchObject({ code: 'consent_revoked' });
    await expect(read(held)).rejects.toMatchObject({ code: 'consent_revoked' });
    expect(await toldOf(held)).toEqual([
      { type: 'consent.withdrawn', ...about(held), status: 'revoked' },
      { type: 'credentials.revoked', ...about(held), status: 'revoked', by: 'bank' },
    ]);
    expect(await readCredentials(services, await claimOf(held))).toMatchObject({ status: 'revoked' });
  });

  test('is not told that the user has withdrawn what another consent has replaced', async () => {
    const held = await consented('one_consent');
    await consented('one_consent');
    await expect(read(held)).rejects.toMatchObject({ code: 'consent_revoked' });
    expect(await toldOf(held)).toMatchObject([{ type: 'credentials.revoked', by: 'bank' }]);
  });

  test('is told that they have expired, where the bank says so', async () => {
    const held = await consented('user_expired');
    await expect(read(held)).rejects.toMatchObject({ code: 'consent_expired' });
    expect(await toldOf(held)).toEqual([{ type: 'credentials.expired', ...about(held), status: 'expired' }]);
  });

  test('is not told that a user has withdrawn what it was revoking itself when our process died', async () => {
    const held = await consented('user_redirect');
    const dies = { ...services, events: { record: () => Promise.reject(new Error('killed')) } };
    await expect(revokeCredentials(dies, await claimOf(held))).rejects.toThrow('killed');
    await expect(read(held)).rejects.toMatchObject({ code: 'consent_revoked' });
    expect(await toldOf(held)).toMatchObject([{ type: 'credentials.revoked', by: 'tenant' }]);
  });

  test('keeps credentials active while nobody could be told: whoever finds it next tells', async () => {
    const held = await consented('user_expired');
    const away = {
      ...services,
      events: { record: () => Promise.reject(new VestibuleError('database_unavailable', 'It is away.')) },
    };
    const reading = { signal: new AbortController().signal };
    await expect(listAccounts(away, await claimOf(held), reading)).rejects.toMatchObject({
      code: 'database_unavailable',
    });
    expect(memory.credentials.get(held.credentials_id)?.status).toBe('active');
    await expect(read(held)).rejects.toMatchObject({ code: 'consent_expired' });
    expect(await toldOf(held)).toHaveLength(1);
  });
});
