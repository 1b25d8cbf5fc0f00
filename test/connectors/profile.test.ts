import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BankProfile, loadProfiles } from '../../connectors/berlin-group/profile';
import { createConnectors } from '../../connectors/providers';
import { readBinding } from '../../connectors/settings';
import { openScriptedBank } from './fixture';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vestibule-profiles-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, profile: unknown) =>
  writeFileSync(path.join(folder, name), typeof profile === 'string' ? profile : JSON.stringify(profile));
const ours = (profile: unknown): BankProfile => {
  file('ours.json', profile);
  return loadProfiles(folder).get('ours');
};

describe('a bank profile', () => {
  test('says only what is particular; the rest comes from the generic one', () => {
    const generic = loadProfiles().get('generic');
    expect(ours({ consent: { kinds: ['detailed'], max_days: 90 } })).toEqual({
      ...generic,
      name: 'ours',
      consent: { ...generic.consent, kinds: ['detailed'], max_days: 90 },
    });
  });

  test('of one’s own can’t stand for the generic one', () => {
    file('generic.json', { title: 'Mine' });
    expect(() => loadProfiles(folder)).toThrow(/generic/);
  });

  test.each<[string, unknown, RegExp]>([
    ['that is not JSON', '{', /ours\.json can’t be used: at '\/' it is not JSON/],
    ['with a field that nobody reads', { consents: {} }, /at '\/' must NOT have additional properties: consents/],
    ['with a value of another kind', { consent: { max_days: '90' } }, /at '\/consent\/max_days' must be integer/],
    ['whose value is not in the list', { sca: { approaches: ['FAX'] } }, /REDIRECT, DECOUPLED, EMBEDDED/],
    ['whose path leads out of the base', { paths: { accounts: '../x' } }, /at '\/paths\/accounts'/],
    ['whose path has a variable that is not there', { paths: { accounts: '{country}/v1' } }, /variable 'country'/],
    ['with a pattern that is none', { psu: { pattern: '(' } }, /at '\/psu\/pattern'/],
    ['with OAuth before the rest and no address for it', { oauth: { kind: 'pre_step' } }, /at '\/oauth' needs/],
    ['that signs nothing in particular', { sign: { algorithm: 'rsa-sha256' } }, /at '\/sign' needs/],
    ['that is far too long', ' '.repeat(70_000), /64 KiB/],
  ])('%s stops the process at its start, with file, place and sentence', (_what, profile, message) => {
    expect(() => ours(profile)).toThrow(message);
  });

  test('whose folder is not there, or whose name is unknown, stops it too', () => {
    expect(() => createConnectors({ BANK_PROFILES_DIR: path.join(folder, 'no') })).toThrow(/can’t be read/);
    expect(() => createConnectors({ XYZ_BANK_URL: 'https://b.test', XYZ_BANK_PROFILE: 'no' })).toThrow(
      /no bank profile 'no'\. There are: .*generic/,
    );
  });
});

describe('several banks of a provider', () => {
  const read = (banks: string) =>
    readBinding({ XYZ_BANK_URL: 'https://a.test/psd2', XYZ_BANKS: banks }, 'xyz', 'production')?.banks;

  test('are listed by name and address; the first one is the bank that is meant where none is named', () => {
    expect(read(' pager=https://p.test/xs2a ,lock-box=https://l.test')).toEqual([
      { name: 'generic', profile: 'generic', url: new URL('https://a.test/psd2') },
      { name: 'pager', profile: 'pager', url: new URL('https://p.test/xs2a') },
      { name: 'lock-box', profile: 'lock-box', url: new URL('https://l.test') },
    ]);
  });

  test.each([
    ['nonsense', /XYZ_BANKS must be a list of name=address/],
    ['a=http://x.test', /XYZ_BANKS \(a\) must be an https URL/],
    ['a=https://x.test,a=https://y.test', /names 'a' twice/],
  ])('a list that can’t be read stops the process: %s', (banks, message) => {
    expect(() => read(banks)).toThrow(message);
  });
});

describe('the addresses of a bank', () => {
  const consentOf = async (profile: unknown, base = '', more = {}) => {
    file('ours.json', profile);
    const bank = await openScriptedBank(() => ({ status: 201, body: { consentId: 'c', ...more } }), {
      XYZ_SBX_BANK_PROFILE: 'ours',
      BANK_PROFILES_DIR: folder,
      base,
    });
    const consent = await bank.call('ais.consent', { psu_id: 'ana' });
    await bank.close();
    return { asked: bank.asked[0], consent, url: bank.url };
  };

  test('are the base address with its path, and then the profile’s', async () => {
    expect((await consentOf({}, '/xs2a/bg13')).asked?.path).toBe('/xs2a/bg13/v1/consents');
    const { asked } = await consentOf({
      paths: { consents: '{country}/consents-api/1.0' },
      variables: { country: 'ro' },
    });
    expect(asked?.path).toBe('/ro/consents-api/1.0');
  });

  test('in links are relative to the address that was asked (RFC 3986), and may be plain strings', async () => {
    const _links = { scaStatus: 'consents/c/authorisations/a', startAuthorisation: { href: '?next' } };
    const { consent, url } = await consentOf({}, '/xs2a', { _links });
    expect(consent.links).toMatchObject({
      links: {
        scaStatus: `${url}/xs2a/v1/consents/c/authorisations/a`,
        startAuthorisation: `${url}/xs2a/v1/consents?next`,
      },
    });
  });

  test('headers that the bank wants go with every call', async () => {
    const { asked } = await consentOf({
      headers: { extra: { 'aspsp-code': '03069' }, date: true, psu_user_agent: 'never' },
      psu: { type: 'ALL' },
      sca: { redirect_preferred: false, explicit_preferred: null },
    });
    expect(asked?.headers).toMatchObject({
      'aspsp-code': '03069',
      date: expect.stringMatching(/GMT$/),
      'psu-id-type': 'ALL',
      'tpp-redirect-preferred': 'false',
    });
    for (const absent of ['psu-user-agent', 'tpp-explicit-authorisation-preferred'])
      expect(asked?.headers).not.toHaveProperty(absent);
  });
});

test('a profile that signs or uses OAuth stops the process where the settings have no key or client id', () => {
  const env = (profile: string) => ({ XYZ_BANK_URL: 'https://b.test', XYZ_BANK_PROFILE: profile });
  expect(() => createConnectors(env('notary'))).toThrow(/'notary' signs its requests: set SEAL_CERT and SEAL_KEY/);
  expect(() => createConnectors(env('gateway'))).toThrow(/'gateway' uses OAuth: set CLIENT_ID/);
});
