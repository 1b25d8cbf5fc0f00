import { expectStatus } from '../../../cli/tour/app';
import { type Case, type Holds, judge, type World } from '../case';
import { drive, type Part } from '../drive';
import { type BankUser, DECLINE } from '../user';

export const AISP = 'xyz_aisp_sbx_#1.1';
/** The same for one reading: made of it, see `skills.ts`. */
export const ONCE = 'xyz_aisp_sbx_#1.9001';
export const GLOBAL = { 'ais.consentTypes.globalConsentSupported': true };
export const OFFERED = { 'ais.consentTypes.bankOfferedConsentSupported': true };
export const EXPLICIT = { 'common.startAuthorisationMode': 'explicit' };
export const IMPLICIT = { 'common.startAuthorisationMode': 'implicit' };
export const IBAN = 'DE89370400440532013000';

/** A consent of which nothing comes any more. */
export const NEVER = /^(rejected|terminatedByTpp)$/;

/** What this user fills in; the accounts only where the bank wants them named. */
export const part = (user: BankUser, more: Partial<Part> = {}): Part => ({
  fields: { psu_id: user.name },
  again: { accounts: [IBAN] },
  ...more,
});

/** A session for a consent, driven as far as its part goes. */
export async function consent({ app }: World, user: BankUser, more: Partial<Part> = {}, skill = AISP) {
  const session = await app.start(skill);
  await drive(session, user, part(user, more));
  return session;
}

/** A consent that ends so, with XS2A holding that. */
const ends =
  (how: string, holds: Holds, more: Partial<Part> = {}, skill = AISP): Case['play'] =>
  async (world, user) => {
    const session = await consent(world, user, more, skill);
    return await judge(session, how, () => world.bank.consents(user.name), holds);
  };

const WAYS = { redirect: 'REDIRECT', decoupled: 'DECOUPLED', embedded: 'EMBEDDED' } as const;
const MODES = { implicit: IMPLICIT, explicit: EXPLICIT };

const approvals: Case[] = Object.entries(WAYS).flatMap(([way, approach]) =>
  Object.entries(MODES).map(([mode, profile]) => ({
    name: `consent, ${way}, ${mode}`,
    approaches: [approach],
    profile: { ...GLOBAL, ...profile },
    user: 'anna' as const,
    play: ends('COMPLETED', ['valid']),
  })),
);

const refusals: Case[] = Object.entries({ redirect: 'REDIRECT', decoupled: 'DECOUPLED' } as const).flatMap(
  ([way, approach]) => [
    {
      name: `consent, ${way}, user declines`,
      approaches: [approach],
      profile: GLOBAL,
      user: 'anna' as const,
      play: ends('REJECTED sca.failed', ['rejected'], { decision: DECLINE }),
    },
    {
      name: `consent, ${way}, authorisation fails, the bank does nothing more`,
      approaches: [approach],
      profile: GLOBAL,
      user: 'anna' as const,
      play: ends('REJECTED sca.failed', [NEVER], { decision: { does: 'fail' } }),
    },
  ],
);

const embedded = (name: string, user: Case['user'], play: Case['play']): Case => ({
  name: `consent, embedded, ${name}`,
  approaches: ['EMBEDDED'],
  profile: GLOBAL,
  user,
  play,
});

const embeddedOnes: Case[] = [
  embedded('one method', 'single', ends('COMPLETED', ['valid'])),
  embedded('method with a start code, two wrong codes', 'anna', async (world, user) => {
    const seen: string[] = [];
    const session = await consent(world, user, {
      method: 'chip',
      codes: ['000000', '000001', '123456'],
      seen: ({ next }) => {
        if (next.schema?.properties?.otp) seen.push(JSON.stringify(next.show ?? {}));
      },
    });
    const finding = await judge(session, 'COMPLETED', () => world.bank.consents(user.name), ['valid']);
    const isShown = seen.length === 3 && seen.every((shown) => shown.includes('Start-Code 4711'));
    return isShown ? finding : { ...finding, session: `${finding.session}, start code lost`, agrees: false };
  }),
  embedded('wrong password, then the right one', 'single', ends('COMPLETED', ['valid'], { passwords: ['no', 'pass'] })),
  embedded('a method that is on the phone', 'anna', ends('COMPLETED', ['valid'], { method: 'push' })),
  embedded('no SCA method', 'nomethod', ends('REJECTED \\S+', ['rejected'])),
  embedded('unknown user, then a known one', 'ghost', async (world, user) => {
    const isNamed = (state: { next: { step?: string }; phases: unknown[] }) =>
      state.next.step === 'identify' && state.phases.length > 2;
    const session = await consent(world, user, { until: isNamed });
    if (!isNamed(session.state)) {
      const { status, reason } = session.state;
      return { session: `${status} ${reason?.code}, not asked again`, bank: 'received', agrees: false };
    }
    const known = `single-${user.name}`;
    await drive(session, user, { fields: { psu_id: known } });
    return await judge(session, 'COMPLETED', () => world.bank.consents(known), ['valid']);
  }),
];

