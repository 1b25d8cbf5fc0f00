import { type Body, type Conversation, expectStatus } from '../../../cli/tour/app';
import { followBack } from '../../../cli/tour/user';
import { type Case, type Finding, judge } from '../case';
import type { Part } from '../drive';
import { APPROVE, type BankUser } from '../user';
import { consent, GLOBAL, NEVER } from './consents';
import { GONE, NOTHING, pay } from './payments';

const AUTHORISED = ', cancelling is to be authorised';
const MANDATED = { 'pis.paymentCancellationAuthorisationMandated': true };
/** As far as the user being asked for something by the bank. */
const asked = ({ next, status }: Body) => status !== 'SESSION_CREATED' && atBank(next);
const atBank = ({ kind, step }: Body) => kind !== 'wait' && kind !== 'none' && step === 'authorise';

/** The tenant cancels. Nothing may be left that could still happen. */
async function cancelled(session: Conversation, look: () => Promise<Finding>): Promise<Finding> {
  expectStatus(await session.cancel(), 200, 202);
  return await look();
}

const before = (
  what: 'consent' | 'payment',
  way: 'REDIRECT' | 'DECOUPLED' | 'EMBEDDED',
  profile: Case['profile'],
): Case => ({
  name: `${what} cancelled before the user has decided, ${way.toLowerCase()}${profile === MANDATED ? AUTHORISED : ''}`,
  approaches: [way],
  profile: { ...GLOBAL, ...profile },
  user: 'anna',
  async play(world, user) {
    const { bank } = world;
    const isConsent = what === 'consent';
    const session = await (isConsent ? consent : pay)(world, user, { until: asked });
    return await cancelled(session, () =>
      isConsent
        ? judge(session, 'CANCELLED', () => bank.consents(user.name), [NEVER])
        : judge(session, 'CANCELLED', () => bank.payments(user.name), ['CANC']),
    );
  },
});

/** The user has typed the password; the code is still to come. */
const during = (what: 'consent' | 'payment'): Case => ({
  name: `${what} cancelled between password and code`,
  approaches: ['EMBEDDED'],
  profile: GLOBAL,
  user: 'single',
  async play(world, user) {
    const { bank } = world;
    const part: Partial<Part> = { until: ({ next }) => next.schema?.properties?.otp !== undefined };
    const isConsent = what === 'consent';
    const session = await (isConsent ? consent : pay)(world, user, part);
    return await cancelled(session, () =>
      isConsent
        ? judge(session, 'CANCELLED', () => bank.consents(user.name), [NEVER])
        : judge(session, 'CANCELLED', () => bank.payments(user.name), ['CANC']),
    );
  },
});

/** The user has approved at the bank, and the tenant cancels before the session has heard of it. */
async function approvedUnheard(session: Conversation, user: BankUser): Promise<void> {
  await user.atBanksPage(session.state.next.url, APPROVE);
}

const after: Case[] = [
  {
    name: 'consent approved at the bank, cancelled before the session has heard of it',
    approaches: ['REDIRECT'],
    profile: GLOBAL,
    user: 'anna',
    async play(world, user) {
      const session = await consent(world, user, { until: asked });
      await approvedUnheard(session, user);
      return await cancelled(session, () =>
        judge(session, 'CANCELLED', () => world.bank.consents(user.name), ['terminatedByTpp']),
      );
    },
  },
  {
    name: 'consent approved after it was cancelled',
    approaches: ['REDIRECT'],
    profile: GLOBAL,
    user: 'anna',
    async play(world, user) {
      const session = await consent(world, user, { until: asked });
      const { url } = session.state.next;
      expectStatus(await session.cancel(), 200, 202);
      const finding = await judge(session, 'CANCELLED', () => world.bank.consents(user.name), [NEVER]);
      await followBack(await user.atBanksPage(url, APPROVE).catch(() => `${world.app.demo.api_url}/livez`));
      return finding.agrees
        ? await judge(session, 'CANCELLED', () => world.bank.consents(user.name), [NEVER])
        : finding;
    },
  },
  {
    name: 'payment approved at the bank, cancelled before the session has heard of it',
    approaches: ['REDIRECT'],
    user: 'anna',
    async play(world, user) {
      const session = await pay(world, user, { until: asked });
      await approvedUnheard(session, user);
      return await cancelled(session, () =>
        judge(session, 'CANCELLED', () => world.bank.payments(user.name), [NOTHING]),
      );
    },
  },
  ...Object.entries({ anna: AUTHORISED, silent: ': a 204 that cancels nothing' } as const).map(
    ([kind, how]): Case => ({
      name: `payment approved at the bank, then cancelled${how}`,
      approaches: ['REDIRECT'],
      profile: MANDATED,
      user: kind as 'anna' | 'silent',
      async play(world, user) {
        const session = await pay(world, user, { until: asked });
        await approvedUnheard(session, user);
        // The money goes: the session has to say so, whatever else it says.
        return await cancelled(session, () =>
          judge(session, 'COMPLETED|(CANCELLED|FAILED) \\S+', () => world.bank.payments(user.name), [GONE]),
        );
      },
    }),
  ),
  {
    name: 'payment settled, cancelled: too late',
    approaches: ['REDIRECT'],
    user: 'anna',
    async play(world, user) {
      const session = await pay(world, user);
      const { status } = await session.cancel();
      const finding = await judge(session, 'COMPLETED', () => world.bank.payments(user.name), [GONE]);
      return { ...finding, session: `${finding.session}, cancel ${status}`, agrees: finding.agrees && status === 409 };
    },
  },
];

const undecided = (what: 'consent' | 'payment'): Case => ({
  name: `${what}, redirect: back undecided, then approved`,
  approaches: ['REDIRECT'],
  profile: GLOBAL,
  user: 'anna',
  async play(world, user) {
    const { bank } = world;
    const isConsent = what === 'consent';
    const session = await (isConsent ? consent : pay)(world, user, { decision: { does: 'hesitate' } });
    const state = await session.until(({ next, status }) => next.kind === 'redirect' || session.ended({ status }));
    if (state.next.kind === 'redirect') {
      await session.until(({ next }) => next.kind === 'redirect');
      await followBack(await user.atBanksPage(state.next.url, APPROVE));
    }
    await session.until(session.ended);
    return isConsent
      ? await judge(session, 'COMPLETED', () => bank.consents(user.name), ['valid'])
      : await judge(session, 'COMPLETED', () => bank.payments(user.name), [GONE]);
  },
});

export const cancellations: Case[] = [
  ...(['REDIRECT', 'DECOUPLED', 'EMBEDDED'] as const).map((way) => before('consent', way, {})),
  ...(['REDIRECT', 'DECOUPLED', 'EMBEDDED'] as const).map((way) => before('payment', way, {})),
  ...(['REDIRECT', 'DECOUPLED', 'EMBEDDED'] as const).map((way) => before('payment', way, MANDATED)),
  during('consent'),
  during('payment'),
  ...after,
  undecided('consent'),
  undecided('payment'),
];
