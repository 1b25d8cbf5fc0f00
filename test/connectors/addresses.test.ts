import type { JsonObject } from '../../domain/json';
import { contextOf, openScriptedBank, type ScriptedBank } from './fixture';

let bank: ScriptedBank | undefined;
afterEach(() => bank?.close());

describe('The user’s address', () => {
  test.each([
    ['of a socket for both families is told as the IPv4 that it is', '::ffff:192.0.2.7', '192.0.2.7'],
    ['of IPv6 is told as it is', '2001:db8::17', '2001:db8::17'],
    ['of IPv6 is told without the zone of this machine', 'fe80::17%eth0', 'fe80::17'],
  ])('%s', async (_what, ip_address, told) => {
    bank = await openScriptedBank(() => ({ status: 201, body: { consentId: 'c-1', consentStatus: 'received' } }));
    await bank.call('ais.consent', { psu_id: 'ana' }, contextOf({ psu: { ip_address } }));
    expect(bank.asked[0]?.headers['psu-ip-address']).toBe(told);
  });
});

describe('A link of a bank behind a gateway', () => {
  const followed = async (href: string) => {
    bank = await openScriptedBank(
      ({ method }) =>
        method === 'POST'
          ? {
              status: 201,
              body: { consentId: 'c-1', consentStatus: 'received', _links: { startAuthorisation: { href } } },
            }
          : { body: { consentStatus: 'received' } },
      { base: '/gateway/bank' },
    );
    const { links } = await bank.call('ais.consent', { psu_id: 'ana' });
    await bank
      .sca('ais.authorise')
      .begin({ consent_id: 'c-1', psu_id: 'ana', links: links as JsonObject }, contextOf());
    return bank.asked[1]?.path;
  };

  test('that leaves out the gateway’s base path is below the base address all the same', async () => {
    expect(await followed('/v1/consents/c-1/authorisations')).toBe('/gateway/bank/v1/consents/c-1/authorisations');
  });

  test.each(['/gateway/bank/v1/consents/c-1/authorisations', '/other/v1/consents/c-1/authorisations'])(
    'that leads elsewhere at the bank is followed as it is: %s',
    async (href) => {
      expect(await followed(href)).toBe(href);
    },
  );
});
