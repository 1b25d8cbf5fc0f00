import { loadProfiles } from '../../connectors/berlin-group/profile';
import { judgeRequest, type Sent } from './official/requests';

const profiles = loadProfiles();
const HEADERS = {
  'x-request-id': '2f1ad4a8-04d6-5e51-8d6f-1c6f6b0c2a11',
  'psu-ip-address': '192.0.2.7',
  'content-type': 'application/json',
  'tpp-redirect-uri': 'https://app.test/back',
};
const CONSENT = {
  access: { allPsd2: 'allAccounts' },
  recurringIndicator: true,
  validUntil: '9999-12-31',
  frequencyPerDay: 4,
  combinedServiceIndicator: false,
};
const asked = (headers: Record<string, string | undefined> = {}, body: object = CONSENT): Sent => ({
  method: 'POST',
  path: '/psd2/v1/consents',
  headers: Object.fromEntries(Object.entries({ ...HEADERS, ...headers }).filter(([, value]) => value !== undefined)),
  body: JSON.stringify(body),
});
const faultsOf = (sent: Sent, profile = 'generic') => judgeRequest(profiles.get(profile), '/psd2', sent).faults;

describe('The judge of requests', () => {
  test('has nothing against a consent that is asked for by the book', () => {
    expect(faultsOf(asked())).toEqual([]);
  });

  test.each<[what: string, sent: Sent, fault: RegExp]>([
    ['no address of the user', asked({ 'psu-ip-address': undefined }), /PSU-IP-Address is needed/],
    ['an address of two families', asked({ 'psu-ip-address': '::ffff:192.0.2.7' }), /PSU-IP-Address must match format/],
    ['a request id of its own', asked({ 'x-request-id': 'request-17' }), /X-Request-ID must match format/],
    [
      'a preference that is neither',
      asked({ 'tpp-redirect-preferred': 'yes' }),
      /TPP-Redirect-Preferred must be boolean/,
    ],
    ['a way back that is none', asked({ 'tpp-redirect-uri': 'back' }), /TPP-Redirect-URI must match format/],
    ['a header of another operation', asked({ 'consent-id': 'c-1' }), /consent-id is no header of this operation/],
    ['a signature without a digest', asked({ signature: 'keyId=…' }), /Signature needs Digest/],
    ['a frequency as text', asked({}, { ...CONSENT, frequencyPerDay: '4' }), /frequencyPerDay must be integer/],
    ['a member too many', asked({}, { ...CONSENT, note: '' }), /must NOT have additional properties note/],
    ['a form', asked({ 'content-type': 'application/x-www-form-urlencoded' }), /Content-Type must be/],
    ['another address', { ...asked(), path: '/psd2/v1/agreements' }, /no operation/],
    [
      'a read of accounts without a consent',
      { ...asked(), method: 'GET', path: '/psd2/v1/accounts' },
      /Consent-ID is needed/,
    ],
  ])('finds %s', (_what, sent, fault) => {
    expect(
      faultsOf(sent)
        .map(({ text }) => text)
        .join('\n'),
    ).toMatch(fault);
  });

  test('takes from the profile what its bank wants to be otherwise, and where it says so', () => {
    const headers = { ...HEADERS, 'oauth-1': 't', 'x-ibm-client-id': 'PSDRO-1' };
    const sent: Sent = { ...asked(headers), path: '/psd2/psd29c/v1/consents' };
    expect(faultsOf(sent, 'harvest').map(({ profile }) => profile)).toEqual(['/headers/token', '/headers/extra']);
  });
});
