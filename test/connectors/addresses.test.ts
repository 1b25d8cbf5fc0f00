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
