#!/usr/bin/env bash
# Currency exponents: dinero.js has MGA and MRU in base 5, where ISO 4217 gives them two decimals.
#
# Guess    Every currency of dinero.js has base 10 and ISO 4217's exponent.
# Seen     dinero.js 2.0.2: ariary and ouguiya have base 5, exponent 1. 105 minor units are 21 units, and toDecimal
#          throws. PyPI iso4217 1.16.20260101 has exponent 2 for both. The forint and CLF are as in ISO.
# Matters  Banks write these amounts with ISO's decimals (1.05 is 105 minor units). A sum made with dinero's own
#          currency is off by the factor 20, or ends in an error that only these two currencies raise.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >units.mjs <<'EOF'
import { dinero, toDecimal, toUnits } from 'dinero.js';
import * as currencies from 'dinero.js/currencies';
for (const code of ['MGA', 'MRU', 'HUF', 'CLF']) {
  const { base, exponent } = currencies[code];
  const amount = dinero({ amount: 105, currency: currencies[code] });
  let decimal;
  try {
    decimal = toDecimal(amount);
  } catch (error) {
    decimal = error.message;
  }
  console.log('dinero.js', code, base, exponent, toUnits(amount).join('+'), decimal);
}
EOF
cat >iso.py <<'EOF'
from iso4217 import Currency
print('iso4217', *(f'{code} {Currency(code).exponent}' for code in ('MGA', 'MRU', 'HUF', 'CLF')))
EOF

npm install --silent --no-audit --no-fund --ignore-scripts dinero.js@2.0.2
pip install --quiet --no-deps --target py iso4217==1.16.20260101 2>pip.log

{ node units.mjs; PYTHONPATH=py python3 iso.py; } | tee seen
diff - seen <<'EOF'
dinero.js MGA 5 1 21+0 [Dinero.js] Currency is not decimal.
dinero.js MRU 5 1 21+0 [Dinero.js] Currency is not decimal.
dinero.js HUF 10 2 1+5 1.05
dinero.js CLF 10 4 0+105 0.0105
iso4217 MGA 2 MRU 2 HUF 2 CLF 4
EOF
