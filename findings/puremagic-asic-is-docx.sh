#!/usr/bin/env bash
# ASiC signature containers: PyPI puremagic calls one a Word document, file-type calls it a plain ZIP.
#
# Guess    Both say application/zip.
# Seen     puremagic 1.30 answers the type of .docx for an ASiC-E and an ASiC-S container; npm file-type 21.3.4
#          answers application/zip although the first member, `mimetype`, names the type as ETSI demands.
# Matters  Qualified signatures of contracts and powers of attorney come as .asice and .asics (ETSI EN 319 162-1). A
#          step that accepts them by detected type gets none with file-type, and a wrong type with puremagic.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >containers.py <<'EOF'
import zipfile
import puremagic

def container(name, mime):
    with zipfile.ZipFile(name, 'w', zipfile.ZIP_STORED) as asic:
        asic.writestr('mimetype', mime)
        asic.writestr('contract.txt', 'Example')
        asic.writestr('META-INF/manifest.xml', '<manifest/>')
        asic.writestr('META-INF/signatures0.xml', '<signatures/>')

container('e.asice', 'application/vnd.etsi.asic-e+zip')
container('s.asics', 'application/vnd.etsi.asic-s+zip')
for name in ('e.asice', 's.asics'):
    with open(name, 'rb') as file:
        print('puremagic', name, puremagic.from_stream(file, mime=True))
EOF
cat >detect.mjs <<'EOF'
import { fileTypeFromFile } from 'file-type';
for (const name of ['e.asice', 's.asics']) console.log('file-type', name, (await fileTypeFromFile(name)).mime);
EOF

pip install --quiet --no-deps --target py puremagic==1.30 2>pip.log
npm install --silent --no-audit --no-fund --ignore-scripts file-type@21.3.4

{ PYTHONPATH=py python3 containers.py; node detect.mjs; } | tee seen
diff - seen <<'EOF'
puremagic e.asice application/vnd.openxmlformats-officedocument.wordprocessingml.document
puremagic s.asics application/vnd.openxmlformats-officedocument.wordprocessingml.document
file-type e.asice application/zip
file-type s.asics application/zip
EOF
