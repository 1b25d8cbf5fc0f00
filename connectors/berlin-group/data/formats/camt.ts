import type { JsonObject } from '../../../../domain/json';
import { unusable } from '../../../toolkit/http';
import { present } from '../texts';
import type { Report } from './report';
import { elements, textAt, textAtAny, type XmlElement } from './xml';

/** ISO 20022 account report, statement and notification: the message and the report inside it. */
const REPORTS = [
  ['BkToCstmrAcctRpt', 'Rpt'],
  ['BkToCstmrStmt', 'Stmt'],
  ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'],
];

/**
 * The bookings of a camt.052, .053 or .054 of any version, as rows of the Berlin Group's JSON with signed amounts.
 * What versions write differently (`Sts` or `Sts/Cd`, `Dbtr/Nm` or `Dbtr/Pty/Nm`) is read either way. Throws
 * `ConnectorError` for any other document.
 */
export function reportsOfCamt(root: XmlElement): Report[] {
  const reports = REPORTS.flatMap((path) => elements(root, ...path));
  if (root.name !== 'Document' || reports.length === 0)
    throw unusable(new Error(`not a camt: ${root.name.slice(0, 40)}`));
  return reports.map((report) => {
    const entries = elements(report, 'Ntry').map((entry) => ({ status: statusOf(entry), row: rowOf(entry) }));
    const rows = (status: string) => entries.filter((entry) => entry.status === status).map(({ row }) => row);
    return present<Report>({
      iban: textAt(report, 'Acct', 'Id', 'IBAN'),
      currency: textAt(report, 'Acct', 'Ccy'),
      booked: rows('BOOK'),
      pending: [...rows('PDNG'), ...rows('FUTR')],
      informative: rows('INFO').length,
    });
  });
}

const statusOf = (entry: XmlElement): string => textAtAny(entry, [['Sts', 'Cd'], ['Sts']]) ?? 'BOOK';

/**
 * `CdtDbtInd` is the side that was really booked, also where `RvslInd` says that the booking takes an earlier one back.
 */
const signed = (amount: string | undefined, indicator: string | undefined): string | undefined =>
  amount !== undefined && indicator === 'DBIT' && !amount.startsWith('-') ? `-${amount}` : amount;

function money(at: XmlElement | undefined, indicator: string | undefined): JsonObject | undefined {
  return at && present<JsonObject>({ amount: signed(at.text.trim(), indicator), currency: at.attributes.Ccy });
}

const dayAt = (entry: XmlElement, name: string): string | undefined =>
  textAtAny(entry, [
    [name, 'Dt'],
    [name, 'DtTm'],
  ]);

function rowOf(entry: XmlElement): JsonObject {
  const indicator = textAt(entry, 'CdtDbtInd');
  const details = elements(entry, 'NtryDtls', 'TxDtls');
  return present<JsonObject>({
    transactionId: textAt(entry, 'AcctSvcrRef'),
    entryReference: details.length === 1 ? reference(details[0]) : undefined,
    bookingDate: dayAt(entry, 'BookgDt'),
    valueDate: dayAt(entry, 'ValDt'),
    transactionAmount: money(elements(entry, 'Amt')[0], indicator),
    additionalInformation: textAt(entry, 'AddtlNtryInf'),
    entryDetails: details.length === 0 ? undefined : details.map((part) => partOf(part, indicator)),
  });
}

/** By what banks name a booking where they write NONREF elsewhere. */
const OWN_REFERENCES = new Set(['FI-UMSATZ-ID']);

function reference(part: XmlElement | undefined): string | undefined {
  if (!part) return undefined;
  const own = elements(part, 'Refs', 'Prtry').find((each) => OWN_REFERENCES.has(textAt(each, 'Tp') ?? ''));
  return textAt(part, 'Refs', 'AcctSvcrRef') ?? (own && textAt(own, 'Ref'));
}

function partOf(part: XmlElement, indicator: string | undefined): JsonObject {
  const amount = elements(part, 'Amt')[0] ?? elements(part, 'AmtDtls', 'TxAmt', 'Amt')[0];
  const structured = [
    ...elements(part, 'RmtInf', 'Strd', 'CdtrRefInf', 'Ref'),
    ...elements(part, 'RmtInf', 'Strd', 'AddtlRmtInf'),
  ];
  return present<JsonObject>({
    endToEndId: textAt(part, 'Refs', 'EndToEndId'),
    transactionAmount: money(amount, textAt(part, 'CdtDbtInd') ?? indicator),
    ...party(part, 'creditor', 'Cdtr'),
    ...party(part, 'debtor', 'Dbtr'),
    remittanceInformationUnstructuredArray: texts(elements(part, 'RmtInf', 'Ustrd')),
    remittanceInformationStructuredArray: texts(structured),
    additionalInformation: textAt(part, 'AddtlTxInf'),
  });
}

function texts(found: XmlElement[]): string[] | undefined {
  const given = found.map(({ text }) => text.trim()).filter((text) => text !== '');
  return given.length > 0 ? given : undefined;
}

function party(part: XmlElement, role: 'creditor' | 'debtor', tag: 'Cdtr' | 'Dbtr'): JsonObject {
  const nameOf = (element: string) =>
    textAtAny(part, [
      ['RltdPties', element, 'Nm'],
      ['RltdPties', element, 'Pty', 'Nm'],
    ]);
  const iban = textAt(part, 'RltdPties', `${tag}Acct`, 'Id', 'IBAN');
  const bban = textAt(part, 'RltdPties', `${tag}Acct`, 'Id', 'Othr', 'Id');
  return present<JsonObject>({
    [`${role}Name`]: nameOf(tag),
    [`${role}Account`]: iban || bban ? present<JsonObject>({ iban, bban }) : undefined,
    [role === 'creditor' ? 'ultimateCreditor' : 'ultimateDebtor']: nameOf(`Ultmt${tag}`),
  } as JsonObject);
}
