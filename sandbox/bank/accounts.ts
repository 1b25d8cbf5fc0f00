import { accountFor, consentFor } from './access';
import { resourceId, shownId } from './account-ids';
import { accountPath, transactionsPath } from './addresses';
import { isoDate } from './books';
import type { Call } from './call';
import type { Operation } from './operation';
import { type Account, accountsOf, BIC, may } from './portfolio';
import { amount, statementOf } from './statement/entries';
import type { Consent } from './subjects';

export function balancesOf(call: Call, account: Account) {
  const { booked_cents, pending } = statementOf(call, account);
  const available = pending.reduce((sum, { cents }) => sum + cents, booked_cents);
  const lastChangeDateTime = `${isoDate(call.now)}T00:00:00Z`;
  return [
    { balanceAmount: amount(account, available), balanceType: 'interimAvailable', lastChangeDateTime },
    { balanceAmount: amount(account, booked_cents), balanceType: 'closingBooked', referenceDate: isoDate(call.now) },
  ];
}

/** How the account is named: by IBAN, or by what a bank has instead. */
export function reference({ traits }: Call, { iban, currency }: Account) {
  if (!traits.without_iban) return { iban, currency };
  return { bban: iban.slice(4), maskedPan: `494949******${iban.slice(-4)}`, currency };
}

function details(call: Call, consent: Consent, account: Account, withBalance: boolean) {
  const id = resourceId(consent, account);
  const [balances, transactions] = [may(consent, 'balances', account), may(consent, 'transactions', account)];
  const isBare = call.traits.bare_account && account.kind === 'savings';
  const { currency, ...names } = reference(call, account);
  return {
    ...shownId(consent, account),
    ...names,
    ...(!isBare && { currency }),
    name: account.name,
    product: account.product,
    cashAccountType: account.cash_account_type,
    status: 'enabled',
    bic: BIC,
    usage: 'PRIV',
    ...(withBalance && balances && { balances: balancesOf(call, account) }),
    _links: {
      ...(balances &&
        call.traits.balances_call &&
        !isBare && { balances: { href: `${accountPath(consent, id)}/balances` } }),
      ...(transactions && { transactions: { href: transactionsPath(consent, id) } }),
    },
  };
}

export const list: Operation = (call) => {
  const withBalance = call.query.withBalance === 'true';
  const consent = consentFor(call, withBalance ? 'balances' : 'list');
  const accounts = accountsOf(consent).filter((account) => may(consent, 'account', account));
  return {
    status: call.traits.list_status,
    body: { accounts: accounts.map((account) => details(call, consent, account, withBalance)) },
  };
};

export const read: Operation = (call) => {
  const consent = consentFor(call, 'details', call.params.account_id);
  const account = accountFor(call, consent, 'account');
  return { status: 200, body: { account: details(call, consent, account, call.query.withBalance === 'true') } };
};

export const balances: Operation = (call) => {
  const account = accountFor(call, consentFor(call, 'balances', call.params.account_id), 'balances');
  return { status: 200, body: { account: reference(call, account), balances: balancesOf(call, account) } };
};
