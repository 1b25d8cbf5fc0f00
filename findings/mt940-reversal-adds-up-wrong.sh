#!/usr/bin/env bash
# MT940: PyPI mt-940 gives a reversed credit a plus, so a valid statement no longer adds up to its closing balance.
#
# Guess    RC takes money back, so it is negative in every reader, as -100 or as a debit.
# Seen     A statement of 1000, C 100, D 30, RC 100, RD 30 closes at 1000. mt-940 5.1.1 reads RC as +100, as it reads C,
#          and the entries lead to 1200. Its option `reversal_sign` mends it and is off by default. Right are PyPI mt940
#          0.8.1, npm mt940js 1.3.5, swiftmessageparser 1.2.1, @centrapay/swift-parser 1.0.1, PyPI bankstatementparser
#          0.0.29, and PyPI bankfile 0.2.0, which reads with mt-940 and mends the sign.
# Matters  A returned direct debit or a recalled credit transfer counts twice instead of not at all. Check each
#          statement: opening balance and entries must give the closing balance.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >statement.sta <<'END'
:20:STATEMENT
:25:50070010/1234567890
:28C:1/1
:60F:C260105EUR1000,00
:61:2601060106C100,00NTRFNONREF//A1
:86:credit
:61:2601060106D30,00NTRFNONREF//A2
:86:debit
:61:2601060106RC100,00NTRFNONREF//A3
:86:reversed credit
:61:2601060106RD30,00NTRFNONREF//A4
:86:reversed debit
:62F:C260106EUR1000,00
-
END
cat >read.py <<'END'
import sys
from decimal import Decimal

name, option = sys.argv[1:]
if name == 'mt-940':
    import mt940
    options = {'options': mt940.Options(reversal_sign=True)} if option else {}
    amounts = [entry.data['amount'].amount for entry in mt940.parse('statement.sta', **options)]
elif name == 'mt940':
    import mt940
    statements = mt940.MT940('statement.sta').statements
    amounts = [entry.amount for statement in statements for entry in statement.transactions]
elif name == 'bankfile':
    import bankfile
    amounts = [entry.amount for entry in bankfile.parse('statement.sta').transactions]
else:
    from bankstatementparser import Mt940Parser
    amounts = list(Mt940Parser('statement.sta').parse()['amount'])
amounts = [Decimal(str(amount)) for amount in amounts]
print(f'{name}{option}:', *(f'{amount:.0f}' for amount in amounts), f'closes at {1000 + sum(amounts):.0f}')
END
cat >read.mjs <<'END'
import fs from 'node:fs';
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const text = fs.readFileSync('statement.sta', 'utf8');
const readers = {
  mt940js: () => new (require('mt940js').Parser)().parse(text),
  swiftmessageparser: () => require('swiftmessageparser').parse({ type: 'mt940', data: text }),
  '@centrapay/swift-parser': () => require('@centrapay/swift-parser').parse({ type: 'mt940', data: text }),
};
for (const [name, read] of Object.entries(readers)) {
  const amounts = read()[0].transactions.map(({ amount }) => Number(amount));
  console.log(`${name}: ${amounts.join(' ')} closes at ${amounts.reduce((sum, amount) => sum + amount, 1000)}`);
}
END

# mt-940 and mt940 share the name of their module: each has its own folder.
pip install --quiet --no-deps --target mt-940 mt-940==5.1.1 2>pip.log
pip install --quiet --target mt940 mt940==0.8.1 2>pip.log
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check bankfile==0.2.0 bankstatementparser==0.0.29 mt-940==5.1.1
npm install --silent --no-audit --no-fund --ignore-scripts mt940js@1.3.5 swiftmessageparser@1.2.1 \
  @centrapay/swift-parser@1.0.1

{
  PYTHONPATH=mt-940 python3 read.py mt-940 ''
  PYTHONPATH=mt-940 python3 read.py mt-940 ' with reversal_sign'
  PYTHONPATH=mt940 python3 read.py mt940 ''
  venv/bin/python read.py bankfile ''
  venv/bin/python read.py bankstatementparser ''
  node read.mjs
} | tee seen
diff - seen <<'END'
mt-940: 100 -30 100 30 closes at 1200
mt-940 with reversal_sign: 100 -30 -100 30 closes at 1000
mt940: 100 -30 -100 30 closes at 1000
bankfile: 100 -30 -100 30 closes at 1000
bankstatementparser: 100 -30 -100 30 closes at 1000
mt940js: 100 -30 -100 30 closes at 1000
swiftmessageparser: 100 -30 -100 30 closes at 1000
@centrapay/swift-parser: 100 -30 -100 30 closes at 1000
END
