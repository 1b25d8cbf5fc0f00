import { createServer, verifyWebhook } from '../../sdk/src/server';
import { type McpSession, startMcp } from '../cli/support/mcp-client';
import { freshTenant, stack } from '../support/stack';
import { until } from '../support/until';
import { receiver } from '../webhooks/support/receiver';

const { demo, home } = stack();
const SECRETS = /nonce|temp_token"|access_token|eyJ|vcs_|vak_|whsec_/;
/** Everything that any tool has answered. */
const answers: string[] = [];
let mcp: McpSession;

async function call(name: string, args: Record<string, unknown> = {}): Promise<string> {
  const { text, isError } = await mcp.call(name, args);
  answers.push(text);
  if (isError) throw new Error(text);
  return text;
}
const state = async (name: string, args: Record<string, unknown>) => JSON.parse(await call(name, args));

/** Asks until the session has left the hands of bank and partners. */
async function settled(session_id: string): Promise<string> {
  for (;;) {
    const text = await call('explain_session', { session_id });
    if (!text.includes(': PROCESSING.')) return text;
  }
}

beforeAll(async () => {
  mcp = await startMcp(['--write'], { VESTIBULE_HOME: home });
});
afterAll(() => mcp.close());

describe('An assistant with the tools alone', () => {
  test('learns which skills there are and what they ask', async () => {
    expect(
      JSON.parse(await call('list_skills'))
        .map(({ skill }: { skill: string }) => skill)
        .sort(),
    ).toEqual([...demo.skills].sort());
    expect(JSON.parse(await call('list_skills', { type: 'pisp' }))).toHaveLength(
      demo.skills.filter((skill) => skill.includes('pisp')).length,
    );
    const { steps } = JSON.parse(await call('describe_skill', { skill: 'xyz_aisp_sbx_#1.0' }));
    const { step } = steps[0];
    expect(JSON.parse(await call('describe_skill', { skill: 'xyz_aisp_sbx_#1.0', step }))).toHaveProperty('schema');
    expect((await mcp.call('describe_skill', { skill: 'xyz_aisp_sbx_#1.0', step: 'lunch' })).text).toContain(step);
    expect((await mcp.call('describe_skill', { skill: 'no_such_#1.0' })).text).toContain('skill_not_found');
  });

  test('takes a user through a whole consent, and explains it', async () => {
    const { session_id, next } = await state('start_sandbox_session', {
      skill: 'xyz_aisp_sbx_#1.0',
      reference: 'mcp-1',
      locale: 'en',
    });
    expect(next).toMatchObject({ kind: 'form', step: 'identify' });
    expect(await call('explain_session', { session_id })).toMatch(
      /^Session .*: SESSION_CREATED\. .*\nNext: the user fills in the form at `identify`, with psu_id/,
    );
    const wrong = await mcp.call('submit_step', { session_id, data: { psu_id: 7 } });
    expect(wrong).toMatchObject({
      isError: true,
      text: expect.stringMatching(/^step_data_invalid: .*\n- \/data\/psu_id: /),
    });

    let at = await state('submit_step', { session_id, data: { psu_id: 'user_embedded' } });
    while (at.status === 'AWAITING_STEP') {
      const { properties } = at.next.schema;
      const method = properties.authentication_method_id?.oneOf[0].const;
      const data = method
        ? { authentication_method_id: method }
        : properties.password
          ? { password: 'sandbox' }
          : { otp: '123456' };
      at = await state('submit_step', { session_id, data });
    }
    const told = await settled(session_id);
    expect(told).toMatch(/: COMPLETED\. It has ended well\.\nNext: nothing: the session is over\./);
    expect(told).toMatch(/\n- \S+ session\.created evt_[0-9a-f]{32} /);
    expect(told).toMatch(/- \S+ session\.completed/);
    expect(told).not.toContain('user_embedded');

    // Other tests share this tenant: the list is read from the session's first event on.
    const since = /session\.created (evt_[0-9a-f]{32})/.exec(told)?.[1];
    expect(await call('list_events', { since, limit: 100 })).toContain(session_id);
  });

  test('opens a deposit with sample files, and cancels it', async () => {
    const { session_id, next } = await state('start_sandbox_session', { skill: 'xyz_sbx_#3.0' });
    expect(next.step).toBe('product_form');
    const sample = JSON.parse(await call('describe_skill', { skill: 'xyz_sbx_#3.0', step: 'product_form' })).sample;
    const offer = await state('submit_step', { session_id, data: sample });
    expect(offer).toMatchObject({ status: 'AWAITING_STEP', next: { step: 'confirm' } });
    await state('submit_step', { session_id, data: { action: 'accept' } });
    const refused = await mcp.call('upload_sample', { session_id, field: 'diploma' });
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining("no upload field 'diploma'") });
    const uploaded = await state('upload_sample', { session_id, field: 'id_scan' });
    expect(uploaded.next.uploads.find(({ field }: { field: string }) => field === 'id_scan').received).toBe(1);
    await call('cancel_session', { session_id });
    expect(await settled(session_id)).toContain(': CANCELLED.');
    const late = await mcp.call('submit_step', { session_id, data: {} });
    expect(late).toMatchObject({ isError: true, text: expect.stringContaining('the session is over') });
  });

  test('has time pass, and goes on with a session that was started elsewhere', async () => {
    const { session_id } = await state('start_sandbox_session', { skill: 'xyz_aisp_sbx_#1.0' });
    const another = await startMcp(['--write'], { VESTIBULE_HOME: home });
    try {
      const { text } = await another.call('submit_step', { session_id, data: { psu_id: 'user_embedded' } });
      expect(JSON.parse(text)).toMatchObject({ session_id });
    } finally {
      await another.close();
    }
    await call('advance_time', { session_id, by: 'P30D' });
    expect(await settled(session_id)).toContain(': EXPIRED.');
    const wrong = await mcp.call('advance_time', { session_id, by: 'a while' });
    expect(wrong).toMatchObject({ isError: true, text: expect.stringContaining('/by') });
  });

  test('is shown nothing that would let anybody act in the user’s place', () => {
    expect(answers.length).toBeGreaterThan(15);
    expect(answers.filter((text) => SECRETS.test(text))).toEqual([]);
  });
});

