import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { readDocument, UnknownFormat } from '../../../connectors/berlin-group/data/formats/document';
import { reportsOfMt940 } from '../../../connectors/berlin-group/data/formats/mt940';
import type { Report } from '../../../connectors/berlin-group/data/formats/report';
import { bookingsOf } from '../../../connectors/berlin-group/data/rows';
import type { JsonObject } from '../../../domain/json';
import { camt, entry } from './statements';

const IBAN = 'DE12500105170648489890';
const reports = (text: string | Buffer, charset?: string): Report[] => {
  const read = readDocument(Buffer.from(text as string), charset);
  if ('json' in read) throw new Error('JSON');
  return read.reports;
};
const rowsOf = ({ booked, pending, iban, currency }: Report) => {
  const own = { ...(iban ? { iban } : {}), ...(currency ? { currency } : {}) };
  const context = { own, unsigned: false, placeholders: new Set(['NOTPROVIDED', 'NONREF']) };
  return [
    ...pending.flatMap((row) => bookingsOf(row, 'pending', context)),
    ...booked.flatMap((row) => bookingsOf(row, 'booked', context)),
  ].map(({ value }) => value);
};

describe('camt', () => {
  test('bookings that are all NONREF are told apart by the bank’s own reference, where it gives one', () => {
    const version = 'camt.052.001.02';
    const own = '<Prtry><Tp>FI-UMSATZ-ID</Tp><Ref>2026-03-02T09:03:51</Ref></Prtry>';
    const one = entry(version, { amount: '1.00', side: 'DBIT' }).replace(
      '<NtryDtls>',
      '<AcctSvcrRef>NONREF</AcctSvcrRef>$&',
    );
    const text = camt(version, IBAN, [one.replace('</EndToEndId>', `$&${own}`), one]);
    const [report] = reports(text) as [Report];
    expect(rowsOf(report).map(({ bank_id }) => bank_id)).toEqual(['2026-03-02T09:03:51', undefined]);
  });

  test.each([
    'camt.052.001.02',
    'camt.053.001.02',
    'camt.053.001.04',
    'camt.052.001.06',
    'camt.052.001.08',
    'camt.053.001.08',
  ])('%s: entries are signed, and name the other side', (version) => {
    const text = camt(version, IBAN, [
      entry(version, {
        amount: '0.29',
        side: 'DBIT',
        name: 'Bäckerei & Söhne',
        iban: 'DE02120300000000202051',
        purpose: 'Brot',
      }),
      entry(version, { amount: '1000', currency: 'JPY', side: 'CRDT', name: 'Employer', purpose: 'Salary' }),
      entry(version, { amount: '7.00', side: 'DBIT', status: 'PDNG', name: 'Kiosk' }),
    ]);
    const [report] = reports(text) as [Report];
    expect(report).toMatchObject({ iban: IBAN, currency: 'EUR' });
    expect(rowsOf(report)).toMatchObject([
      { booking_status: 'pending', amount: '-7.00', counterparty: { name: 'Kiosk' } },
      {
        booking_status: 'booked',
        amount: '-0.29',
        currency: 'EUR',
        booking_date: '2026-03-02',
        value_date: '2026-03-03',
        counterparty: { name: 'Bäckerei & Söhne', iban: 'DE02120300000000202051' },
        remittance: 'Brot',
        end_to_end_id: 'E2E-1',
      },
      { amount: '1000', currency: 'JPY', counterparty: { name: 'Employer' }, remittance: 'Salary' },
    ]);
  });

  test('a reversal of a debit is a credit', () => {
    const version = 'camt.053.001.02';
    const [report] = reports(camt(version, IBAN, [entry(version, { amount: '5.00', side: 'CRDT', reversal: true })]));
    expect(rowsOf(report as Report)).toMatchObject([{ amount: '5.00' }]);
  });

  test('a batch is given in its parts where they add up to it', () => {
    const version = 'camt.053.001.08';
    const batch = entry(version, {
      amount: '30.00',
      side: 'DBIT',
      parts: [
        ['10.00', 'One'],
        ['20.00', 'Two'],
      ],
    });
    const [report] = reports(camt(version, IBAN, [batch]));
    expect(rowsOf(report as Report)).toMatchObject([
      { amount: '-10.00', counterparty: { name: 'One' } },
      { amount: '-20.00', counterparty: { name: 'Two' } },
    ]);
  });

  test('one that is cut is refused whole', () => {
    const text = camt('camt.053.001.02', IBAN, [entry('camt.053.001.02', { amount: '5.00', side: 'CRDT' })]);
    for (const share of [0.3, 0.6, 0.99]) {
      expect(() => reports(text.slice(0, Math.floor(text.length * share)))).toThrow('can’t be used');
    }
  });

  test('entities of a document’s own, and bottomless nesting, are refused', () => {
    const bomb = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa">]><Document>&a;</Document>';
    expect(() => reports(bomb)).toThrow('can’t be used');
    const deep = `<?xml version="1.0"?><Document>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</Document>`;
    expect(() => reports(deep)).toThrow('can’t be used');
  });
});

