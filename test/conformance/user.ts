import { setTimeout as delay } from 'node:timers/promises';
import type { Kind, Xs2aBank } from './xs2a-bank';

/** What a user does at the bank. */
export interface Decision {
  /**
   * `sign` is one of two signatures. `fail` is an authentication that fails and leaves the resource open. `hesitate`
   * goes back to the app undecided. `leave_to_confirm` approves, and the app has to bring a code from there.
   */
  does: 'approve' | 'sign' | 'decline' | 'fail' | 'hesitate' | 'leave_to_confirm';
  /** The code that comes back to the app, where it is not the right one. */
  code?: string;
  /** Accounts that the user chooses at the bank, where the consent leaves that to the bank. */
  ibans?: string[];
}
export const APPROVE: Decision = { does: 'approve' };
export const DECLINE: Decision = { does: 'decline' };
/** What XS2A has to be told for an `unconfirmed` authorisation. */
export const CONFIRMATION_CODE = 'c0de-77';

/** A user of the bank, who decides at its pages or on the phone. */
export class BankUser {
  constructor(
    readonly bank: Xs2aBank,
    readonly name: string,
  ) {}

  /** At the bank's own pages. Returns where the bank sends the user back to. */
  async atBanksPage(redirect: string, decision: Decision): Promise<string> {
    const { id, authorisation, kind, back } = await this.bank.behind(redirect);
    await this.decide(kind, id, authorisation, decision);
    if (decision.does === 'decline' || decision.does === 'fail') return back.nok;
    if (decision.does !== 'leave_to_confirm') return back.ok;
    const withCode = new URL(back.ok);
    withCode.searchParams.set('confirmationCode', decision.code ?? CONFIRMATION_CODE);
    return withCode.href;
  }

  /** On the phone, for what this user was asked last. */
  async onPhone(kind: 'consent' | 'payment', decision: Decision): Promise<void> {
    const kept = kind === 'consent' ? await this.bank.consents(this.name) : await this.bank.payments(this.name);
    const last = kept.at(-1);
    const authorisation = last?.authorisations.at(-1);
    if (!last || !authorisation) throw new Error(`Nothing waits on the phone of ${this.name}`);
    await this.decide(kind, last.id, authorisation.id, decision);
  }

  private async decide(kind: Kind, id: string, authorisation: string, { does, ibans }: Decision): Promise<void> {
    const { bank, name } = this;
    if (does === 'hesitate') return;
    if (does === 'leave_to_confirm') {
      return await bank.authorisation(kind, id, authorisation, 'unconfirmed', name, CONFIRMATION_CODE);
    }
    if (ibans) await bank.choose(id, ibans);
    const isGiven = does === 'approve' || does === 'sign';
    await bank.authorisation(kind, id, authorisation, isGiven ? 'finalised' : 'failed', name);
    if (does === 'fail') return;
    if (kind === 'consent') return await this.setConsent(id, does);
    const status = kind === 'cancellation' ? CANCELLATION[does] : PAYMENT[does];
    if (status) await this.setPayment(id, status);
  }

  /** The second signature under what this user was asked for last, by somebody else and elsewhere. */
  async isCosigned(kind: 'consent' | 'payment'): Promise<void> {
    const kept = kind === 'consent' ? await this.bank.consents(this.name) : await this.bank.payments(this.name);
    const { id } = kept.at(-1) ?? { id: '' };
    await (kind === 'consent' ? this.setConsent(id, 'approve') : this.setPayment(id, 'ACCP'));
  }

  private async setConsent(id: string, does: Firm): Promise<void> {
    const { bank, name } = this;
    const isKept = async () => (await bank.consents(name)).find((one) => one.id === id)?.status === CONSENTED[does];
    await settle(() => bank.consent(id, CONSENT[does]), isKept);
  }

  private async setPayment(id: string, status: string): Promise<void> {
    const { bank, name } = this;
    const isKept = async () => {
      const kept = (await bank.payments(name)).find((one) => one.id === id)?.status;
      return kept === status || (status === 'ACCP' && kept === 'ACSC');
    };
    await settle(() => bank.payment(id, status), isKept);
  }
}

/** ms in which a poll that was under way is over. */
const UNDER_WAY = 400;

/**
 * Sets a status until it is kept. XS2A reads the status, asks its core bank and writes back what that says, so a poll
 * at the same moment undoes what a bank's own page has set.
 */
async function settle(set: () => Promise<void>, isKept: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    await set();
    await delay(UNDER_WAY);
    if (await isKept()) return;
  }
  throw new Error('XS2A does not keep what its user has decided');
}

type Firm = 'approve' | 'sign' | 'decline';
const CONSENT: Record<Firm, 'confirm' | 'authorise-partially' | 'reject'> = {
  approve: 'confirm',
  sign: 'authorise-partially',
  decline: 'reject',
};
const CONSENTED: Record<Firm, string> = {
  approve: 'valid',
  sign: 'partiallyAuthorised',
  decline: 'rejected',
};
const PAYMENT: Record<Firm, string> = { approve: 'ACCP', sign: 'PATC', decline: 'RJCT' };
/** A cancellation that is declined leaves the payment as it was. */
const CANCELLATION: Record<Firm, string | undefined> = { approve: 'CANC', sign: undefined, decline: undefined };
