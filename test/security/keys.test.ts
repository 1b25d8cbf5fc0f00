import fc from 'fast-check';
import {
  credentialsId,
  idempotencyRecordId,
  isUuid,
  newSessionId,
  requestId,
  sessionIdFor,
  stepId,
} from '../../security/ids';
import {
  accessTokenFor,
  deriveKeys,
  fileKey,
  hmacKey,
  keyMatches,
  newKey,
  newSecret,
  sameKey,
} from '../../security/keys';

const SECRET = Buffer.alloc(32, 7).toString('base64url');

describe('the keys of the platform', () => {
  const keys = deriveKeys(SECRET);

  test('are the same for the same secret, in either spelling of base64', () => {
    const bytes = Buffer.alloc(32, 0xfb);
    expect(deriveKeys(bytes.toString('base64'))).toEqual(deriveKeys(bytes.toString('base64url')));
    expect(deriveKeys(newSecret())).not.toEqual(keys);
  });

  test('serve one purpose each', () => {
    const all = Object.values(keys).map((key) => key.toString('hex'));
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((key) => key.length === 64)).toBe(true);
  });

  test('do not change from one release to the next', () => {
    expect(keys.pepper.toString('hex')).toBe('61f4421b05908ccc1c77509cebaff28fe2d44a24c5c3124834f4f112d8fa48ad');
  });

  test.each(['', 'secret', Buffer.alloc(31, 7).toString('base64url'), 'not base64! '.repeat(8)])(
    'are refused for the secret %j',
    (secret) => {
      expect(() => deriveKeys(secret)).toThrow(/VESTIBULE_SECRET must be base64url of at least 32 random bytes/);
    },
  );

  test('a refusal does not repeat the secret', () => {
    expect(() => deriveKeys('hunter2-hunter2')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    );
  });
});

describe('a key that a tenant is given', () => {
  const keys = deriveKeys(SECRET);

  test('says by its prefix what it is, and is random', () => {
    expect(newKey('vcs')).toMatch(/^vcs_[A-Za-z0-9_-]{43}$/);
    expect(newKey('vak')).toMatch(/^vak_[A-Za-z0-9_-]{43}$/);
    expect(newKey('vat')).toMatch(/^vat_[A-Za-z0-9_-]{43}$/);
    expect(newKey('vci')).toMatch(/^vci_[A-Za-z0-9_-]{22}$/);
    expect(newKey('vcs')).not.toBe(newKey('vcs'));
  });

  test('is known by its HMAC, and only that key is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(keyMatches(keys, one, hmacKey(keys.pepper, one))).toBe(true);
        expect(keyMatches(keys, other, hmacKey(keys.pepper, one))).toBe(one === other);
      }),
    );
  });

  test('matches nothing where nothing is stored', () => {
    expect(keyMatches(keys, 'anything', undefined)).toBe(false);
    expect(keyMatches(keys, '', '')).toBe(false);
  });

  test('is worthless under another pepper', () => {
    expect(keyMatches(deriveKeys(newSecret()), 'key', hmacKey(keys.pepper, 'key'))).toBe(false);
  });

  test('is compared as what it is, whatever its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => sameKey(a, b) === (a === b)),
    );
  });
});

describe('made from a caller’s idempotency key', () => {
  const keys = deriveKeys(SECRET);

  test('a session’s id, an access token and a record’s id are the same at each retry and in each release', () => {
    expect(sessionIdFor(keys, 'vci_x', 'k1', 'OFxqrmklMvyH0K2bX9gvsg')).toBe('502f0e16-a05e-4348-9a47-c120531f00af');
    expect(accessTokenFor(keys, 'c-1', 'vci_x', 'k1')).toBe('vat_6vtoctngvIjANNYqFK9ZOOJQsQqcYlOc9ZRasDRf8jk');
    expect(idempotencyRecordId('token/vci_x/k1')).toBe('RSrwEi0qSPhtZh1VeoFxsRk8_lSTWzGvBaq3OM1z0G8');
  });

  test('they can’t be told from random ones, and differ by each part', () => {
    const ids = [
      sessionIdFor(keys, 'a', 'k', 'd'),
      sessionIdFor(keys, 'b', 'k', 'd'),
      sessionIdFor(keys, 'a', 'l', 'd'),
      sessionIdFor(keys, 'a', 'k', 'e'),
      sessionIdFor(deriveKeys(newSecret()), 'a', 'k', 'd'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(accessTokenFor(keys, 'c', 'a', 'k')).toMatch(/^vat_[A-Za-z0-9_-]{43}$/);
  });
});

test('the key of a stored file is its own, and stays the same from one release to the next', () => {
  const keys = deriveKeys(SECRET);
  expect(fileKey(keys, 'u-1').toString('hex')).toBe('5fc436951c3c83a8ce3037ef426e8f565f747a189271210fba141283c7f3c5e8');
  expect(fileKey(keys, 'u-2')).not.toEqual(fileKey(keys, 'u-1'));
});

describe('an id', () => {
  const session = '0b6f0f6e-3f9c-4b8e-9a52-6f2f4d1f0c11';

  test('of a step is the same each time, and differs by session and sequence number', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), fc.nat(9999), fc.nat(9999), (a, b, i, j) => {
        expect(stepId(a, i) === stepId(b, j)).toBe(a === b && i === j);
        expect(isUuid(stepId(a, i))).toBe(true);
      }),
    );
  });

  test('of one kind is never the id of another', () => {
    const ids = [stepId(session, 1), credentialsId(session), requestId(session, '1')];
    expect(new Set(ids).size).toBe(3);
    expect(ids.every(isUuid)).toBe(true);
  });

  test('of a request to a bank is one that checks from before RFC 9562 take: version 5', () => {
    expect(requestId(session, 'consent')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
  });

  test('of a session is a random UUID of version 4', () => {
    expect(newSessionId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(newSessionId()).not.toBe(newSessionId());
  });

  test.each(['', 'x', session.toUpperCase(), `${session}0`, ` ${session}`, `${session}\n`, '{"$ne":1}'])(
    'is not %j',
    (text) => {
      expect(isUuid(text)).toBe(false);
    },
  );
});
