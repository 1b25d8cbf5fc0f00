/** Statements as banks write them, for tests: the elements that versions of camt call differently, each in its way. */
export interface EntryPlan {
  amount: string;
  currency?: string;
  side: 'CRDT' | 'DBIT';
  status?: string;
  reversal?: boolean;
  date?: string;
  name?: string;
  iban?: string;
  purpose?: string;
  parts?: [amount: string, name: string][];
}

const isNew = (version: string) => Number(version.split('.')[3]) >= 8;
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const element = (name: string, content: string | undefined, attributes = '') =>
  content === undefined ? '' : `<${name}${attributes}>${content}</${name}>`;

function details(
  version: string,
  { side, currency = 'EUR' }: EntryPlan,
  amount: string,
  name?: string,
  iban?: string,
  purpose?: string,
) {
  const tag = side === 'DBIT' ? 'Cdtr' : 'Dbtr';
  const party = name && (isNew(version) ? element('Pty', element('Nm', escaped(name))) : element('Nm', escaped(name)));
  const money = isNew(version)
    ? element('Amt', amount, ` Ccy="${currency}"`)
    : element('AmtDtls', element('TxAmt', element('Amt', amount, ` Ccy="${currency}"`)));
  const parties =
    element(tag, party || undefined) + element(`${tag}Acct`, iban && element('Id', element('IBAN', iban)));
  return element(
    'TxDtls',
    element('Refs', element('EndToEndId', 'E2E-1')) +
      money +
      element('RltdPties', parties) +
      element('RmtInf', purpose && element('Ustrd', escaped(purpose))),
  );
}

export function entry(version: string, plan: EntryPlan): string {
  const {
    amount,
    currency = 'EUR',
    side,
    status = 'BOOK',
    reversal,
    date = '2026-03-02',
    name,
    iban,
    purpose,
    parts,
  } = plan;
  const inside = parts
    ? parts.map(([part, other]) => details(version, plan, part, other)).join('')
    : details(version, plan, amount, name, iban, purpose);
  return element(
    'Ntry',
    element('Amt', amount, ` Ccy="${currency}"`) +
      element('CdtDbtInd', side) +
      element('RvslInd', reversal ? 'true' : undefined) +
      element('Sts', isNew(version) ? element('Cd', status) : status) +
      element('BookgDt', element('Dt', date)) +
      element('ValDt', element('Dt', '2026-03-03')) +
      element('NtryDtls', inside),
  );
}

/** `version` as `camt.053.001.08`. */
export function camt(version: string, iban: string, entries: string[]): string {
  const [message, report] = version.startsWith('camt.052') ? ['BkToCstmrAcctRpt', 'Rpt'] : ['BkToCstmrStmt', 'Stmt'];
  const account = element('Acct', element('Id', element('IBAN', iban)) + element('Ccy', 'EUR'));
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    element(
      'Document',
      element(
        message as string,
        element('GrpHdr', element('MsgId', 'M')) + element(report as string, account + entries.join('')),
      ),
      ` xmlns="urn:iso:std:iso:20022:tech:xsd:${version}"`,
    )
  );
}
