#!/usr/bin/env bash
# HTTP signatures: Go's go-fed/httpsig cuts a Berlin Group keyId at its first comma, without an error.
#
# Guess    go-fed/httpsig refuses a keyId with commas; the others read it whole.
# Seen     go-fed/httpsig 1.1.0 answers the key id `SN=9FA1` and goes on: the issuer is gone. npm
#          @digitalbazaar/http-signature-header 5.0.1 and PyPI httpsig 1.3.0 read the whole of it.
# Matters  Berlin Group's keyId is `SN=…,CA=…` with commas in the issuer's name. A serial number is unique only within
#          its issuer: a receiver in Go that looks keys up by what it is given mixes up two issuers' certificates.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >header <<'EOF'
keyId="SN=9FA1,CA=CN=Example%20CA%201,O=Example%20Trust,C=DE",algorithm="rsa-sha256",headers="digest x-request-id",signature="YWJj"
EOF

cat >main.go <<'EOF'
package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/go-fed/httpsig"
)

func main() {
	header, _ := os.ReadFile("header")
	request, _ := http.NewRequest("GET", "http://bank.example/", nil)
	request.Header.Set("Digest", "SHA-256=abc")
	request.Header.Set("X-Request-Id", "1")
	request.Header.Set("Signature", strings.TrimSpace(string(header)))
	verifier, err := httpsig.NewVerifier(request)
	fmt.Println("go-fed:", verifier.KeyId(), err)
}
EOF
cat >digitalbazaar.mjs <<'EOF'
import fs from 'node:fs';
import { parseRequest } from '@digitalbazaar/http-signature-header';
const authorization = `Signature ${fs.readFileSync('header', 'utf8').trim()}`;
const request = { method: 'GET', url: '/', headers: { authorization, digest: 'SHA-256=abc', 'x-request-id': '1' } };
console.log('digitalbazaar:', parseRequest(request, { expectedHeaders: [], headers: ['digest'] }).params.keyId);
EOF
cat >python.py <<'EOF'
from httpsig.utils import parse_authorization_header
print('httpsig:', parse_authorization_header('Signature ' + open('header').read().strip())[1]['keyid'])
EOF

go mod init example >go.log 2>&1
go get github.com/go-fed/httpsig@v1.1.0 >>go.log 2>&1
npm install --silent --no-audit --no-fund --ignore-scripts @digitalbazaar/http-signature-header@5.0.1
pip install --quiet --no-deps --target py httpsig==1.3.0 six==1.17.0 pycryptodome==3.24.1 2>pip.log

{ go run .; node digitalbazaar.mjs; PYTHONPATH=py python3 python.py; } | tee seen
diff - seen <<'EOF'
go-fed: SN=9FA1 <nil>
digitalbazaar: SN=9FA1,CA=CN=Example%20CA%201,O=Example%20Trust,C=DE
httpsig: SN=9FA1,CA=CN=Example%20CA%201,O=Example%20Trust,C=DE
EOF
