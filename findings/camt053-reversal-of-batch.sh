#!/usr/bin/env bash
# camt.053 batch entries: PyPI camt053 reverses the whole batch under another transaction's reference.
#
# Guess    The batch is one entry with the first detail's text. Its reversal is one swapped entry with RvslInd true.
# Seen     camt053 0.0.23 reads neither amounts nor remittance information of TxDtls. For a batch of 10.00 (E1) and
#          10.25 (E2), of which E2 came back with MD06, generate_reversal_for_statement writes one reversal of 20.25
#          whose EndToEndId is E1 and whose reason is MD06.
# Matters  Returned direct debits come in batches. A ledger fed by this takes back E1's money too, and E2 is never
#          named.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >statement.xml <<'EOF'
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-01-02T06:00:00</CreDtTm></GrpHdr>
    <Stmt>
      <Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-01-02T06:00:00</CreDtTm>
      <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
      <Bal>
        <Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
        <Dt><Dt>2026-01-01</Dt></Dt>
      </Bal>
      <Bal>
        <Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">120.25</Amt><CdtDbtInd>CRDT</CdtDbtInd>
        <Dt><Dt>2026-01-02</Dt></Dt>
      </Bal>
      <Ntry>
        <NtryRef>1</NtryRef><Amt Ccy="EUR">20.25</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>2026-01-02</Dt></BookgDt><ValDt><Dt>2026-01-02</Dt></ValDt>
        <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>ESDD</SubFmlyCd></Fmly></Domn></BkTxCd>
        <NtryDtls>
          <Btch><NbOfTxs>2</NbOfTxs></Btch>
          <TxDtls>
            <Refs><EndToEndId>E1</EndToEndId></Refs><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
            <RmtInf><Ustrd>first</Ustrd></RmtInf>
          </TxDtls>
          <TxDtls>
            <Refs><EndToEndId>E2</EndToEndId></Refs><Amt Ccy="EUR">10.25</Amt><CdtDbtInd>CRDT</CdtDbtInd>
            <RmtInf><Ustrd>second</Ustrd></RmtInf><RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>
          </TxDtls>
        </NtryDtls>
      </Ntry>
    </Stmt>
  </BkToCstmrStmt>
</Document>
EOF
cat >reverse.py <<'EOF'
import dataclasses
import re
import camt053

statement = camt053.parse_statement(open('statement.xml').read())
print('fields', *(field.name for field in dataclasses.fields(statement.entries[0].details[0])))
reversal = camt053.generate_reversal_for_statement(statement)
entry = reversal[reversal.index('<Ntry>'):]
for tag in ('Amt Ccy="EUR"', 'CdtDbtInd', 'RvslInd', 'EndToEndId', 'Rsn'):
    print(tag, re.findall(f'<{tag}>(?:<Cd>)?([^<]*)', entry))
EOF

pip install --quiet --no-deps --target py camt053==0.0.23 defusedxml==0.7.1 xmlschema==4.3.2 elementpath==5.1.4 \
  jinja2==3.1.6 markupsafe==3.0.4 2>pip.log

PYTHONPATH=py python3 reverse.py | tee seen
diff - seen <<'EOF'
fields end_to_end_id tx_id instruction_id reason_code additional_info counterparty_name counterparty_account
Amt Ccy="EUR" ['20.25', '20.25']
CdtDbtInd ['DBIT', 'DBIT']
RvslInd ['true']
EndToEndId ['E1']
Rsn ['MD06']
EOF