const CONFIRMED = { 'common.authorisationConfirmationRequestMandated': true };
const confirmed = (name: string, check: boolean): Case => ({
  name: `consent, redirect, confirmation code ${name}`,
  approaches: ['REDIRECT'],
  profile: {
    ...GLOBAL,
    ...CONFIRMED,
    'common.authorisationConfirmationCheckByXs2a': check,
  },
  user: 'anna',
  play: ends('COMPLETED', ['valid'], { decision: { does: 'leave_to_confirm' } }),
});

const signed = (way: 'redirect' | 'decoupled' | 'embedded'): Case => ({
  name: `consent, ${way}, two signatures`,
  approaches: [WAYS[way]],
  profile: GLOBAL,
  user: 'multi',
  async play(world, user) {
    const { bank } = world;
    const last = async () => (await bank.consents(user.name)).at(-1);
    const until = async () => (await last())?.status === 'partiallyAuthorised';
    const session = await consent(world, user, { decision: { does: 'sign' }, until });
    // Somebody else signs elsewhere, and the session learns it by itself.
    if (!session.ended(session.state)) await user.isCosigned('consent');
    return await judge(session, 'COMPLETED', () => bank.consents(user.name), ['valid']);
  },
});

const kinds: Case[] = [
  {
    name: 'consent, redirect, bank-offered: the user chooses at the bank',
    approaches: ['REDIRECT'],
    profile: OFFERED,
    user: 'anna',
    play: ends('COMPLETED', ['valid'], { decision: { does: 'approve', ibans: [IBAN] } }),
  },
  {
    name: 'consent, redirect, detailed: XS2A by default',
    approaches: ['REDIRECT'],
    user: 'anna',
    play: ends('COMPLETED', ['valid']),
  },
  {
    name: 'consent, embedded, detailed',
    approaches: ['EMBEDDED'],
    user: 'single',
    play: ends('COMPLETED', ['valid']),
  },
  {
    name: 'consent, the bank prefers to ask for passwords but can redirect',
    approaches: ['EMBEDDED', 'REDIRECT'],
    profile: GLOBAL,
    user: 'anna',
    async play(world, user) {
      const asked: string[] = [];
      const session = await consent(world, user, { seen: ({ next }) => asked.push(next.kind) });
      const finding = await judge(session, 'COMPLETED', () => world.bank.consents(user.name), ['valid']);
      return asked.includes('redirect')
        ? finding
        : { ...finding, session: `${finding.session}, password asked for`, agrees: false };
    },
  },
  {
    name: 'consent, redirect, the bank allows 90 days',
    approaches: ['REDIRECT'],
    profile: { ...GLOBAL, 'ais.consentTypes.maxConsentValidityDays': 90 },
    user: 'anna',
    async play(world, user) {
      const session = await consent(world, user);
      const finding = await judge(session, 'COMPLETED', () => world.bank.consents(user.name), ['valid']);
      const until = (await world.bank.consents(user.name)).at(-1)?.resource.validUntil;
      const token = expectStatus(await world.app.exchange(session.state.temp_token), 200).body;
      const { body } = await world.app.data(`/credentials/${token.credentials_id}`, token);
      const isTold = String(body.valid_until).startsWith(String(until));
      return {
        ...finding,
        session: `${finding.session} to ${body.valid_until}`,
        bank: `${finding.bank} to ${until}`,
        agrees: finding.agrees && isTold,
      };
    },
  },
];

/** A consent for one reading, by the bundled skill with that wish. */
const once = (name: string, profile: Case['profile'], play: Case['play']): Case => ({
  name: `consent, one-time, ${name}`,
  approaches: ['REDIRECT'],
  profile: { ...GLOBAL, ...profile },
  user: 'anna',
  async play(world, user) {
    const finding = await play(world, user);
    const isOnce = (await world.bank.consents(user.name)).every(({ resource }) => !resource.recurringIndicator);
    return isOnce ? finding : { ...finding, bank: `${finding.bank}, recurring`, agrees: false };
  },
});

const others: Case[] = [
  once('redirect', {}, ends('COMPLETED', ['valid'], {}, ONCE)),
  once(
    'without SCA, which the bank does not ask for',
    { 'ais.scaRequirementsForOneTimeConsents.scaByOneTimeGlobalConsentRequired': false },
    ends('COMPLETED', ['valid'], {}, ONCE),
  ),
  {
    name: 'consent, redirect, by the skill of before there were profiles',
    approaches: ['REDIRECT'],
    profile: GLOBAL,
    user: 'anna',
    play: ends('COMPLETED', ['valid'], {}, 'xyz_aisp_sbx_#1.0'),
  },
  {
    name: 'consent, redirect, a confirmation code that is not right',
    approaches: ['REDIRECT'],
    profile: { ...GLOBAL, ...CONFIRMED, 'common.authorisationConfirmationCheckByXs2a': true },
    user: 'anna',
    play: ends('REJECTED sca.failed', ['rejected'], { decision: { does: 'leave_to_confirm', code: 'n0t-it' } }),
  },
];

export const consents: Case[] = [
  ...approvals,
  ...refusals,
  ...embeddedOnes,
  ...kinds,
  ...others,
  confirmed('checked by XS2A', true),
  confirmed('checked by the bank', false),
  signed('redirect'),
  signed('decoupled'),
  signed('embedded'),
];
