import { createReadStream, readFileSync } from 'node:fs';
import path from 'node:path';
import { PAYMENT, TERMS } from '../../cli/tour/journeys';
import { atBanksPage, followBack, onPhone } from '../../cli/tour/user';
import { projectRoot } from '../../runtime/paths';
import { createClient, type Session, VestibuleError } from '../../sdk/src/client';
import { createServer } from '../../sdk/src/server';
import { stack } from '../support/stack';

const file = (name: string) => path.join(projectRoot(), 'sandbox', 'documents', name);
const { demo } = stack();
const client = createClient({ apiUrl: demo.api_url, clientId: demo.client_id, appKey: demo.client_app_key });
const server = createServer({
  apiUrl: demo.api_url,
  clientId: demo.client_id,
  clientSecret: demo.client_secret,
  appKey: demo.client_app_key,
});

/** Does whatever the session asks for, as this test user, while it is watched to its end. */
async function through(session: Session, psu_id: string, data: Record<string, object> = {}): Promise<string[]> {
  const statuses: string[] = [];
  const answered = new Set<string>();
  for await (const { status, next } of session.watch()) {
    statuses.push(status);
    const visit = JSON.stringify([next.step_id, next.kind, next.url, next.message]);
    if (answered.has(visit)) continue;
    if (next.kind === 'redirect') await followBack(await atBanksPage(String(next.url), psu_id));
    else if (next.kind === 'decoupled') {
      if (!(await onPhone(String(demo.bank_url), psu_id, String(next.message)))) continue;
    } else if (next.kind === 'form') await session.submit((data[String(next.step)] ?? bankForm(next.schema)) as never);
    else if (next.kind === 'upload')
      await session.upload('selfie', { content: createReadStream(file('selfie.jpg')), filename: 'selfie.jpg' });
    else continue;
    answered.add(visit);
  }
  return statuses;
}

/** What a bank asks of its own user. */
function bankForm(schema: unknown) {
  const { properties } = schema as { properties: Record<string, { oneOf?: { const: string }[] }> };
  const { authentication_method_id: method } = properties;
  if (method) return { authentication_method_id: method.oneOf?.[0]?.const };
  return properties.password ? { password: 'sandbox' } : { otp: '123456' };
}

describe('A tenant that knows the SDK alone', () => {
  test('finds its skills and their steps', async () => {
    const names: string[] = [];
    for await (const { skill } of client.skills({ limit: 2 })) names.push(skill);
    expect(names.sort()).toEqual([...demo.skills].sort());
    expect((await client.skill('xyz_sbx_#3.0')).steps.map(({ step }) => step)).toContain('documents');
  });

  test('takes a user through a consent, and reads accounts and all transactions', async () => {
    const session = await client.start('xyz_aisp_sbx_#1.0', { reference: 'order-1', locale: 'en' });
    const statuses = await through(session, 'user_redirect', { identify: { psu_id: 'user_redirect' } });
    expect(statuses.at(-1)).toBe('COMPLETED');
    expect(session.isOver).toBe(true);

    const pair = await server.exchangeToken(String(session.state.temp_token));
    const { data } = await server.accounts(pair, { psu: { ip: '192.0.2.1', userAgent: 'test' } });
    const accountId = String(data[0]?.account_id);
    expect((await server.account(pair, accountId))?.iban).toBe(data[0]?.iban);
    const rows: string[] = [];
    const transactions = server.transactions(pair, { accountId, limit: 5 });
    for await (const { transaction_id } of transactions) rows.push(transaction_id);
    expect(new Set(rows).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(5);
    expect(transactions.warnings).toEqual([]);

    expect((await server.credentials.get(pair)).status).toBe('active');
    expect((await server.credentials.revoke(pair)).status).toBe('revoked');
    await expect(server.accounts(pair)).rejects.toMatchObject({ code: 'consent_revoked', status: 410 });
  });

  test('has a user pay on the phone', async () => {
    const session = await client.start('xyz_pisp_sbx_#1.0');
    const step = String(session.state.next.step);
    await through(session, 'user_decoupled', { [step]: { ...PAYMENT, psu_id: 'user_decoupled' } });
    expect(session.state.status).toBe('COMPLETED');
    const pair = await server.exchangeToken(String(session.state.temp_token));
    expect((await server.credentials.get(pair)).payment?.state).toBeDefined();
  });

  test('opens a deposit, with uploads of every kind, one taken back, and a retake', async () => {
    const session = await client.start('xyz_sbx_#3.0');
    await session.submit(TERMS);
    await session.untilSettled();
    await session.submit({ action: 'accept' });
    await session.untilSettled();
    expect(session.state.next.step).toBe('documents');

    const wrong = await session.upload('id_scan', new Blob([readFileSync(file('selfie.jpg'))]));
    await session.removeUpload(String(wrong.uploads[0]?.upload_id));
    const told: number[] = [];
    const scan = { content: readFileSync(file('passport.pdf')), filename: 'passport.pdf' };
    const total: unknown[] = [];
    await session.upload('id_scan', scan, {
      onProgress: (progress) => {
        told.push(progress.loaded);
        total.push(progress.total);
      },
    });
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(total[0]);
    const answers = { id_type: 'passport', holder: 'Ada retake', psu_id: 'user_redirect' };
    const { next } = await session.submit(answers);
    expect(next.kind).toBe('upload');

    const retaken: string[] = [];
    for await (const state of session.watch()) {
      const { kind, step, step_id } = state.next;
      if (kind === 'upload')
        await session.upload('selfie', { content: createReadStream(file('selfie.jpg')), filename: 'selfie.jpg' });
      else if (kind === 'form' && step === 'documents' && !retaken.includes(String(step_id))) {
        retaken.push(String(step_id));
        await session.upload('id_scan', scan);
        await session.submit(answers);
      } else if (kind === 'redirect') break;
    }
    expect(retaken).toHaveLength(1);
    await through(session, 'user_redirect');
    expect(session.state.status).toBe('COMPLETED');
  });

  test('goes on in another process with what it kept, and cancels', async () => {
    const started = await client.start('xyz_aisp_sbx_#1.0');
    const kept = JSON.parse(JSON.stringify(started));
    const resumed = await client.resume(kept);
    expect(resumed.state.next.step_id).toBe(started.state.next.step_id);
    expect((await client.resume(kept.session_id, kept.nonce)).id).toBe(started.id);
    expect((await resumed.cancel()).status).toBe('CANCELLED');
    expect((await server.sessions.get(started.id)).status).toBe('CANCELLED');
    await expect(started.submit({ psu_id: 'user_redirect' })).rejects.toMatchObject({ code: 'session_closed' });
  });

  test('starts a session on its server, which an app goes on with', async () => {
    const { session_id, nonce } = await server.sessions.create('xyz_aisp_sbx_#1.0', { reference: 'order-2' });
    const session = await client.resume(session_id, nonce);
    expect(session.state.status).toBe('SESSION_CREATED');
    expect((await server.sandbox.advance(session_id, 'P400D')).status).not.toBe('SESSION_CREATED');
  });

  test('is told every fault of its data by code and pointer', async () => {
    const session = await client.start('xyz_sbx_#3.0');
    const refusal = await session.submit({ value: 'much', currency: 'EUR' }).catch((error) => error);
    expect(VestibuleError.isInstance(refusal)).toBe(true);
    expect(refusal).toMatchObject({ code: 'step_data_invalid', status: 422, retryable: false });
    expect(refusal.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/data/value', '/data/period']);
    expect(refusal.requestId).toMatch(/./);
    await expect(session.submit(TERMS)).resolves.toBeDefined();
  });
});
