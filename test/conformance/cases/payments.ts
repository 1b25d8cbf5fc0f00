import { PAYMENT } from '../../../cli/tour/journeys';
import { type Case, type Holds, judge, type World } from '../case';
import { drive, type Fields, type Part } from '../drive';
import { type BankUser, DECLINE } from '../user';
import { EXPLICIT, IMPLICIT } from './consents';

export const PISP = 'xyz_pisp_sbx_#1.1';
/** Executed, or about to be: ISO codes of a payment that nobody takes back any more. */
export const GONE = /^(ACCP|ACSP|ACSC|ACCC)$/;
/** Nothing will come of it. */
export const NOTHING = /^(RJCT|CANC)$/;
const DEBTOR = 'DE02120300000000202051';

export const orderOf = (user: BankUser) => ({ ...PAYMENT, psu_id: user.name, debtor_iban: DEBTOR });

/** A session for a payment, driven as far as `part` goes. */
export async function pay({ app }: World, user: BankUser, part: Partial<Part> = {}) {
  const session = await app.start(PISP);
  await drive(session, user, { fields: orderOf(user), ...part });
  return session;
}

/** A payment that ends so, with XS2A holding that. */
const ends =
  (how: string, holds: Holds, part: (user: BankUser) => Partial<Part> = () => ({})): Case['play'] =>
  async (world, user) => {
    const session = await pay(world, user, part(user));
    return await judge(session, how, () => world.bank.payments(user.name), holds);
  };

const WAYS = { redirect: 'REDIRECT', decoupled: 'DECOUPLED', embedded: 'EMBEDDED' } as const;
const MODES = { implicit: IMPLICIT, explicit: EXPLICIT };

const approvals: Case[] = Object.entries(WAYS).flatMap(([way, approach]) =>
  Object.entries(MODES).map(([mode, profile]) => ({
    name: `payment, ${way}, ${mode}`,
    approaches: [approach],
    profile,
    user: 'anna' as const,
    play: ends('COMPLETED', [GONE]),
  })),
);

const elsewhere: Case[] = Object.entries({ redirect: 'REDIRECT', decoupled: 'DECOUPLED' } as const).flatMap(
  ([way, approach]) => [
    {
      name: `payment, ${way}, user declines`,
      approaches: [approach],
      user: 'anna' as const,
      play: ends('REJECTED \\S+', ['RJCT'], () => ({ decision: DECLINE })),
    },
    {
      name: `payment, ${way}, authorisation fails, the bank does nothing more`,
      approaches: [approach],
      user: 'anna' as const,
      play: ends('REJECTED sca.failed', [NOTHING], () => ({ decision: { does: 'fail' as const } })),
    },
  ],
);

const embedded = (name: string, user: Case['user'], play: Case['play']): Case => ({
  name: `payment, embedded, ${name}`,
  approaches: ['EMBEDDED'],
  user,
  play,
});

const embeddedOnes: Case[] = [
  embedded('one method; its fees are shown', 'single', async (world, user) => {
    const shown: string[] = [];
    const session = await pay(world, user, {
      seen: ({ next }) => {
        if (next.schema?.properties?.otp) shown.push(JSON.stringify(next.show ?? {}));
      },
    });
    const finding = await judge(session, 'COMPLETED', () => world.bank.payments(user.name), [GONE]);
    const isShown = shown.some((text) => text.includes('500') && text.includes('900'));
    return isShown ? finding : { ...finding, session: `${finding.session}, fees not shown`, agrees: false };
  }),
  embedded(
    'wrong code, then the right one',
    'anna',
    ends('COMPLETED', [GONE], () => ({ codes: ['000000', '123456'] })),
  ),
  embedded(
    'a method that is on the phone',
    'anna',
    ends('COMPLETED', [GONE], () => ({ method: 'push' })),
  ),
  embedded('exempt from SCA', 'exempt', ends('COMPLETED', [GONE])),
  embedded('no SCA method: the bank executes without', 'nomethod', ends('COMPLETED', [GONE])),
  embedded('unknown user', 'ghost', async (world, user) => {
    const isAsked = (state: { next: { step?: string }; phases: unknown[] }) =>
      state.next.step === 'payment' && state.phases.length > 2;
    const session = await pay(world, user, { until: isAsked });
    const wasAsked = isAsked(session.state);
    if (!session.ended(session.state)) await session.cancel();
    const finding = await judge(session, wasAsked ? 'CANCELLED' : 'none', () => world.bank.payments(user.name), [
      NOTHING,
    ]);
    return { ...finding, session: `${wasAsked ? 'asked again' : 'not asked again'}, ${finding.session}` };
  }),
];

