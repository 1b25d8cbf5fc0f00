import fc from 'fast-check';
import { AdminError, checkOrigin, checkReturnUrl, checkSkill, checkSlug } from '../../service/tenant-rules';

const KNOWN = ['xyz_sbx_#3.0', 'xyz_#3.0'];

describe('a name', () => {
  test.each(['demo-shop', 'a', 'a1-b2-c3'])('can be %j', (name) => {
    expect(() => checkSlug('The name', name)).not.toThrow();
  });
  test.each(['', 'Demo', '1shop', 'a--b', '-a', 'a-', 'a_b', 'a b', 'a'.repeat(41), 'a\n'])('can’t be %j', (name) => {
    expect(() => checkSlug('The name', name)).toThrow(/lower-case letters, digits and single hyphens/);
  });
});

describe('a tenant’s skill', () => {
  test('is one that there is, of a flavour that the tenant may have', () => {
    expect(() => checkSkill('xyz_sbx_#3.0', 'sandbox', KNOWN)).not.toThrow();
    expect(() => checkSkill('xyz_#3.0', 'production', KNOWN)).not.toThrow();
    expect(() => checkSkill('xyz_sbx_#3.0', 'production', KNOWN)).not.toThrow();
  });
  test('of production is not for a sandbox tenant', () => {
    expect(() => checkSkill('xyz_#3.0', 'sandbox', KNOWN)).toThrow(/a sandbox tenant gets sandbox skills only/);
  });
  test('that there is not is answered with those that there are', () => {
    expect(() => checkSkill('xyz_sbx_#4.0', 'sandbox', KNOWN)).toThrow(
      'There is no skill xyz_sbx_#4.0. There is: xyz_sbx_#3.0.',
    );
    expect(() => checkSkill('deposit', 'sandbox', KNOWN)).toThrow(/is not a skill's name; one looks like/);
  });
});

describe('a return URL', () => {
  test.each([
    'https://shop.example/return',
    'https://shop.example/return?lang=en',
    'http://localhost:3000/x',
    'http://127.0.0.1/x',
    'http://[::1]:8080/',
  ])('of a sandbox tenant can be %s', (url) => {
    expect(() => checkReturnUrl(url, 'sandbox')).not.toThrow();
  });
  test.each([
    ['http://shop.example/return', /must be https, or http on localhost/],
    ['http://localhost.evil.example/', /must be https/],
    ['javascript:alert(1)', /must be https/],
    ['https://shop.example/#top', /fragment/],
    ['https://shop.example/#', /fragment/],
    ['https://user:secret@shop.example/', /user name or a password/],
    ['https://*.example/', /wildcard/],
    ['shop.example', /is not a URL/],
    [`https://shop.example/${'x'.repeat(2048)}`, /is not a URL of at most/],
  ])('can’t be %s', (url, why) => {
    expect(() => checkReturnUrl(url, 'sandbox')).toThrow(why);
  });
  test('of a production tenant is never on localhost', () => {
    expect(() => checkReturnUrl('http://localhost:3000/x', 'production')).toThrow(/a production tenant needs https/);
  });
  test('that is refused does not show its password', () => {
    expect(() => checkReturnUrl('https://user:hunter2@shop.example/', 'sandbox')).toThrow(
      /^A return URL must not hold a user name or a password\.$/,
    );
  });
});

describe('an origin', () => {
  test.each(['https://shop.example', 'https://shop.example:8443', 'http://localhost:5173'])('can be %s', (origin) => {
    expect(() => checkOrigin(origin, 'sandbox')).not.toThrow();
  });
  test.each(['https://shop.example/', 'https://SHOP.example', 'https://shop.example:443', 'https://shop.example/app'])(
    'can’t be %s, and the right spelling is shown',
    (origin) => {
      expect(() => checkOrigin(origin, 'sandbox')).toThrow(
        /must be written as browsers send it: https:\/\/shop\.example$/,
      );
    },
  );
  test.each(['*', 'null', 'http://shop.example', 'https://*.shop.example'])('can’t be %s', (origin) => {
    expect(() => checkOrigin(origin, 'sandbox')).toThrow(AdminError);
  });
});

test('whatever is given, the rules say yes or say why not', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.webUrl(), fc.string()),
      fc.constantFrom('sandbox' as const, 'production' as const),
      (text, flavour) => {
        for (const check of [checkOrigin, checkReturnUrl]) {
          try {
            check(text, flavour);
          } catch (error) {
            expect(error).toBeInstanceOf(AdminError);
          }
        }
      },
    ),
  );
});
