#!/usr/bin/env bash
# MT940 around New Year: five of six readers put the entry date a year off, in both directions.
#
# Guess    The entry date has no year, so all take the one nearest to the value date; one or two may not.
# Seen     Value 31 December 2025, entered on 2 January, becomes 2 January 2025. Value 2 January 2026, entered on 31
#          December, becomes 31 December 2026. So do npm mt940js 1.3.5, mt940-js 1.0.0, swiftmessageparser 1.2.1 and
#          @centrapay/swift-parser 1.0.1, and PyPI mt940 0.8.1: they take the value date's year as it is. PyPI mt-940
#          5.1.1 alone gives 2 January 2026 and 31 December 2025.
# Matters  Entries by date fall out of the first statement of each year, and a booking lies eleven months ahead. Choose
#          the year that brings the entry date nearest to the value date.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >statement.sta <<'END'
:20:STATEMENT
:25:50070010/1234567890
:28C:1/1
:60F:C251230EUR0,00
:61:2512310102C10,00NTRFNONREF//A1
:86:valued before, entered after
:61:2601021231C10,00NTRFNONREF//A2
:86:entered before, valued after
:62F:C260102EUR20,00
-
END
cat >read.py <<'END'
import sys
import mt940

if sys.argv[1] == 'mt-940':
    dates = [entry.data['entry_date'] for entry in mt940.parse('statement.sta')]
else:
    statements = mt940.MT940('statement.sta').statements
    dates = [entry.booking for statement in statements for entry in statement.transactions]
print(f'{sys.argv[1]}:', *dates)
END
cat >read.mjs <<'END'
import fs from 'node:fs';
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const text = fs.readFileSync('statement.sta', 'utf8');
const readers = {
  mt940js: () => new (require('mt940js').Parser)().parse(text),
  'mt940-js': () => require('mt940-js').read(Buffer.from(text)),
  swiftmessageparser: () => require('swiftmessageparser').parse({ type: 'mt940', data: text }),
  '@centrapay/swift-parser': () => require('@centrapay/swift-parser').parse({ type: 'mt940', data: text }),
};
for (const [name, read] of Object.entries(readers)) {
  const dates = (await read())[0].transactions.map(({ entryDate }) => new Date(entryDate).toISOString().slice(0, 10));
  console.log(`${name}: ${dates.join(' ')}`);
}
END

# mt-940 and mt940 share the name of their module: each has its own folder. mt940-js needs tslib, which it doesn't name.
pip install --quiet --no-deps --target mt-940 mt-940==5.1.1 2>pip.log
pip install --quiet --target mt940 mt940==0.8.1 2>pip.log
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts mt940js@1.3.5 mt940-js@1.0.0 tslib@2.8.1 \
  swiftmessageparser@1.2.1 @centrapay/swift-parser@1.0.1

{
  PYTHONPATH=mt-940 python3 read.py mt-940
  PYTHONPATH=mt940 python3 read.py mt940
  node read.mjs
} | tee seen
diff - seen <<'END'
mt-940: 2026-01-02 2025-12-31
mt940: 2025-01-02 2026-12-31
mt940js: 2025-01-02 2026-12-31
mt940-js: 2025-01-02 2026-12-31
swiftmessageparser: 2025-01-02 2026-12-31
@centrapay/swift-parser: 2025-01-02 2026-12-31
END
