import { randomUUID } from 'node:crypto';
import { subjectPath } from './addresses';
import { redirectUris } from './authorisation-start';
import { subjectOf } from './authorisations';
import type { Operation } from './operation';
import { ibanOf } from './portfolio';
import { Refusal } from './refusal';
import { check } from './schemas';
import type { Hold, Quote } from './subjects';
import { interestOn, maturity, rateFor, UNAVAILABLE_VALUE } from './terms';

const QUOTE_LIFE_MS = 30 * 60 * 1000;
/** A deposit of this value is declined when it is to be opened. */
export const DECLINED_VALUE = '66600';

interface Terms {
  value: string;
  currency: 'EUR' | 'RON';
  period: '3' | '6' | '12';
}

export const quote: Operation = (call) => {
  const { value, currency, period } = check<Terms>('quote', call.body);
  const rate = rateFor(currency, period);
  if (!rate || value === UNAVAILABLE_VALUE)
    throw new Refusal(409, 'TERMS_UNAVAILABLE', 'No deposit is offered on these terms.');
  const row: Quote = {
    id: randomUUID(),
    value,
    currency,
    period,
    rate,
    interest: interestOn(value, rate, Number(period)),
    maturity_date: maturity(call.now, Number(period)),
    good_until: call.now + QUOTE_LIFE_MS,
  };
  call.books.put('quotes', row.id, row);
  call.books.effect('quote.created', row.id);
  return { status: 201, body: { quoteId: row.id, rate, interest: row.interest, maturityDate: row.maturity_date } };
};

export const hold: Operation = (call) => {
  const { quoteId, value, currency } = check<{ quoteId: string; value: string; currency: string }>('hold', call.body);
  const quoted = call.books.get('quotes', quoteId);
  if (call.books.get('refused_requests', call.request_id))
    throw new Refusal(409, 'RELEASED', 'This request was withdrawn before it came.');
  const isGood = quoted?.value === value && quoted.currency === currency && quoted.good_until >= call.now;
  if (!isGood)
    throw new Refusal(409, 'TERMS_UNAVAILABLE', 'The quote is for other terms, or no longer good.', {
      path: 'quoteId',
    });
  const { psu_id } = call;
  const row: Hold = {
    id: randomUUID(),
    bank: call.clothes.name,
    ...(psu_id && { psu_id }),
    ...redirectUris(call),
    status: 'held',
    quote_id: quoteId,
    request_id: call.request_id,
    authorised: false,
  };
  call.books.put('holds', row.id, row);
  call.books.effect('hold.created', row.id);
  return {
    status: 201,
    headers: { Location: subjectPath('holds', row) },
    body: { holdId: row.id, status: row.status },
  };
};

export const readHold: Operation = (call) => {
  const { id, status, authorised } = subjectOf('holds', call);
  return { status: 200, body: { holdId: id, status, authorised } };
};

export const release: Operation = (call) => {
  const row = subjectOf('holds', call);
  if (row.status === 'opened') throw new Refusal(409, 'STATUS_INVALID', 'The deposit is open already.');
  if (row.status === 'held') {
    call.books.put('holds', row.id, { ...row, status: 'released' });
    call.books.effect('hold.released', row.id);
  }
  return { status: 204 };
};

/**
 * For a caller that never saw the answer to its request: releases what that request held, and refuses the request
 * should it still come.
 */
export const releaseByRequest: Operation = (call) => {
  const request_id = call.params.request_id ?? '';
  const row = call.books.committed('holds').find((one) => one.request_id === request_id);
  if (row) return release({ ...call, params: { hold_id: row.id } });
  call.books.put('refused_requests', request_id, { at: call.now });
  return { status: 204 };
};

export const open: Operation = (call) => {
  const row = subjectOf('holds', call);
  const quoted = call.books.get('quotes', row.quote_id);
  if (row.status !== 'held' || !row.authorised || !quoted) {
    throw new Refusal(409, 'STATUS_INVALID', 'Only what is held and signed can be opened.');
  }
  if (quoted.value === DECLINED_VALUE) throw new Refusal(409, 'DECLINED', 'The bank does not open this deposit.');
  const id = randomUUID();
  const deposit = {
    id,
    hold_id: row.id,
    iban: ibanOf(id),
    opened_on: maturity(call.now, 0),
    maturity_date: maturity(call.now, Number(quoted.period)),
  };
  call.books.put('holds', row.id, { ...row, status: 'opened' });
  call.books.put('deposits', id, deposit);
  call.books.effect('deposit.opened', id);
  return {
    status: 201,
    body: { depositId: id, iban: deposit.iban, openedOn: deposit.opened_on, maturityDate: deposit.maturity_date },
  };
};
