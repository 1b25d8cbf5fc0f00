#!/usr/bin/env bash
# PSD2 certificates: Go writes the issuer's organizationIdentifier last, as other bytes than the certificate has.
#
# Guess    Go writes `2.5.4.97=#…` as Java's X500Principal does, and the others write the plain text.
# Seen     `Issuer.String()` of Go's crypto/x509 (seen with Go 1.26.8) moves 2.5.4.97 to the end and encodes its
#          UTF8String (tag 0c) anew as a PrintableString (tag 13). `Issuer.ToRDNSequence().String()` leaves it out.
#          `pkix.RDNSequence` of RawIssuer keeps the place, with the new tag. PyPI cryptography 50.0.2 and npm
#          @peculiar/x509 1.14.3 write the plain text, in opposite orders.
# Matters  keyId of a signed Berlin Group request has the issuer's name as text (`CA=…`), and QWACs name their issuers
#          with organizationIdentifier. Comparing the text fails between Go and anything else: compare the DER.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >make.py <<'EOF'
import datetime
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

name = x509.Name([
    x509.NameAttribute(NameOID.COUNTRY_NAME, 'RO'),
    x509.NameAttribute(NameOID.ORGANIZATION_NAME, 'Example'),
    x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, 'VATRO-12345'),
    x509.NameAttribute(NameOID.COMMON_NAME, 'Example CA'),
])
key = ec.generate_private_key(ec.SECP256R1())
certificate = (
    x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(4711)
    .not_valid_before(datetime.datetime(2026, 1, 1)).not_valid_after(datetime.datetime(2028, 1, 1))
    .sign(key, hashes.SHA256())
)
open('certificate.pem', 'wb').write(certificate.public_bytes(serialization.Encoding.PEM))
print('cryptography:', certificate.issuer.rfc4514_string())
EOF
cat >peculiar.mjs <<'EOF'
import 'reflect-metadata';
import fs from 'node:fs';
import { X509Certificate } from '@peculiar/x509';
console.log('peculiar:', new X509Certificate(fs.readFileSync('certificate.pem', 'utf8')).issuer);
EOF
cat >main.go <<'EOF'
package main

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"os"
)

func main() {
	text, _ := os.ReadFile("certificate.pem")
	block, _ := pem.Decode(text)
	certificate, _ := x509.ParseCertificate(block.Bytes)
	var raw pkix.RDNSequence
	asn1.Unmarshal(certificate.RawIssuer, &raw)
	fmt.Println("go Issuer:", certificate.Issuer)
	fmt.Println("go ToRDNSequence:", certificate.Issuer.ToRDNSequence())
	fmt.Println("go RawIssuer:", raw)
}
EOF

pip install --quiet --no-deps --target py cryptography==50.0.2 cffi==2.1.1 pycparser==3.12 2>pip.log
npm install --silent --no-audit --no-fund --ignore-scripts @peculiar/x509@1.14.3 reflect-metadata@0.2.2
go mod init example >go.log 2>&1

{ PYTHONPATH=py python3 make.py; node peculiar.mjs; go run .; } | tee seen
diff - seen <<'EOF'
cryptography: CN=Example CA,2.5.4.97=VATRO-12345,O=Example,C=RO
peculiar: C=RO, O=Example, 2.5.4.97=VATRO-12345, CN=Example CA
go Issuer: CN=Example CA,O=Example,C=RO,2.5.4.97=#130b564154524f2d3132333435
go ToRDNSequence: CN=Example CA,O=Example,C=RO
go RawIssuer: CN=Example CA,2.5.4.97=#130b564154524f2d3132333435,O=Example,C=RO
EOF
