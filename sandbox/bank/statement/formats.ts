import { isoDate } from '../books';
import type { Call } from '../call';
import type { History } from '../history';
import type { Account } from '../portfolio';
import { type Answer, Refusal } from '../refusal';
import type { StatementTraits } from '../traits/statement';
import { camt } from './camt';
import { csv } from './csv';
import type { StatementDocument } from './document';
import { mt940 } from './mt940';
import type { Asked } from './period';

type FileFormat = Exclude<StatementTraits['format'], 'json'>;

const FORMATS: Record<FileFormat, { type: string; write: (document: StatementDocument) => string }> = {
  'camt.052': { type: 'application/xml', write: (document) => camt('camt.052', document) },
  'camt.053': { type: 'application/xml', write: (document) => camt('camt.053', document) },
  mt940: { type: 'text/plain', write: mt940 },
  csv: { type: 'text/csv', write: csv },
};

/** A statement as one file, without pages. @throws Refusal 406 where the TPP takes no such file */
export function fileOf(call: Call, format: FileFormat, account: Account, history: History, asked: Asked): Answer {
  const { type, write } = FORMATS[format];
  if (!call.accepts(type)) throw new Refusal(406, 'REQUESTED_FORMATS_INVALID', `Transactions are ${type} only.`);
  return { status: 200, file: { type, text: write(documentOf(call, account, history, asked)) } };
}

function documentOf(call: Call, account: Account, history: History, { status, from, to }: Asked): StatementDocument {
  const sum = (entries: History['booked']) => entries.reduce((total, { cents }) => total + cents, 0);
  const booked = history.booked.filter(({ date }) => date >= from && date <= to).reverse();
  const closing_cents = history.booked_cents - sum(history.booked.filter(({ date }) => date > to));
  const today = isoDate(call.now);
  return {
    id: `${account.id.slice(0, 8)}-${today.replaceAll('-', '')}`,
    account,
    from: from === '0000' ? (booked[0]?.date ?? today) : from,
    to: to < today ? to : today,
    made_at: call.now,
    opening_cents: closing_cents - sum(booked),
    closing_cents,
    booked: status === 'pending' ? [] : booked,
    pending: status === 'booked' ? [] : history.pending,
  };
}
