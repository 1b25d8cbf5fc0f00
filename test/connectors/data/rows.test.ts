import fc from 'fast-check';
import { withIds } from '../../../connectors/berlin-group/data/ids';
import type { Row } from '../../../connectors/berlin-group/data/rows';
import { booked, closeBanks, IBAN, OTHER, planned, row } from './scripted';

afterEach(closeBanks);

const pageOf = async (...rows: unknown[]) => (await planned({ transactions: booked(...rows) })).history();
const amount = (value: unknown, currency: unknown = 'EUR') => ({ transactionAmount: { amount: value, currency } });

describe('amounts', () => {
  test('that can be read are read, and one that can’t is left out and told', async () => {
    const { data, warnings } = await pageOf(
      row(amount('-12,50')),
      row({ transactionId: 't-2', ...amount('+12.50') }),
      row({ transactionId: 't-3', ...amount('-.99') }),
      row({ transactionId: 't-4', ...amount(12.5) }),
      row({ transactionId: 't-5', ...amount(null) }),
      row({ transactionId: 't-6', ...amount('1,234') }),
      row({ transactionId: 't-7', transactionAmount: null }),
      row({ transactionId: 't-8', ...amount('3.00', null) }),
      null,
    );
    expect(data.map((one) => [one.transaction_id, one.amount, one.currency])).toEqual([
      ['t-1', '-12.50', 'EUR'],
      ['t-2', '12.50', 'EUR'],
      ['t-3', '-0.99', 'EUR'],
      ['t-4', '12.50', 'EUR'],
      ['t-8', '3.00', 'EUR'],
    ]);
    expect(warnings.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/data', 'row_unreadable'],
      ['/data', 'row_unreadable'],
      ['/data', 'row_unreadable'],
      ['/data', 'row_unreadable'],
      ['/data/0/amount', 'amount_guessed'],
      ['/data/4/currency', 'currency_guessed'],
    ]);
    expect(warnings[0]?.message).toContain('place 5');
  });

  test('without a sign are signed by whose IBAN is the debtor’s, and the other party is named', async () => {
    const own = { iban: IBAN };
    const [paid, got] = [
      { creditorName: 'Shop', creditorAccount: { iban: OTHER }, debtorName: 'Me', debtorAccount: own },
      { creditorName: 'Me', creditorAccount: own, debtorName: 'Employer', debtorAccount: { iban: OTHER } },
    ];
    const unsigned = [row({ ...amount('12.50'), ...paid }), row({ transactionId: 't-2', ...amount('900.00'), ...got })];
    expect((await pageOf(...unsigned)).data).toMatchObject([
      { amount: '-12.50', counterparty: { name: 'Shop', iban: OTHER } },
      { amount: '900.00', counterparty: { name: 'Employer', iban: OTHER } },
    ]);
    const signed = [row({ ...amount('-12.50'), ...paid }), row({ transactionId: 't-2', ...amount('4.00'), ...paid })];
    expect((await pageOf(...signed)).data.map((one) => one.amount)).toEqual(['-12.50', '4.00']);
  });
});

describe('the other party', () => {
  test.each<[string, Record<string, unknown>, unknown]>([
    ['on the other side', { creditorName: undefined, debtorName: 'Kiosk' }, { name: 'Kiosk' }],
    ['only as the ultimate one', { creditorName: null, ultimateCreditor: 'Amazon' }, { name: 'Amazon' }],
    ['by a national number', { creditorAccount: { bban: '123 456' } }, { name: 'Shop', bban: '123 456' }],
    ['by a masked card', { creditorAccount: { maskedPan: '4***1234' } }, { name: 'Shop', masked: '4***1234' }],
    [
      'by an IBAN with blanks',
      { creditorAccount: { iban: 'de02 1203 0000 0000 2020 51' } },
      { name: 'Shop', iban: OTHER },
    ],
    [
      'not as the user themself',
      { creditorName: 'Me', creditorAccount: { iban: IBAN }, debtorName: 'X' },
      { name: 'X' },
    ],
    ['as nobody, where there is nobody', { creditorName: undefined }, undefined],
  ])('is found %s', async (_where, fields, counterparty) => {
    expect((await pageOf(row(fields))).data[0]?.counterparty).toEqual(counterparty);
  });
});

describe('what a payment was for', () => {
  const long = 'x'.repeat(180);
  test.each<[string, Record<string, unknown>, string]>([
    ['structured, as a text', { remittanceInformationStructured: 'RF18' }, 'RF18'],
    [
      'structured, as an object',
      { remittanceInformationStructured: { reference: 'RF18', referenceType: 'SCOR' } },
      'RF18',
    ],
    [
      'structured, as a list',
      { remittanceInformationStructuredArray: [{ reference: 'A' }, { reference: 'B' }] },
      'A B',
    ],
    ['in 180 characters', { remittanceInformationUnstructured: long }, long],
    [
      'with further information',
      { remittanceInformationUnstructured: 'Rent', additionalInformation: 'March' },
      'Rent March',
    ],
    [
      'in lines',
      { remittanceInformationUnstructuredArray: ['One', { remittanceInformationUnstructured: 'Two' }] },
      'One Two',
    ],
    ['with breaks of HTML', { remittanceInformationUnstructured: 'One<br>Two<br/>Three' }, 'One Two Three'],
  ])('is given whole: %s', async (_form, fields, remittance) => {
    expect((await pageOf(row(fields))).data[0]?.remittance).toBe(remittance);
  });
});

