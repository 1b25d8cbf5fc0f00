import type { Entry } from '../history';
import { BIC } from '../portfolio';
import type { StatementDocument } from './document';
import { toDecimal } from './entries';

/** How the two messages, in the versions that are written here, differ. */
const MESSAGES = {
  'camt.052': { version: 'camt.052.001.02', root: 'BkToCstmrAcctRpt', item: 'Rpt', opening: 'ITBD', closing: 'ITBD' },
  'camt.053': { version: 'camt.053.001.08', root: 'BkToCstmrStmt', item: 'Stmt', opening: 'OPBD', closing: 'CLBD' },
} as const;

type Message = keyof typeof MESSAGES;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const tag = (name: string, inner: string, attributes = ''): string => `<${name}${attributes}>${inner}</${name}>`;
const text = (name: string, value: string | undefined): string =>
  value
    ? tag(
        name,
        value.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? ''),
      )
    : '';

const sign = (cents: number): string => (cents < 0 ? 'DBIT' : 'CRDT');
const money = (currency: string, cents: number): string => tag('Amt', toDecimal(Math.abs(cents)), ` Ccy="${currency}"`);

function balance(code: string, currency: string, cents: number, date: string): string {
  const type = tag('Tp', tag('CdOrPrtry', text('Cd', code)));
  return tag('Bal', type + money(currency, cents) + text('CdtDbtInd', sign(cents)) + tag('Dt', text('Dt', date)));
}

/** Since version 8 a status has a code of its own element, and a party its own. */
const isNew = (message: Message): boolean => message === 'camt.053';

function party(message: Message, { cents, counterparty, counterparty_iban }: Entry): string {
  const role = cents < 0 ? 'Cdtr' : 'Dbtr';
  const name = text('Nm', counterparty);
  const account = counterparty_iban ? tag(`${role}Acct`, tag('Id', text('IBAN', counterparty_iban))) : '';
  return tag('RltdPties', tag(role, isNew(message) ? tag('Pty', name) : name) + account);
}

function transactionCode(code: string): string {
  const [domain, family, subFamily] = code.split('-');
  return tag(
    'BkTxCd',
    tag('Domn', text('Cd', domain) + tag('Fmly', text('Cd', family) + text('SubFmlyCd', subFamily))),
  );
}

function entryElement(message: Message, currency: string, entry: Entry, status: 'BOOK' | 'PDNG'): string {
  const details =
    tag('Refs', text('EndToEndId', entry.end_to_end_id)) +
    party(message, entry) +
    (entry.remittance ? tag('RmtInf', text('Ustrd', entry.remittance)) : '');
  return tag(
    'Ntry',
    money(currency, entry.cents) +
      text('CdtDbtInd', sign(entry.cents)) +
      (isNew(message) ? tag('Sts', text('Cd', status)) : text('Sts', status)) +
      (status === 'BOOK' ? tag('BookgDt', text('Dt', entry.date)) : '') +
      tag('ValDt', text('Dt', entry.date)) +
      text('AcctSvcrRef', entry.id.replaceAll('-', '')) +
      transactionCode(entry.code) +
      tag('NtryDtls', tag('TxDtls', details)),
  );
}

/** A statement as ISO 20022 camt.052.001.02 (pending entries too) or camt.053.001.08 (booked ones). */
export function camt(message: Message, document: StatementDocument): string {
  const { version, root, item, opening, closing } = MESSAGES[message];
  const { id, account, from, to, booked } = document;
  const made = text('CreDtTm', new Date(document.made_at).toISOString());
  const pending = message === 'camt.052' ? document.pending : [];
  const bic = tag('FinInstnId', text(isNew(message) ? 'BICFI' : 'BIC', BIC));
  const period = text('FrDtTm', `${from}T00:00:00Z`) + text('ToDtTm', `${to}T23:59:59Z`);
  const holder = tag('Id', text('IBAN', account.iban)) + text('Ccy', account.currency) + tag('Svcr', bic);
  const content =
    text('Id', id) +
    made +
    tag('FrToDt', period) +
    tag('Acct', holder) +
    balance(opening, account.currency, document.opening_cents, from) +
    balance(closing, account.currency, document.closing_cents, to) +
    booked.map((entry) => entryElement(message, account.currency, entry, 'BOOK')).join('') +
    pending.map((entry) => entryElement(message, account.currency, entry, 'PDNG')).join('');
  const body = tag('GrpHdr', text('MsgId', id) + made) + tag(item, content);
  const namespace = ` xmlns="urn:iso:std:iso:20022:tech:xsd:${version}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${tag('Document', tag(root, body), namespace)}\n`;
}
