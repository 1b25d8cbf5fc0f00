import { generateKeyPairSync, sign } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { verifyWebhook, WebhookError } from '../../sdk/src/server';

const key = (text: string) => `whsec_${Buffer.from(text.padEnd(30, '.')).toString('base64')}`;
const [SECRET, OLD] = [key('new'), key('old')];
const BODY = '{"id":"evt_1","type":"session.completed","at":"2026-01-01T00:00:00Z","data":{"session_id":"é"}}';
const AT = new Date('2026-01-01T00:00:00Z');
const now = AT.getTime();
const signed = (secret = SECRET, body = BODY, more: Record<string, string> = {}) => ({
  'webhook-id': 'evt_1',
  'webhook-timestamp': String(now / 1000),
  'webhook-signature': new Webhook(secret).sign('evt_1', AT, body),
  ...more,
});

describe('A webhook', () => {
  test.each([
    ['text', BODY],
    ['bytes', Buffer.from(BODY)],
  ])('is believed as %s, and its event read', async (_name, body) => {
    expect((await verifyWebhook(body, signed(), SECRET, { now })).data.session_id).toBe('é');
  });

  test('is believed with headers in any case, of Node or of fetch', async () => {
    const upper = Object.fromEntries(Object.entries(signed()).map(([name, value]) => [name.toUpperCase(), value]));
    await verifyWebhook(BODY, upper, SECRET, { now });
    await verifyWebhook(BODY, new Headers(signed()), SECRET, { now });
  });

  test('is believed by either secret while one takes the place of the other', async () => {
    await verifyWebhook(BODY, signed(OLD), [SECRET, OLD], { now });
    const both = [signed(OLD), signed(SECRET)].map((one) => one['webhook-signature']).join(' ');
    await verifyWebhook(BODY, signed(SECRET, BODY, { 'webhook-signature': both }), SECRET, { now });
  });

  test('is believed by the public key of v1a', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const proof = sign(null, Buffer.from(`evt_1.${now / 1000}.${BODY}`), privateKey).toString('base64');
    const headers = signed(SECRET, BODY, { 'webhook-signature': `${signed()['webhook-signature']} v1a,${proof}` });
    await verifyWebhook(BODY, headers, `whpk_${raw.toString('base64')}`, { now });
    await verifyWebhook(BODY, headers, SECRET, { now });
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    await expect(verifyWebhook(BODY, headers, `whpk_${other.toString('base64')}`, { now })).rejects.toMatchObject({
      code: 'signature_invalid',
    });
  });

  test('is the reference vector of Standard Webhooks', async () => {
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    await expect(verifyWebhook('{"test": 2432232314}', headers, secret, { now: 1_614_265_330_000 })).resolves.toEqual({
      test: 2432232314,
    });
  });

  test.each([
    ['a byte of its body is another', BODY.replace('completed', 'rejected'), signed(), SECRET, 'signature_invalid'],
    ['it is signed with another secret', BODY, signed(OLD), SECRET, 'signature_invalid'],
    ['it has another id', BODY, signed(SECRET, BODY, { 'webhook-id': 'evt_2' }), SECRET, 'signature_invalid'],
    ['it has no signature', BODY, signed(SECRET, BODY, { 'webhook-signature': '' }), SECRET, 'header_missing'],
    [
      'its signature is no base64',
      BODY,
      signed(SECRET, BODY, { 'webhook-signature': 'v1,%' }),
      SECRET,
      'signature_invalid',
    ],
    ['it is of no time', BODY, signed(SECRET, BODY, { 'webhook-timestamp': 'now' }), SECRET, 'timestamp_invalid'],
    ['it is signed, and no JSON', 'hello', signed(SECRET, 'hello'), SECRET, 'body_invalid'],
  ])('is refused where %s', async (_name, body, headers, secret, code) => {
    const error = await verifyWebhook(body, headers, secret, { now }).catch((one) => one);
    expect(error).toBeInstanceOf(WebhookError);
    expect(error.code).toBe(code);
    expect(error.status).toBe(code === 'body_invalid' ? 400 : 401);
  });

  test.each([-301, 301])('is refused where its time is %d s off', async (seconds) => {
    await expect(verifyWebhook(BODY, signed(), SECRET, { now: now + seconds * 1000 })).rejects.toMatchObject({
      code: 'timestamp_stale',
    });
    await verifyWebhook(BODY, signed(), SECRET, { now: now + seconds * 1000, tolerance: 301 });
  });

  test('does not blame its sender for a secret that is none', async () => {
    await expect(verifyWebhook(BODY, signed(), 'whsec_', { now })).rejects.toThrow(TypeError);
  });

  test('is believed where Web Crypto is a module only, as in Node 18', async () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
    Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true });
    try {
      await verifyWebhook(BODY, signed(), SECRET, { now });
    } finally {
      Object.defineProperty(globalThis, 'crypto', own as PropertyDescriptor);
    }
  });
});
