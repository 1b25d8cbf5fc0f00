import { createPublicKey, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { newSigningKey, newSigningSecret, signatureHeaders } from '../../webhooks/signature';

/** The example key pair of the specification’s authors, and the message of their libraries’ tests. */
const PAIR = {
  privateKey: 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
  publicKey: 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
};
const MESSAGE = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };

/** Verifies `v1a` as a receiver does that has the public key alone. */
function verifiesByKey(publicKey: string, { id, timestamp, body }: typeof MESSAGE, signature: string): boolean {
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url');
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
  return verify(null, Buffer.from(`${id}.${timestamp}.${body}`), key, Buffer.from(signature.slice(4), 'base64'));
}

describe('A signature', () => {
  test('is the one of the reference: v1 as the libraries’ tests have it, v1a as the specification’s example', () => {
    const headers = signatureHeaders(MESSAGE, {
      secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      privateKey: PAIR.privateKey,
    });
    expect(headers).toEqual({
      'webhook-id': MESSAGE.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature':
        'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= ' +
        'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    });
    const [, v1a = ''] = headers['webhook-signature']?.split(' ') ?? [];
    expect(verifiesByKey(PAIR.publicKey, MESSAGE, v1a)).toBe(true);
  });

  test('is made by each secret, the newest first, and by the key last; each alone verifies it', () => {
    const secrets = [newSigningSecret(), newSigningSecret()];
    const { privateKey, publicKey } = newSigningKey();
    const message = { id: 'evt_1', timestamp: Math.floor(Date.now() / 1000), body: '{"name":"Ωmega €"}' };
    const headers = signatureHeaders(message, { secrets, privateKey });
    const [first = '', second = '', v1a = '', ...more] = headers['webhook-signature']?.split(' ') ?? [];
    expect([first.slice(0, 3), second.slice(0, 3), v1a.slice(0, 4), more]).toEqual(['v1,', 'v1,', 'v1a,', []]);
    for (const secret of secrets)
      expect(new Webhook(secret).verify(message.body, headers)).toEqual({ name: 'Ωmega €' });
    for (const [at, secret] of secrets.entries()) {
      const alone = { ...headers, 'webhook-signature': String([first, second][at]) };
      expect(new Webhook(secret).verify(message.body, alone)).toEqual({ name: 'Ωmega €' });
      const other = { ...headers, 'webhook-signature': String([second, first][at]) };
      expect(() => new Webhook(secret).verify(message.body, other)).toThrow();
    }
    expect(verifiesByKey(publicKey, message, v1a)).toBe(true);
    expect(verifiesByKey(publicKey, { ...message, body: `${message.body} ` }, v1a)).toBe(false);
  });
});

test('A secret has 33 bytes in standard base64 without padding, about which libraries differ', () => {
  for (let n = 0; n < 50; n += 1) {
    const secret = newSigningSecret();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{44}$/);
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(33);
  }
});

test('A key is 64 bytes of seed and public key, and its public half the last 32 of them', () => {
  const { privateKey, publicKey } = newSigningKey();
  const [whole, half] = [Buffer.from(privateKey.slice(5), 'base64'), Buffer.from(publicKey.slice(5), 'base64')];
  expect([privateKey.slice(0, 5), publicKey.slice(0, 5), whole.length, half.length]).toEqual([
    'whsk_',
    'whpk_',
    64,
    32,
  ]);
  expect(whole.subarray(32)).toEqual(half);
});
