import { gzipSync } from 'node:zlib';
import type { Scripted } from '../fixture';
import { ACCOUNT, BODY, booked, closeBanks, IBAN, OTHER, planned, row } from './scripted';
import { camt, entry } from './statements';

afterEach(closeBanks);

const page = (next: unknown, ...rows: unknown[]): Scripted => ({
  body: { transactions: { booked: rows, _links: { next } } },
});

describe('the next page', () => {
  test.each<[string, unknown, string]>([
    ['only a query', { href: '?page=2' }, '/psd2/v1/accounts/a-1/transactions?page=2'],
    ['a sibling', { href: 'transactions?page=2' }, '/psd2/v1/accounts/a-1/transactions?page=2'],
    ['a plain text', '/psd2/v1/accounts/a-1/transactions?page=2', '/psd2/v1/accounts/a-1/transactions?page=2'],
    ['a cursor of the bank’s own', { href: '/psd2/v1/cursors/abc' }, '/psd2/v1/cursors/abc'],
  ])('by a link that is %s', async (_form, next, path) => {
    const bank = await planned({
      transactions: ({ path: asked }) =>
        asked.includes('page=2') ? booked(row({ transactionId: 't-2' })) : page(next, row()),
      other: () => booked(row({ transactionId: 't-2' })),
    });
    const first = await bank.history();
    expect(first.next).toBe(path);
    const second = await bank.history({}, {}, first.next);
    expect(second.data).toMatchObject([{ transaction_id: 't-2' }]);
    expect(second.next).toBeUndefined();
  });

  test('on another host is not followed: the page is given, with a warning', async () => {
    const bank = await planned({ transactions: page({ href: 'https://elsewhere.test/x' }, row()) });
    const first = await bank.history();
    expect(first).toMatchObject({ data: [{ transaction_id: 't-1' }], warnings: [{ code: 'next_page_refused' }] });
    expect(first.next).toBeUndefined();
  });

  test('that leads back to itself ends the list', async () => {
    const bank = await planned({
      transactions: ({ path }) => page({ href: path }, row()),
    });
    expect(await bank.history()).toMatchObject({ data: [{}], warnings: [{ code: 'pages_repeat' }] });
    expect((await bank.history()).next).toBeUndefined();
  });

  test('with the same rows under ever new addresses ends the list', async () => {
    const bank = await planned({ transactions: (_asked, nth) => page({ href: `?page=${nth}` }, row(), row(), row()) });
    const first = await bank.history();
    const again = await bank.data.history(
      BODY,
      ACCOUNT,
      { booking_status: 'booked', date_from: '2026-01-01' },
      { place: first.next as string, before: first.data },
      {},
    );
    expect(again).toMatchObject({ data: [], warnings: [{ code: 'pages_repeat' }] });
    expect(again.next).toBeUndefined();
  });

  test('that repeats the end of the one before, for a new booking has shifted the pages', async () => {
    const rows = ['t-5', 't-4', 't-3', 't-2'].map((transactionId) => row({ transactionId }));
    const bank = await planned({
      transactions: ({ path }) =>
        path.includes('page=2') ? booked(...rows.slice(1)) : page({ href: '?page=2' }, ...rows.slice(0, 2)),
    });
    const first = await bank.history();
    const second = await bank.data.history(
      BODY,
      ACCOUNT,
      { booking_status: 'booked', date_from: '2026-01-01' },
      { place: first.next as string, before: first.data },
      {},
    );
    expect(second.data.map((one) => one.transaction_id)).toEqual(['t-3', 't-2']);
  });
});

describe('forms', () => {
  const version = 'camt.052.001.08';
  const xml = (iban = IBAN) => camt(version, iban, [entry(version, { amount: '5.00', side: 'DBIT', name: 'Grün' })]);
  const xmlHeaders = { 'content-type': 'application/xml;charset=UTF-8' };

  test('a statement in camt instead of JSON is read', async () => {
    const bank = await planned({ transactions: { body: xml(), headers: xmlHeaders } });
    expect((await bank.history()).data).toMatchObject([{ amount: '-5.00', counterparty: { name: 'Grün' } }]);
  });

  test('a bank that refuses JSON is asked for the other forms', async () => {
    const bank = await planned({
      transactions: ({ headers }) =>
        headers.accept?.includes('xml') ? { body: xml(), headers: xmlHeaders } : { status: 406 },
    });
    expect((await bank.history()).data).toHaveLength(1);
  });

  test.each<[string, Scripted]>([
    ['406', { status: 406 }],
    ['CSV', { body: 'Datum;Betrag\n1.3.2026;5,00', headers: { 'content-type': 'text/csv' } }],
    ['HTML', { body: '<!DOCTYPE html><html></html>', headers: { 'content-type': 'text/html' } }],
    ['nothing', { body: '' }],
  ])('%s is told as a form that is not read, and never as an empty list', async (_form, answer) => {
    const bank = await planned({ transactions: answer });
    await expect(bank.history()).rejects.toMatchObject({ code: 'bank_format_unknown' });
  });

  test('only a link to a download: it is followed, and on another host told', async () => {
    const links = (href: string): Scripted => ({ body: { account: { iban: IBAN }, _links: { download: { href } } } });
    const bank = await planned({
      transactions: links('/psd2/v1/statements/7'),
      other: () => ({ body: xml(), headers: xmlHeaders }),
    });
    expect((await bank.history()).data).toHaveLength(1);
    const away = await planned({ transactions: links('https://elsewhere.test/x') });
    await expect(away.history()).rejects.toMatchObject({ code: 'bank_format_unknown' });
  });

  test('bookings of another account in the same document are left out and told', async () => {
    const bank = await planned({ transactions: { body: xml(OTHER), headers: xmlHeaders } });
    expect(await bank.history()).toMatchObject({ data: [], warnings: [{ code: 'report_left_out' }] });
  });

  test('an account without bookings is an empty list: lists that are empty, absent or null, and 204', async () => {
    for (const body of [
      { transactions: { booked: [], _links: {} } },
      { transactions: { _links: { account: { href: '/x' } } } },
      { account: { iban: IBAN }, transactions: { booked: null } },
      { transactions: [] },
    ]) {
      expect(await (await planned({ transactions: { body } })).history()).toEqual({ data: [], warnings: [] });
    }
    expect((await (await planned({ transactions: { status: 204, body: '' } })).history()).data).toEqual([]);
  });

  test('Latin-1, and gzip that nobody asked for, are read', async () => {
    const body = (name: string) => JSON.stringify(booked(row({ creditorName: name })).body);
    const latin = await planned({
      transactions: {
        bytes: Buffer.from(body('Grün'), 'latin1'),
        headers: { 'content-type': 'application/json;charset=ISO-8859-1' },
      },
    });
    const packed = await planned({
      transactions: { bytes: gzipSync(body('Grün')), headers: { 'content-encoding': 'gzip' } },
    });
    for (const bank of [latin, packed])
      expect((await bank.history()).data).toMatchObject([{ counterparty: { name: 'Grün' } }]);
  });
});
