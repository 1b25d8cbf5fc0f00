import { accountFor, consentFor } from './access';
import type { Consent } from './books';
import { isoDate } from './books';
import type { Call, Operation } from './operation';
import { type Account, accountsOf, BIC, may } from './portfolio';
import { amount, statementOf } from './transactions';

export function balancesOf(call: Call, account: Account) {
  const { booked_cents, pending } = statementOf(call, account);
  const available = pending.reduce((sum, { cents }) => sum + cents, booked_cents);
  const lastChangeDateTime = `${isoDate(call.now)}T00:00:00Z`;
  return [
    { balanceAmount: amount(account, available), balanceType: 'interimAvailable', lastChangeDateTime },
    { balanceAmount: amount(account, booked_cents), balanceType: 'closingBooked', referenceDate: isoDate(call.now) },
  ];
}

function details(call: Call, consent: Consent, account: Account, withBalance: boolean) {
  const href = `/psd2/v1/accounts/${account.id}`;
  const [balances, transactions] = [may(consent, 'balances', account), may(consent, 'transactions', account)];
  return {
    resourceId: account.id,
    iban: account.iban,
    currency: account.currency,
    name: account.name,
    product: account.product,
    cashAccountType: account.cash_account_type,
    status: 'enabled',
    bic: BIC,
    usage: 'PRIV',
    ...(withBalance && balances && { balances: balancesOf(call, account) }),
    _links: {
      ...(balances && { balances: { href: `${href}/balances` } }),
      ...(transactions && { transactions: { href: `${href}/transactions` } }),
    },
  };
}

export const list: Operation = (call) => {
  const withBalance = call.query.withBalance === 'true';
  const consent = consentFor(call, withBalance ? 'balances' : 'list');
  const accounts = accountsOf(consent.psu_id).filter((account) => may(consent, 'account', account));
  return { status: 200, body: { accounts: accounts.map((account) => details(call, consent, account, withBalance)) } };
};

export const read: Operation = (call) => {
  const consent = consentFor(call, 'details', call.params.account_id);
  const account = accountFor(call, consent, 'account');
  return { status: 200, body: { account: details(call, consent, account, call.query.withBalance === 'true') } };
};

export const balances: Operation = (call) => {
  const account = accountFor(call, consentFor(call, 'balances', call.params.account_id), 'balances');
  return {
    status: 200,
    body: { account: { iban: account.iban, currency: account.currency }, balances: balancesOf(call, account) },
  };
};
