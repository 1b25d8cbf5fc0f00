#!/usr/bin/env bash
# EPC QR codes: of four writers one invents BIC and amount, one asks for a cent and puts the text in the wrong line.
#
# Guess    Name, IBAN and text give the same code in all: version 002, no BIC, no amount, the text in line 11.
# Seen     npm iban-qr-code 1.0.0 fills what isn't given from an example: version 001, BIC `DEZZZYYYXXX` (for a Belgian
#          IBAN too) and EUR19.05. sepa-qr 0.0.2 asks for EUR0.01, and writes `remittance` into line 10, the structured
#          creditor reference, and `information` into line 11, the text to the payee; its own example has an invoice's
#          number there. sepa-payment-qr-code 2.0.2 is right; so is sepa-payment-code 1.0.3, which demands an amount.
# Matters  The payer's app fills in an amount that nobody asked for, and a bank that doesn't exist. A text in the
#          reference's line fails the check of ISO 11649. None of it is an error in the shop.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >write.mjs <<'END'
import { createRequire } from 'node:module';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import generate from 'sepa-payment-qr-code';
const require = createRequire(import.meta.url);
const { girocode } = require('iban-qr-code');
const { PaymentCode } = require('sepa-payment-code');
const createSepaQr = require('sepa-qr');

/** The text in a QR code's picture. */
const read = async (picture) => {
  const chunks = [];
  for await (const chunk of picture) chunks.push(chunk);
  const { data, width, height } = PNG.sync.read(Buffer.concat(chunks));
  return jsQR(new Uint8ClampedArray(data), width, height).data;
};
const name = 'Example Shop';
const iban = 'BE71096123456769';
const text = 'Invoice 17';
const codes = {
  'iban-qr-code': girocode({ name, iban, reason: text }),
  'sepa-qr': await read(createSepaQr({ name, iban, remittance: text, information: 'Thank you' })),
  'sepa-payment-code': new PaymentCode(name, iban, 10, undefined, text).getPayload(),
  'sepa-payment-qr-code': generate({
    name, iban, amount: null, unstructuredReference: text, information: 'Thank you',
  }),
};
for (const [writer, code] of Object.entries(codes)) {
  const lines = code.split('\n');
  const shown = { version: 2, BIC: 5, amount: 8, reference: 10, text: 11, information: 12 };
  const fields = Object.entries(shown).map(([field, n]) => `${field} "${lines[n - 1] ?? ''}"`);
  console.log(`${writer}: ${fields.join(', ')}`);
}
END

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts iban-qr-code@1.0.0 sepa-qr@0.0.2 sepa-payment-code@1.0.3 \
  sepa-payment-qr-code@2.0.2 jsqr@1.4.0 pngjs@7.0.0

node write.mjs | tee seen
diff - seen <<'END'
iban-qr-code: version "001", BIC "DEZZZYYYXXX", amount "EUR19.05", reference "", text "Invoice 17", information ""
sepa-qr: version "002", BIC "", amount "EUR0.01", reference "Invoice 17", text "Thank you", information ""
sepa-payment-code: version "002", BIC "", amount "EUR10", reference "", text "Invoice 17", information ""
sepa-payment-qr-code: version "002", BIC "", amount "", reference "", text "Invoice 17", information "Thank you"
END