const MT940 = `:20:STARTUMSE
:25:50010517/0648489890
:28C:00001/001
:60F:C251230EUR1000,00
:61:2601021231D12,5NTRFNONREF
:86:177?00SEPA-UEBERWEISUNG?20EREF+E-77?21SVWZ+Miete Dezember, und
?22 noch etwas?30COBADEFF?31DE02120300000000202051?32Haus und Grund Verwaltungsg
esel?33lschaft GmbH?34992
:61:251231C1000,NMSC
:86:Gutschrift ohne Form,
zweite Zeile
:61:260103RC3,00NRTI
:86:109?20SVWZ+Zurueck?32Shop
:61:260104RD4,00NRTI
:86:/TRTP/SEPA/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/J. Jansen/REMI/Invoice 7/EREF/X-1
:61:unreadable
:86:?
:62F:C260104EUR2000,50
-`;

describe('MT940', () => {
  test('words keep the blank at which a line was wrapped; a full line is cut in the middle of a word', () => {
    const cut = `?21${'x'.repeat(65 - '?2099928422?21'.length)}`;
    const text = [
      ...[':20:START', ':25:12030000/0000202051', ':60F:C260301EUR100,00', ':61:2603020302D19,58NMSC1'],
      ...[':86:004?00DEBIT?20RECEIPT', `?2099928422${cut}`, 'yz?32TELE', 'COM', ':62F:C260302EUR80,42'],
    ].join('\r\n');
    const [row] = reportsOfMt940(text)[0]?.booked ?? [];
    expect(row).toMatchObject({ creditorName: 'TELE COM' });
    expect(String((row as JsonObject).remittanceInformationUnstructured)).toMatch(/^RECEIPT 99928422 x+yz$/);
  });

  test('has text amounts, right signs of reversals, and the year of the value date', () => {
    const [report] = reports(MT940.replaceAll('\n', '\r\n')) as [Report];
    expect(report.currency).toBe('EUR');
    expect(rowsOf({ ...report, booked: report.booked.slice(0, 4) })).toMatchObject([
      {
        amount: '-12.5',
        booking_date: '2025-12-31',
        value_date: '2026-01-02',
        counterparty: { name: 'Haus und Grund Verwaltungsgesellschaft GmbH', iban: 'DE02120300000000202051' },
        remittance: 'Miete Dezember, und noch etwas',
        end_to_end_id: 'E-77',
      },
      { amount: '1000', booking_date: '2025-12-31', remittance: 'Gutschrift ohne Form, zweite Zeile' },
      { amount: '-3.00', counterparty: { name: 'Shop' } },
      {
        amount: '4.00',
        counterparty: { name: 'J. Jansen', iban: 'NL91ABNA0417164300' },
        remittance: 'Invoice 7',
        end_to_end_id: 'X-1',
      },
    ]);
    expect(report.booked[4]).toEqual({});
  });

  test('names the account by its IBAN where it has one', () => {
    expect(reportsOfMt940(`:20:1\n:25:${IBAN}\n:60F:C251230EUR1,00`)[0]?.iban).toBe(IBAN);
  });
});

describe('what a download may be', () => {
  test('a zip of statements, a gzip, Latin-1, or the Berlin Group’s JSON', () => {
    const text = camt('camt.053.001.02', IBAN, [
      entry('camt.053.001.02', { amount: '5.00', side: 'CRDT', name: 'Grün' }),
    ]);
    const latin = Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1');
    const zip = Buffer.from(zipSync({ 'a.xml': Buffer.from(text), 'b.xml': latin }));
    expect(reports(zip)).toHaveLength(2);
    for (const report of [...reports(zip), ...reports(gzipSync(text)), ...reports(latin)]) {
      expect(rowsOf(report)).toMatchObject([{ amount: '5.00', counterparty: { name: 'Grün' } }]);
    }
    expect(reports(Buffer.from(MT940.replace('Haus', 'Häus'), 'latin1'), 'iso-8859-1')[0]?.booked).toHaveLength(5);
    expect(readDocument(Buffer.from('{"transactions":{}}'), undefined)).toEqual({ json: { transactions: {} } });
  });

  test.each([
    '<!DOCTYPE html><html></html>',
    '<?xml version="1.0"?><html xmlns="x"></html>',
    'Datum;Betrag\n1.1.2026;5,00',
    '%PDF-1.7',
    '',
  ])('%j is told as a form that is not read', (text) => {
    expect(() => reports(text)).toThrow(UnknownFormat);
  });

  test('an archive that unpacks to too much is refused', () => {
    expect(() => reports(gzipSync(Buffer.alloc(40 * 1024 * 1024)))).toThrow('can’t be used');
    expect(() => reports(Buffer.from(zipSync({ a: new Uint8Array(40 * 1024 * 1024) })))).toThrow('can’t be used');
  });
});
