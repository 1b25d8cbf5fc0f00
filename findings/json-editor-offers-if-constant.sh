#!/usr/bin/env bash
# Editors: the JSON language service offers a constant from a schema's `if`, then refuses it.
#
# Guess    An `if` only tests. Completion offers what `properties` allows.
# Seen     vscode-json-languageservice 5.7.2: `properties` allows x and y, an `if` compares with "old". Completion
#          offers "old", "x" and "y". With "old" taken, validation says that only x and y are valid.
# Matters  Schemas with branches make editors propose values that no author may write.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >offer.mjs <<'END'
import { getLanguageService } from 'vscode-json-languageservice';
import { TextDocument } from 'vscode-languageserver-textdocument';
const schema = { properties: { kind: { enum: ['x', 'y'] } }, if: { properties: { kind: { const: 'old' } } }, then: {} };
const service = getLanguageService({});
service.configure({ schemas: [{ uri: 'file:///s.json', fileMatch: ['*.json'], schema }] });
for (const text of ['{"kind": "x"}', '{"kind": "old"}']) {
  const document = TextDocument.create('file:///d.json', 'json', 1, text);
  const parsed = service.parseJSONDocument(document);
  const { items } = await service.doComplete(document, document.positionAt(9), parsed);
  const problems = await service.doValidation(document, parsed);
  console.log(text, 'offered', ...items.map(({ label }) => label).sort());
  console.log(text, 'problems', ...problems.map(({ message }) => message));
}
END

npm install --silent --no-audit --no-fund --ignore-scripts \
  vscode-json-languageservice@5.7.2 vscode-languageserver-textdocument@1.0.16

node offer.mjs | tee seen
diff - seen <<'END'
{"kind": "x"} offered "old" "x" "y"
{"kind": "x"} problems
{"kind": "old"} offered "old" "x" "y"
{"kind": "old"} problems Value is not accepted. Valid values: "x", "y".
END
