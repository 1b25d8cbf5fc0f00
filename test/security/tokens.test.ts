import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import jwt from 'jsonwebtoken';
import { deriveKeys, newSecret } from '../../security/keys';
import { createTokens, NONCE_LIFE, type NonceClaims, TEMP_TOKEN_LIFE } from '../../security/tokens';

const keys = deriveKeys(newSecret());
const tokens = createTokens(keys);
const NOW = Date.UTC(2026, 0, 15, 12);
const CLAIMS: NonceClaims = {
  session_id: '0b6f0f6e-3f9c-4b8e-9a52-6f2f4d1f0c11',
  client_id: 'vci_abc',
  skill: 'xyz_sbx_#3.0',
  digest: 'd'.repeat(64),
  seq: 2,
  step: 'documents',
  form: 'data',
};
const PAYLOAD = {
  iss: 'vestibule',
  aud: 'session',
  iat: NOW / 1000,
  exp: NOW / 1000 + 60,
  sid: CLAIMS.session_id,
  cid: 'vci_abc',
  skill: 'xyz_sbx_#3.0',
  dig: 'd',
  seq: 2,
};
const sign = (payload: object, typ = 'nonce+jwt', key: Buffer = keys.nonce, alg: 'HS256' | 'HS512' = 'HS256') =>
  jwt.sign(JSON.parse(JSON.stringify(payload)), key, { algorithm: alg, header: { alg, typ } });
const INVALID = { ok: false, reason: 'invalid' };

describe('a nonce', () => {
  test('gives back what it was made of, and when it expires', () => {
    const { token, expires_at } = tokens.nonce.issue(CLAIMS, { now: NOW });
    expect(expires_at).toBe(NOW + NONCE_LIFE);
    expect(tokens.nonce.check(token, NOW)).toEqual({ ok: true, claims: { ...CLAIMS, expires_at } });
  });

  test('gives back any claims that it was made of', () => {
    const word = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' });
    const claims = fc.record(
      {
        session_id: fc.uuid(),
        client_id: word,
        skill: word,
        digest: word,
        seq: fc.nat(),
        step: word,
        form: fc.constantFrom('data', 'otp', 'method', 'password'),
      },
      { requiredKeys: ['session_id', 'client_id', 'skill', 'digest', 'seq'] },
    ) as fc.Arbitrary<NonceClaims>;
    fc.assert(
      fc.property(claims, (made) => {
        expect(tokens.nonce.check(tokens.nonce.issue(made).token)).toMatchObject({ ok: true, claims: made });
      }),
    );
  });

  test('expires after 30 minutes, and still proves who was given it', () => {
    const { token, expires_at } = tokens.nonce.issue(CLAIMS, { now: NOW });
    expect(tokens.nonce.check(token, expires_at - 1).ok).toBe(true);
    expect(tokens.nonce.check(token, expires_at)).toEqual({
      ok: false,
      reason: 'expired',
      claims: { ...CLAIMS, expires_at },
    });
    expect(tokens.nonce.check(token, NOW + 1e10)).toMatchObject({
      ok: false,
      reason: 'expired',
      claims: { session_id: CLAIMS.session_id },
    });
  });

  test('is invalid once any character of it is changed', () => {
    const { token } = tokens.nonce.issue(CLAIMS, { now: NOW });
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'ABCxyz019_-.'), (at, letter) => {
        fc.pre(token[at] !== letter);
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        // The last letter carries spare bits that do not count.
        fc.pre(at < token.length - 1);
        expect(tokens.nonce.check(changed, NOW)).toEqual(INVALID);
      }),
    );
  });

  test.each([
    ['of another platform', sign(PAYLOAD, 'nonce+jwt', deriveKeys(newSecret()).nonce)],
    ['of another audience', sign({ ...PAYLOAD, aud: 'token' })],
    ['of several audiences’ words only', sign({ ...PAYLOAD, aud: 'sessions' })],
    ['of another issuer', sign({ ...PAYLOAD, iss: 'someone' })],
    ['without an issuer', sign({ ...PAYLOAD, iss: undefined })],
    ['of another type', sign(PAYLOAD, 'temp+jwt')],
    ['of the plain type', sign(PAYLOAD, 'JWT')],
    ['with another algorithm', sign(PAYLOAD, 'nonce+jwt', keys.nonce, 'HS512')],
    ['without an expiry', sign({ ...PAYLOAD, exp: undefined })],
    ['without a session', sign({ ...PAYLOAD, sid: undefined })],
    ['with an empty tenant', sign({ ...PAYLOAD, cid: '' })],
    ['with a sequence number of another type', sign({ ...PAYLOAD, seq: '2' })],
    ['with a negative sequence number', sign({ ...PAYLOAD, seq: -1 })],
    ['with a form that there is not', sign({ ...PAYLOAD, form: 'card' })],
    ['with a step that is an object', sign({ ...PAYLOAD, step: { $ne: 1 } })],
    [
      'that is a temp token',
      tokens.tempToken.issue({ session_id: 's', client_id: 'c', credentials_id: 'k', skill: 'x' }).token,
    ],
    ['that is longer than any', `${sign(PAYLOAD)}${'x'.repeat(4096)}`],
    ['that is empty', ''],
    ['that is not a token', 'a.b.c'],
  ])('%s is invalid', (_what, token) => {
    expect(tokens.nonce.check(token, NOW)).toEqual(INVALID);
  });

  test('with these very claims and nothing wrong is taken, so the list above tests what it says', () => {
    expect(tokens.nonce.check(sign(PAYLOAD), NOW).ok).toBe(true);
  });

  test('that says it is not signed is invalid', () => {
    const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
    const body = `${part({ alg: 'none', typ: 'nonce+jwt' })}.${part(PAYLOAD)}`;
    const signature = createHmac('sha256', keys.nonce).update(body).digest('base64url');
    expect(tokens.nonce.check(`${body}.`, NOW)).toEqual(INVALID);
    expect(tokens.nonce.check(`${body}.${signature}`, NOW)).toEqual(INVALID);
  });

  test('is checked without ever throwing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => tokens.nonce.check(text).ok === false));
  });
});

