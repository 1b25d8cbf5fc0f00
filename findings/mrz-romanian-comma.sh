#!/usr/bin/env bash
# Romanian names in a passport's machine-readable zone: PyPI mrz refuses the right letters and takes the wrong ones.
#
# Guess    Ș and Ț with a comma below become S and T, as Ş and Ţ with a cedilla do; ICAO 9303 writes both so.
# Seen     mrz 0.6.2 raises FieldError for U+0218 and U+021A, the letters of the Romanian alphabet. For U+015E and
#          U+0162, which older software has in their place, it writes S and T.
# Matters  A name typed on a Romanian keyboard can't be compared with a passport's zone, and the one typed with the
#          wrong letters can. Ștefănescu and Țepeș are common names.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >names.py <<'EOF'
from mrz.generator.td3 import TD3CodeGenerator

NAMES = {'comma': '\u0218erban', 'cedilla': '\u015eerban', 'comma T': '\u021aepe\u0219', 'cedilla T': '\u0162epe\u015f'}
for kind, name in NAMES.items():
    try:
        code = TD3CodeGenerator('P', 'ROU', name, 'Ana', '00000000', 'ROU', '800101', 'F', '300101', '')
        print(kind, str(code).split('\n')[0][5:11].rstrip('<'))
    except Exception as error:
        print(kind, type(error).__name__)
EOF
cat >expected <<'EOF'
comma FieldError
cedilla SERBAN
comma T FieldError
cedilla T TEPES
EOF

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mrz==0.6.2
venv/bin/python names.py | tee seen
diff expected seen
echo "as recorded: mrz 0.6.2"
