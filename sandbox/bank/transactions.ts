import { accountFor, consentFor } from './access';
import { resourceId } from './account-ids';
import { reference } from './accounts';
import { accountPath, transactionsPath } from './addresses';
import { countOf } from './books';
import type { Call } from './call';
import type { Entry } from './history';
import type { Operation } from './operation';
import type { Account } from './portfolio';
import { type Answer, Refusal } from './refusal';
import { statementOf } from './statement/entries';
import { fileOf } from './statement/formats';
import { pageLinks } from './statement/paging';
import { type Asked, askedFor } from './statement/period';
import { rowsOf } from './statement/rows';
import type { Consent } from './subjects';

const NEAR_DAYS = 10;

/** Newest first; pending entries stand on the first page. */
export const list: Operation = (call) => {
  const consent = consentFor(call, 'transactions', call.params.account_id);
  const account = accountFor(call, consent, 'transactions');
  const asked = askedFor(call, consent);
  const { format, download_only } = call.traits;
  if (format !== 'json') return fileOf(call, format, account, statementOf(call, account), asked);
  requireJson(call);
  return download_only ? downloadLink(call, consent, account) : page(call, consent, account, asked);
};

/** @throws Refusal 406 */
export function requireJson(call: Call): void {
  if (!call.accepts('json')) throw new Refusal(406, 'REQUESTED_FORMATS_INVALID', 'Answers are JSON.');
}

function page(call: Call, consent: Consent, account: Account, asked: Asked): Answer {
  const { status, size } = asked;
  const path = transactionsPath(consent, resourceId(consent, account));
  const { booked, pending } = seen(call, consent, account);
  const matching = status === 'pending' ? [] : booked.filter(isWithin(call, asked));
  const last = Math.max(0, Math.ceil(matching.length / size) - 1);
  const index = asked.page;
  const rows = rowsOf(call, account, path, matching, true).slice(index * size, (index + 1) * size);
  const waiting = index === 0 ? pending.filter(isWithin(call, asked)) : [];
  const transactions = {
    ...(status !== 'pending' && { booked: rows }),
    ...(status !== 'booked' && { pending: rowsOf(call, account, path, waiting, false) }),
    _links: {
      account: { href: accountPath(consent, resourceId(consent, account)) },
      ...pageLinks(call, path, index, last),
    },
  };
  return { status: 200, body: { account: reference(call, account), transactions } };
}

/** The statement as far as the bank has filled it in: at the first read, some rows lack text and party. */
function seen(call: Call, consent: Consent, account: Account) {
  const statement = statementOf(call, account);
  const isFirst = call.traits.fills_up && countOf(call.bank, `statement ${consent.id} ${account.id}`) === 0;
  if (!isFirst) return statement;
  const bare = ({ counterparty_iban: _iban, ...entry }: Entry): Entry => ({
    ...entry,
    counterparty: '',
    remittance: '',
  });
  return { ...statement, booked: statement.booked.map(bare) };
}

const isWithin = ({ traits }: Call, { from, to }: Asked) => {
  const shifted = (date: string, days: number) =>
    /^0000|^9999/.test(date) ? date : new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
  const [first, last] = traits.outside_period ? [shifted(from, -NEAR_DAYS), shifted(to, NEAR_DAYS)] : [from, to];
  return ({ date }: Entry): boolean => date >= first && date <= last;
};

function downloadLink(call: Call, consent: Consent, account: Account): Answer {
  const href = `${transactionsPath(consent, resourceId(consent, account))}/download`;
  return { status: 200, body: { account: reference(call, account), _links: { download: { href } } } };
}

/** What `_links.download` leads to: the whole statement as camt.053. */
export const download: Operation = (call) => {
  const consent = consentFor(call, 'transactions', call.params.account_id);
  const account = accountFor(call, consent, 'transactions');
  const asked: Asked = { status: 'booked', from: '0000', to: '9999', size: 0, page: 0 };
  return fileOf(call, 'camt.053', account, statementOf(call, account), asked);
};

export const read: Operation = (call) => {
  requireJson(call);
  const consent = consentFor(call, 'transactions', call.params.account_id);
  const account = accountFor(call, consent, 'transactions');
  const { booked, pending } = statementOf(call, account);
  const entry = [...pending, ...booked].find(({ id }) => id === call.params.transaction_id);
  if (!entry) throw new Refusal(403, 'RESOURCE_UNKNOWN', 'There is no such transaction.');
  const path = transactionsPath(consent, resourceId(consent, account));
  const [transactionsDetails] = rowsOf(call, account, path, [entry], !pending.includes(entry));
  return { status: 200, body: { transactionsDetails } };
};
