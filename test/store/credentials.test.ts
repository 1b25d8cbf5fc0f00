import { randomUUID } from 'node:crypto';
import { createSealer } from '../../security/seal';
import { type Fixture, openFixture } from './fixture';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.dispose());

async function issued() {
  const session_id = randomUUID();
  const credentials = {
    credentials_id: randomUUID(),
    session_id,
    client_id: 'vci_shop',
    skill: 'xyz_aisp_sbx_#1.0',
    catalog: 'xyz',
    flavour: 'sandbox' as const,
    body: createSealer(fixture.keys).seal({ consent_id: 'c-1', accounts: ['a', 'b'] }, session_id),
    valid_until: '2026-12-31',
  };
  await fixture.store.credentials.issue(credentials);
  return credentials;
}

describe('credentials', () => {
  test('are stored as issued, active, without an access token', async () => {
    const made = await issued();
    const found = await fixture.store.credentials.find(made.credentials_id, 'vci_shop');
    expect(found).toEqual({ ...made, status: 'active', created_at: expect.any(Date) });
    expect(createSealer(fixture.keys).unseal(made.body, made.session_id)).toEqual({
      consent_id: 'c-1',
      accounts: ['a', 'b'],
    });
  });

  test('issued twice are the first ones', async () => {
    const made = await issued();
    await fixture.store.credentials.setStatus(made.credentials_id, 'revoked');
    await fixture.store.credentials.issue({ ...made, valid_until: '2030-01-01' });
    expect(await fixture.store.credentials.find(made.credentials_id, 'vci_shop')).toMatchObject({
      status: 'revoked',
      valid_until: '2026-12-31',
    });
  });

  test('of another tenant are as absent as unknown ones', async () => {
    const { credentials_id } = await issued();
    expect(await fixture.store.credentials.find(credentials_id, 'vci_other')).toBeUndefined();
    expect(await fixture.store.credentials.exchange(credentials_id, 'vci_other', 'hmac')).toEqual({
      ok: false,
      reason: 'absent',
    });
    expect(await fixture.store.credentials.exchange(randomUUID(), 'vci_shop', 'hmac')).toEqual({
      ok: false,
      reason: 'absent',
    });
  });

  test('get one access token, however many ask at once', async () => {
    const { credentials_id } = await issued();
    const asked = Array.from({ length: 20 }, (_, i) =>
      fixture.store.credentials.exchange(credentials_id, 'vci_shop', `hmac-${i}`),
    );
    const answers = await Promise.all(asked);
    const won = answers.filter((answer) => answer.ok);
    expect(won).toHaveLength(1);
    expect(answers.filter((answer) => !answer.ok && answer.reason === 'used')).toHaveLength(19);
    const found = await fixture.store.credentials.find(credentials_id, 'vci_shop');
    expect(won[0]).toEqual({ ok: true, credentials: found });
    expect(found).toMatchObject({ access_token_hmac: expect.stringMatching(/^hmac-/), exchanged_at: expect.any(Date) });
  });

  test('are revoked once and never active again', async () => {
    const { credentials_id } = await issued();
    const { credentials } = fixture.store;
    expect(await credentials.setStatus(credentials_id, 'revoked')).toBe(true);
    expect(await credentials.setStatus(credentials_id, 'expired')).toBe(false);
    expect((await credentials.find(credentials_id, 'vci_shop'))?.status).toBe('revoked');
  });

  test('lie in the database without a word of what they point to', async () => {
    const { credentials_id } = await issued();
    const stored = await fixture.database.collection('credentials').findOne({ _id: credentials_id as never });
    expect(JSON.stringify(stored)).not.toContain('consent_id');
  });

  test('may be found in memory by whoever allows it; a change of this process is seen at once', async () => {
    const { credentials } = fixture.store;
    const made = await issued();
    await credentials.find(made.credentials_id, 'vci_shop');
    const raw = fixture.database.collection('credentials');
    await raw.updateOne({ _id: made.credentials_id as never }, { $set: { status: 'revoked' } });
    expect((await credentials.find(made.credentials_id, 'vci_shop', 60_000))?.status).toBe('active');
    expect(await credentials.find(made.credentials_id, 'vci_other', 60_000)).toBeUndefined();
    expect((await credentials.find(made.credentials_id, 'vci_shop'))?.status).toBe('revoked');
    const other = await issued();
    await credentials.find(other.credentials_id, 'vci_shop');
    await credentials.setStatus(other.credentials_id, 'expired');
    expect((await credentials.find(other.credentials_id, 'vci_shop', 60_000))?.status).toBe('expired');
  });
});