/** What the bank doesn't take: the user is asked again, and nothing is left at the bank. Then they mend it and pay. */
const mended = (name: string, wrong: Fields, right: Fields): Case => ({
  name: `payment, ${name}: asked again, then paid`,
  approaches: ['REDIRECT'],
  user: 'anna',
  async play(world, user) {
    const { debtor_iban, ...order } = orderOf(user);
    const fields = 'debtor_iban' in right ? order : { ...order, debtor_iban, ...wrong };
    let asked = 0;
    const session = await pay(world, user, {
      fields,
      again: right,
      seen: ({ next }) => {
        if (next.step === 'payment') asked += 1;
      },
    });
    const finding = await judge(session, 'COMPLETED', () => world.bank.payments(user.name), [GONE]);
    return { ...finding, session: `${finding.session}, asked ${asked} times`, agrees: finding.agrees && asked === 2 };
  },
});

const signed = (way: 'redirect' | 'decoupled' | 'embedded'): Case => ({
  name: `payment, ${way}, two signatures`,
  approaches: [WAYS[way]],
  user: 'multi',
  async play(world, user) {
    const { bank } = world;
    const last = async () => (await bank.payments(user.name)).at(-1);
    const until = async () => (await last())?.status === 'PATC';
    const session = await pay(world, user, { decision: { does: 'sign' }, until });
    if (!session.ended(session.state)) await user.isCosigned('payment');
    return await judge(session, 'COMPLETED', () => bank.payments(user.name), [GONE]);
  },
});

const confirmed = (name: string, check: boolean): Case => ({
  name: `payment, redirect, confirmation code ${name}`,
  approaches: ['REDIRECT'],
  profile: {
    'common.authorisationConfirmationRequestMandated': true,
    'common.authorisationConfirmationCheckByXs2a': check,
  },
  user: 'anna',
  play: ends('COMPLETED', [GONE], () => ({ decision: { does: 'leave_to_confirm' as const } })),
});

export const payments: Case[] = [
  ...approvals,
  ...elsewhere,
  ...embeddedOnes,
  mended('wrong check digits', { creditor_iban: 'DE89370400440532013001' }, { creditor_iban: PAYMENT.creditor_iban }),
  mended('no debtor account where the bank wants one', {}, { debtor_iban: DEBTOR }),
  mended('an amount of nothing', { amount: '0' }, { amount: '1' }),
  {
    name: 'payment, an amount that the bank refuses',
    approaches: ['REDIRECT'],
    user: 'anna',
    play: ends('REJECTED pis.rejected', ['RJCT'], (user) => ({ fields: { ...orderOf(user), amount: '10000' } })),
  },
  {
    name: 'payment, instant',
    approaches: ['REDIRECT'],
    user: 'anna',
    async play(world, user) {
      const session = await pay(world, user, { fields: { ...orderOf(user), speed: 'instant' } });
      const finding = await judge(session, 'COMPLETED', () => world.bank.payments(user.name), [GONE]);
      const product = (await world.bank.payments(user.name)).at(-1)?.resource.paymentProduct;
      const isInstant = product === 'instant-sepa-credit-transfers';
      return { ...finding, bank: `${finding.bank} ${product}`, agrees: finding.agrees && isInstant };
    },
  },
  {
    name: 'payment, instant where the bank only has the usual one',
    approaches: ['REDIRECT'],
    profile: { 'pis.supportedPaymentTypeAndProductMatrix': { payments: ['sepa-credit-transfers'] } },
    user: 'anna',
    async play(world, user) {
      const session = await pay(world, user, { fields: { ...orderOf(user), speed: 'instant_or_standard' } });
      const finding = await judge(session, 'COMPLETED', () => world.bank.payments(user.name), [GONE]);
      const product = (await world.bank.payments(user.name)).at(-1)?.resource.paymentProduct;
      const isUsual = product === 'sepa-credit-transfers';
      return { ...finding, bank: `${finding.bank} ${product}`, agrees: finding.agrees && isUsual };
    },
  },
  confirmed('checked by XS2A', true),
  confirmed('checked by the bank', false),
  signed('redirect'),
  signed('decoupled'),
  signed('embedded'),
];