describe('a temp token', () => {
  const claims = { session_id: 's', client_id: 'c', credentials_id: 'k', skill: 'x' };

  test('lives for 10 minutes', () => {
    const { token, expires_at } = tokens.tempToken.issue(claims, { now: NOW });
    expect(expires_at).toBe(NOW + TEMP_TOKEN_LIFE);
    expect(tokens.tempToken.check(token, NOW)).toEqual({ ok: true, claims: { ...claims, expires_at } });
    expect(tokens.tempToken.check(token, expires_at)).toMatchObject({ ok: false, reason: 'expired' });
  });

  test('is no nonce and no callback handle', () => {
    const { token } = tokens.tempToken.issue(claims, { now: NOW });
    expect(tokens.nonce.check(token, NOW)).toEqual(INVALID);
    expect(tokens.callback.check(token, NOW)).toEqual(INVALID);
  });
});

describe('a short callback handle', () => {
  const claims = {
    session_id: '0b6f0f6e-3f9c-4b8e-9a52-6f2f4d1f0c11',
    client_id: 'vci_AAECAwQFBgcICQoLDA0ODw',
    step: 'authorise',
    visit: 300,
  };
  const issued = tokens.callback.issue(claims, { now: NOW, expires_at: NOW + 86_400_000 });

  test('lets a way back have at most 120 characters, for banks store it', () => {
    expect(`http://127.0.0.1:3000/callbacks/${issued.token}/nok`.length).toBeLessThanOrEqual(120);
    expect(issued.token).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  test('carries what it was made of, for as long as it was made for', () => {
    const { expires_at } = issued;
    expect(tokens.callback.check(issued.token, NOW)).toEqual({ ok: true, claims: { ...claims, expires_at } });
    expect(tokens.callback.check(issued.token, NOW + 86_400_000)).toMatchObject({ ok: false, reason: 'expired' });
  });

  test('changed in any character, cut or extended, is none', () => {
    const { token } = issued;
    for (let index = 0; index < token.length; index++) {
      const other = token[index] === 'A' ? 'B' : 'A';
      expect(tokens.callback.check(token.slice(0, index) + other + token.slice(index + 1), NOW)).toEqual(INVALID);
      expect(tokens.callback.check(token.slice(0, index), NOW)).toEqual(INVALID);
    }
    for (const more of ['A', '=', ' ', '.']) expect(tokens.callback.check(token + more, NOW)).toEqual(INVALID);
  });
});

describe('a callback handle', () => {
  const claims = { session_id: 's', client_id: 'c', step: 'review', visit: 2 };

  test('lives as long as its session', () => {
    const { token, expires_at } = tokens.callback.issue(claims, { now: NOW, expires_at: NOW + 86_400_000 });
    expect(tokens.callback.check(token, NOW + 86_399_999)).toEqual({ ok: true, claims: { ...claims, expires_at } });
    expect(tokens.callback.check(token, NOW + 86_400_000).ok).toBe(false);
  });

  test('can stand in a path as it is', () => {
    expect(encodeURIComponent(tokens.callback.issue(claims).token)).toBe(tokens.callback.issue(claims).token);
  });
});