describe('A tenant whose server lost an event', () => {
  test('has its assistant find the endpoint and the event, send it again, and gets it under the same id', async () => {
    const { client_id, client_secret, client_app_key } = await freshTenant();
    const keys = { apiUrl: demo.api_url, clientId: client_id, clientSecret: client_secret, appKey: client_app_key };
    const own = await receiver();
    const assistant = await startMcp(['--write'], {
      VESTIBULE_API_URL: demo.api_url,
      VESTIBULE_CLIENT_ID: client_id,
      VESTIBULE_CLIENT_SECRET: client_secret,
      VESTIBULE_APP_KEY: client_app_key,
    });
    try {
      const { webhooks } = createServer(keys);
      const url = `${own.url}?key=s3cret`;
      const { endpoint_id, secret } = await webhooks.create({ url, events: ['session.created'] });
      await assistant.call('start_sandbox_session', { skill: 'xyz_aisp_sbx_#1.0' });
      const lost = await until(async () => own.received[0]);
      const delivered = await until(async () => {
        const endpoint = JSON.parse((await assistant.call('list_webhooks')).text)[0];
        return endpoint.status.waiting === 0 && endpoint;
      });
      expect(delivered).toMatchObject({ endpoint_id, url: `${own.url}?…`, status: { state: 'working' } });

      const event_id = /session\.created (evt_[0-9a-f]{32})/.exec((await assistant.call('list_events')).text)?.[1];
      const { text, isError } = await assistant.call('replay_event', { endpoint_id, event_id });
      expect({ isError, endpoint: JSON.parse(text) }).toMatchObject({ isError: false, endpoint: { endpoint_id } });
      expect(text).not.toMatch(/whsec_|s3cret/);
      const again = await until(async () => own.received[1]);
      expect(again.headers['webhook-id']).toBe(event_id);
      expect(await verifyWebhook(again.body, again.headers, secret)).toEqual(JSON.parse(lost.body));

      const unknown = `evt_${'0'.repeat(32)}`;
      const refused = await assistant.call('replay_event', { endpoint_id, event_id: unknown });
      expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('/event_id') });
    } finally {
      await assistant.close();
      await own.close();
    }
  }, 60_000);
});

describe('A tenant of production', () => {
  test('is looked at, and never changed', async () => {
    const { client_id, client_secret, client_app_key } = await freshTenant({ flavour: 'production' });
    const careful = await startMcp(['--write'], {
      VESTIBULE_API_URL: demo.api_url,
      VESTIBULE_CLIENT_ID: client_id,
      VESTIBULE_CLIENT_SECRET: client_secret,
      VESTIBULE_APP_KEY: client_app_key,
    });
    try {
      expect((await careful.client.listTools()).tools.map(({ name }) => name)).toContain('submit_step');
      for (const [name, args] of [
        ['start_sandbox_session', { skill: 'xyz_aisp_sbx_#1.0' }],
        ['advance_time', { session_id: '0d7a4c1e-5b1f-4c65-9c5b-0a2f5f3f7a11', by: 'P1D' }],
      ] as const)
        expect(await careful.call(name, args)).toEqual({
          isError: true,
          text: expect.stringContaining('is a tenant of production'),
        });
      expect(await careful.call('list_events')).toMatchObject({ isError: false });
    } finally {
      await careful.close();
    }
  });
});

describe('Keys that are wrong', () => {
  test('are said to be, and not repeated', async () => {
    const lost = await startMcp([], {
      VESTIBULE_API_URL: demo.api_url,
      VESTIBULE_CLIENT_ID: demo.client_id,
      VESTIBULE_CLIENT_SECRET: 'vcs_not-this-one',
    });
    try {
      const { text, isError } = await lost.call('list_events');
      expect({ text, isError }).toEqual({ text: expect.stringContaining('VESTIBULE_CLIENT_SECRET'), isError: true });
      expect(text).not.toContain('not-this-one');
    } finally {
      await lost.close();
    }
  });
});
