import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createConnectors } from '../../connectors/providers';
import { readBinding } from '../../connectors/settings';

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const folder = mkdtempSync(path.join(tmpdir(), 'vestibule-pem-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string) => {
  const place = path.join(folder, name);
  writeFileSync(place, text);
  return place;
};

test('a provider is bound in each flavour by settings of its own', async () => {
  const connectors = createConnectors({ XYZ_SBX_BANK_URL: 'http://127.0.0.1:4010' });
  expect(connectors.isBound('xyz', 'sandbox')).toBe(true);
  expect(connectors.isBound('xyz', 'production')).toBe(false);
  expect(connectors.connector('xyz', 'production')).toBeUndefined();
  expect(connectors.webhookSecrets('xyz', 'sandbox')).toEqual([]);
  expect(connectors.catalog('toString')).toBeUndefined();
  await connectors.close();
});

test('a verifier comes with the secret of its callbacks, a certificate with its key', () => {
  const cert = file('cert.pem', '-----BEGIN CERTIFICATE-----\n');
  const key = file('key.pem', '-----BEGIN PRIVATE KEY-----\n');
  const binding = readBinding(
    {
      XYZ_BANK_URL: 'https://api.bank.test/xs2a',
      XYZ_VERIFIER_URL: 'https://verifier.test',
      XYZ_VERIFIER_SECRET: SECRET,
      XYZ_CLIENT_CERT: cert,
      XYZ_CLIENT_KEY: key,
    },
    'xyz',
    'production',
  );
  expect(binding).toMatchObject({
    verifierSecrets: [SECRET],
    tls: { cert: expect.any(String), key: expect.any(String) },
  });
});

test('a verifier’s secret is rotated by two that verify at the same time', () => {
  const old = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
  const env = { ...bank, XYZ_VERIFIER_URL: 'https://v.test', XYZ_VERIFIER_SECRET: `${SECRET}, ${old}` };
  expect(readBinding(env, 'xyz', 'production')?.verifierSecrets).toEqual([SECRET, old]);
  expect(() => readBinding({ ...env, XYZ_VERIFIER_SECRET: `${SECRET},` }, 'xyz', 'production')).toThrow(
    /^XYZ_VERIFIER_SECRET must be/,
  );
});

const bank = { XYZ_BANK_URL: 'https://api.bank.test' };
test.each<[string, Record<string, string>, RegExp]>([
  ['an address that is none', { XYZ_BANK_URL: 'bank' }, /^XYZ_BANK_URL is not a URL$/],
  ['another scheme', { XYZ_BANK_URL: 'ftp://bank.test' }, /^XYZ_BANK_URL must be an https URL$/],
  ['production in the clear', { XYZ_BANK_URL: 'http://bank.test' }, /^XYZ_BANK_URL must be an https URL$/],
  ['a password in an address', { XYZ_BANK_URL: 'https://u:p@bank.test' }, /^XYZ_BANK_URL must not carry/],
  ['a query in an address', { XYZ_BANK_URL: 'https://bank.test/?a=b' }, /^XYZ_BANK_URL must be a base URL/],
  ['more banks without a first one', { XYZ_BANKS: 'a=https://a.test' }, /^XYZ_BANKS is set, and XYZ_BANK_URL/],
  ['a verifier without its secret', { ...bank, XYZ_VERIFIER_URL: 'https://v.test' }, /go together/],
  [
    'a secret that is too short',
    { ...bank, XYZ_VERIFIER_URL: 'https://v.test', XYZ_VERIFIER_SECRET: 'whsec_YQ==' },
    /VERIFIER_SECRET must be/,
  ],
  [
    'a key file that is not there',
    { ...bank, XYZ_CLIENT_KEY: path.join(folder, 'missing') },
    /^XYZ_CLIENT_KEY names a file that can’t be read$/,
  ],
  [
    'a certificate that is not PEM',
    { ...bank, XYZ_CLIENT_CERT: file('bad', 'x') },
    /^XYZ_CLIENT_CERT names a file that is not PEM$/,
  ],
  [
    'a certificate without its key',
    { ...bank, XYZ_CLIENT_CERT: file('c', '-----BEGIN CERTIFICATE-----') },
    /go together/,
  ],
])('the start is refused for %s, naming the setting and not its value', (_what, env, message) => {
  expect(() => createConnectors(env)).toThrow(message);
});
