#!/usr/bin/env bash
# IBANs taken apart: the account number that npm ibantools gives for Finland is "F", and elsewhere the whole IBAN.
#
# Guess    ibantools, ibankit and schwifty agree but for the national check digits at the end.
# Seen     extractIBAN of npm ibantools 4.5.4 calls each IBAN valid and gives as accountNumber: `F` for Finland, the
#          whole IBAN for Belgium and Latvia, all after the country for Poland, all after the IBAN's check digits for
#          Italy, and nothing for Sweden, Britain and Ireland, though it gives their bank. npm ibankit 1.6.5 and PyPI
#          schwifty 2026.10.1 give the account alone. The IBANs are the well-known examples of the registry.
# Matters  A payee's account that is shown, masked or matched by its accountNumber is right in tests with a German IBAN.
#          All Finnish accounts are one then, and a masked Belgian one isn't masked.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >apart.mjs <<'END'
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const { extractIBAN } = require('ibantools');
const { IBAN } = require('ibankit');

const ibans = [
  'DE89370400440532013000', 'FI2112345600000785', 'BE68539007547034', 'LV80BANK0000435195001',
  'IT60X0542811101000000123456', 'PL61109010140000071219812874', 'SE4550000000058398257466', 'GB29NWBK60161331926819',
  'IE29AIBK93115212345678',
];
const python = 'import sys, schwifty; [print(schwifty.IBAN(iban).account_code) for iban in sys.argv[1:]]';
const bySchwifty = spawnSync('venv/bin/python', ['-c', python, ...ibans]).stdout.toString().split('\n');
ibans.forEach((iban, index) => {
  const { valid, accountNumber } = extractIBAN(iban);
  const others = `ibankit: ${new IBAN(iban).getAccountNumber()}, schwifty: ${bySchwifty[index]}`;
  console.log(`${iban.slice(0, 2)} valid: ${valid}, ibantools: ${accountNumber || 'nothing'}, ${others}`);
});
END

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ibantools@4.5.4 ibankit@1.6.5
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check schwifty==2026.10.1

node apart.mjs | tee seen
diff - seen <<'END'
DE valid: true, ibantools: 0532013000, ibankit: 0532013000, schwifty: 0532013000
FI valid: true, ibantools: F, ibankit: 45600000785, schwifty: 4560000078
BE valid: true, ibantools: BE68539007547034, ibankit: 0075470, schwifty: 0075470
LV valid: true, ibantools: LV80BANK0000435195001, ibankit: 0000435195001, schwifty: 0000435195001
IT valid: true, ibantools: X0542811101000000123456, ibankit: 000000123456, schwifty: 000000123456
PL valid: true, ibantools: 61109010140000071219812874, ibankit: 0000071219812874, schwifty: 0000071219812874
SE valid: true, ibantools: nothing, ibankit: 0000005839825746, schwifty: 0000005839825746
GB valid: true, ibantools: nothing, ibankit: 31926819, schwifty: 31926819
IE valid: true, ibantools: nothing, ibankit: 12345678, schwifty: 12345678
END