describe('ids', () => {
  const nameless = (more: Record<string, unknown> = {}) => row({ transactionId: undefined, ...more });

  test('of equal rows without one are distinct, and the same at every read', async () => {
    const bank = await planned({ transactions: booked(nameless(), nameless(), row({ transactionId: 'NOTPROVIDED' })) });
    const [first, second] = [await bank.history(), await bank.history()];
    const ids = first.data.map((one) => one.transaction_id);
    expect(new Set(ids).size).toBe(3);
    expect(second.data).toEqual(first.data);
  });

  test('stay when a row’s fields fill up, and when newer equal rows come', async () => {
    const { data: before } = await pageOf(nameless({ creditorName: undefined }));
    const filled = nameless({
      creditorName: 'Shop',
      remittanceInformationUnstructured: 'Late',
      valueDate: '2026-03-03',
    });
    const { data: after } = await pageOf(nameless(), filled);
    expect(after[1]?.transaction_id).toBe(before[0]?.transaction_id);
    expect(after[0]?.transaction_id).not.toBe(before[0]?.transaction_id);
  });

  test('that two rows share are told apart, and the older row keeps it', async () => {
    const { data } = await pageOf(row(amount('5.00')), row());
    expect(data.map((one) => one.transaction_id)).toEqual(['t-1~2', 't-1']);
  });

  test('that are numbers, or too long, are given all the same', async () => {
    const { data } = await pageOf(row({ transactionId: 4711 }), row({ transactionId: 'x'.repeat(190) }));
    expect(data[0]?.transaction_id).toBe('4711');
    expect(data[1]?.transaction_id).toMatch(/^tx_.{24}$/);
  });

  test('are unique and short whatever the rows are, and do not change when newer rows come', () => {
    const anyRow = fc.record({
      bank_id: fc.option(fc.constantFrom('a', 'b', 'c'.repeat(130)), { nil: undefined }),
      booking_status: fc.constant('booked' as const),
      booking_date: fc.constant('2026-03-02'),
      amount: fc.constantFrom('1.00', '-1.00'),
      currency: fc.constant('EUR'),
    });
    const reads = (rows: unknown[]) => rows.map((value) => ({ value: value as Row, guesses: [] }));
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 12 }), fc.array(anyRow, { maxLength: 5 }), (old, newer) => {
        const before = withIds(reads(old), []).map(({ value }) => value.transaction_id);
        const after = withIds(reads([...newer, ...old]), []).map(({ value }) => value.transaction_id);
        expect(new Set(after).size).toBe(old.length + newer.length);
        expect(after.slice(newer.length)).toEqual(before);
        expect(after.every((id) => id.length <= 128)).toBe(true);
      }),
    );
  });
});

describe('periods, dates and batches', () => {
  test('rows outside the asked period are filtered, and dates in other forms are read', async () => {
    const { data, warnings } = await (
      await planned({
        transactions: booked(
          row({ bookingDate: '23.03.2024' }),
          row({ transactionId: 't-2', bookingDate: '20240323' }),
          row({ transactionId: 't-3', bookingDate: '2024-03-23T10:00:00+01:00' }),
          row({ transactionId: 't-4', bookingDate: '2024-02-01' }),
          row({ transactionId: 't-5', bookingDate: '03/04/2024' }),
        ),
      })
    ).history({ date_from: '2024-03-01', date_to: '2024-03-31' });
    expect(data.map((one) => one.booking_date)).toEqual(['2024-03-23', '2024-03-23', '2024-03-23', undefined]);
    expect(warnings).toMatchObject([{ pointer: '/data/3/booking_date', code: 'date_unreadable' }]);
  });

  test('a batch is given in its parts', async () => {
    const part = (value: string, creditorName: string) => ({ ...amount(value), creditorName });
    const whole = row({ ...amount('-30.00'), entryDetails: [part('10.00', 'One'), part('20.00', 'Two')] });
    const { data } = await pageOf(whole);
    expect(data).toMatchObject([
      { transaction_id: 't-1/1', amount: '-10.00', counterparty: { name: 'One' }, booking_date: '2026-03-02' },
      { transaction_id: 't-1/2', amount: '-20.00', counterparty: { name: 'Two' } },
    ]);
    const odd = await pageOf({ ...whole, entryDetails: [part('10.00', 'One'), part('1.00', 'Two')] });
    expect(odd).toMatchObject({ data: [{ amount: '-30.00' }], warnings: [{ code: 'parts_unread' }] });
  });

  test('explicit nulls are absent fields', async () => {
    const nulls = [
      'valueDate',
      'endToEndId',
      'creditorAccount',
      'ultimateCreditor',
      'entryDetails',
      'additionalInformation',
    ];
    const { data, warnings } = await pageOf(row(Object.fromEntries(nulls.map((name) => [name, null]))));
    expect(data).toEqual((await pageOf(row())).data);
    expect(warnings).toEqual([]);
  });
});
