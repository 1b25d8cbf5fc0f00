import { expectStatus } from '../../../cli/tour/app';
import { type Case, judge } from '../case';
import { consent, GLOBAL } from './consents';
import { GONE, orderOf, pay } from './payments';

/** The same bank under a profile by which requests are signed; XS2A verifies digest, key id and signature of each. */
export const SIGNED_BANK = 'xs2a-signed';
const SIGNED = { ...GLOBAL, 'common.tppSignatureRequired': true };

export const signed: Case[] = [
  {
    name: 'signed requests: consent and what it gives, redirect',
    approaches: ['REDIRECT'],
    profile: SIGNED,
    user: 'anna',
    async play(world, user) {
      const session = await consent(world, user, { fields: { bank: SIGNED_BANK, psu_id: user.name } });
      const finding = await judge(session, 'COMPLETED', () => world.bank.consents(user.name), ['valid']);
      if (!finding.agrees) return finding;
      const credentials = expectStatus(await world.app.exchange(session.state.temp_token), 200).body;
      const { status, body } = await world.app.data('/accounts', credentials);
      return { ...finding, session: `COMPLETED, accounts ${status}`, agrees: body.data?.length === 2 };
    },
  },
  {
    name: 'signed requests: payment, embedded',
    approaches: ['EMBEDDED'],
    profile: SIGNED,
    user: 'single',
    async play(world, user) {
      const session = await pay(world, user, { fields: { ...orderOf(user), bank: SIGNED_BANK } });
      return await judge(session, 'COMPLETED', () => world.bank.payments(user.name), [GONE]);
    },
  },
  {
    name: 'signed requests: payment cancelled before the user has decided',
    approaches: ['REDIRECT'],
    profile: SIGNED,
    user: 'anna',
    async play(world, user) {
      const session = await pay(world, user, {
        fields: { ...orderOf(user), bank: SIGNED_BANK },
        until: ({ next }) => next.kind === 'redirect',
      });
      expectStatus(await session.cancel(), 200, 202);
      return await judge(session, 'CANCELLED', () => world.bank.payments(user.name), ['CANC']);
    },
  },
];
