#!/usr/bin/env bash
# EPC QR codes of SEPA transfers: readers ignore the payload's character set, so a payee's name changes or vanishes.
#
# Guess    PyPI segno writes UTF-8, and every reader gives the name as it was.
# Seen     segno 1.6.6 takes the first ISO 8859 table that has all letters, says which in the payload's third line (2
#          to 8) and sets no ECI. npm jsqr 1.4.0 then gives an empty text; PyPI zxing-cpp 3.1.1 guesses: Latin-1 comes
#          through, ISO 8859-2 and 8859-4 come as Latin-1's letters. Romanian comma letters are in no table that it
#          tries, so those names are UTF-8 and right. With `encoding='utf-8'` all are right.
# Matters  A first deposit by QR code goes to the payee's name as read; banks compare it (verification of payee).
#          Write UTF-8, and read the bytes by the payload's third line.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >names.py <<'EOF'
import segno.helpers
import zxingcpp
from PIL import Image

for number, name in enumerate(['Müller', 'Łukasz Żak', 'Jānis Ozoliņš', 'Ștefan']):
    for encoding in (None, 'utf-8'):
        file = f'{number}-{encoding}.png'
        code = segno.helpers.make_epc_qr(name, 'DE89370400440532013000', 12.3, text='x', encoding=encoding)
        code.save(file, scale=6)
        lines = zxingcpp.read_barcodes(Image.open(file))[0].text.split('\n')
        print(file, name, 'charset', lines[2], 'zxing-cpp', lines[5])
EOF
cat >names.mjs <<'EOF'
import fs from 'node:fs';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
for (const file of fs.readdirSync('.').filter((name) => name.endsWith('.png')).sort()) {
  const { data, width, height } = PNG.sync.read(fs.readFileSync(file));
  const code = jsqr(new Uint8ClampedArray(data), width, height);
  console.log(file, 'jsqr', JSON.stringify(code.data.split('\n')[5] ?? code.data));
}
EOF

pip install --quiet --no-deps --target py segno==1.6.6 zxing-cpp==3.1.1 pillow==13.0.0 2>pip.log
npm install --silent --no-audit --no-fund --ignore-scripts jsqr@1.4.0 pngjs@7.0.0

{ PYTHONPATH=py PYTHONIOENCODING=utf-8 python3 names.py; node names.mjs; } | tee seen
diff - seen <<'EOF'
0-None.png Müller charset 2 zxing-cpp Müller
0-utf-8.png Müller charset 1 zxing-cpp Müller
1-None.png Łukasz Żak charset 3 zxing-cpp £ukasz ¯ak
1-utf-8.png Łukasz Żak charset 1 zxing-cpp Łukasz Żak
2-None.png Jānis Ozoliņš charset 4 zxing-cpp Jànis Ozoliñ¹
2-utf-8.png Jānis Ozoliņš charset 1 zxing-cpp Jānis Ozoliņš
3-None.png Ștefan charset 1 zxing-cpp Ștefan
3-utf-8.png Ștefan charset 1 zxing-cpp Ștefan
0-None.png jsqr ""
0-utf-8.png jsqr "Müller"
1-None.png jsqr ""
1-utf-8.png jsqr "Łukasz Żak"
2-None.png jsqr ""
2-utf-8.png jsqr "Jānis Ozoliņš"
3-None.png jsqr "Ștefan"
3-utf-8.png jsqr "Ștefan"
EOF
