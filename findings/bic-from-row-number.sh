#!/usr/bin/env bash
# IBAN to BIC: npm bic-from-iban answers with another bank, since it takes a bank code for a row of its list.
#
# Guess    The libraries answer alike, or nothing where a list is old.
# Seen     npm bic-from-iban 1.0.0 looks up characters 5 to 8 of the IBAN as the number of a row in a list of banks in
#          alphabetical order. Commerzbank's bank code 370 400 44 is row 3704: SEB in Muelheim. Five of the eight bank
#          codes here get a BIC, each of another bank, and three an empty text. npm iban-to-bic 1.4.0 and PyPI schwifty
#          2026.10.1 agree on all eight.
# Matters  A payment whose BIC is filled in by it names a bank that doesn't hold the account. The IBAN's check is right,
#          the BIC is well-formed, the banks are of the right country: nothing but a second source tells.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >ibans.mjs <<'END'
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
const require = createRequire(import.meta.url);
const { getBIC } = require('bic-from-iban');
const { ibanToBic } = require('iban-to-bic');

/** The IBAN of account 1 at the bank, with its check digits. D and E count as 13 and 14. */
const iban = (bankCode) => {
  const account = `${bankCode}0000000001`;
  return `DE${String(98n - BigInt(`${account}131400`) % 97n).padStart(2, '0')}${account}`;
};
const banks = ['37040044', '10070000', '20050550', '43060967', '12030000', '50010517', '70150000', '50070010'];
const python = 'import sys, schwifty; [print(schwifty.IBAN(iban).bic) for iban in sys.argv[1:]]';
const bySchwifty = spawnSync('venv/bin/python', ['-c', python, ...banks.map(iban)]).stdout.toString().split('\n');
banks.forEach((bank, index) => {
  const [row, other, schwifty] = [getBIC(iban(bank)), ibanToBic(iban(bank)), bySchwifty[index]];
  console.log(bank, `bic-from-iban: ${row || 'nothing'}, iban-to-bic: ${other}, schwifty: ${schwifty}`);
});
END

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts bic-from-iban@1.0.0 iban-to-bic@1.4.0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check schwifty==2026.10.1

node ibans.mjs | tee seen
diff - seen <<'END'
37040044 bic-from-iban: ESSEDE5F362, iban-to-bic: COBADEFFXXX, schwifty: COBADEFFXXX
10070000 bic-from-iban: DRESDEFF805, iban-to-bic: DEUTDEBBXXX, schwifty: DEUTDEBBXXX
20050550 bic-from-iban: DEUTDE8L873, iban-to-bic: HASPDEHHXXX, schwifty: HASPDEHHXXX
43060967 bic-from-iban: HYVEDEMM280, iban-to-bic: GENODEM1GLS, schwifty: GENODEM1GLS
12030000 bic-from-iban: DRESDEFF834, iban-to-bic: BYLADEM1001, schwifty: BYLADEM1001
50010517 bic-from-iban: nothing, iban-to-bic: INGDDEFFXXX, schwifty: INGDDEFFXXX
70150000 bic-from-iban: nothing, iban-to-bic: SSKMDEMMXXX, schwifty: SSKMDEMMXXX
50070010 bic-from-iban: nothing, iban-to-bic: DEUTDEFFXXX, schwifty: DEUTDEFFXXX
END
