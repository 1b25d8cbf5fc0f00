#!/usr/bin/env bash
# Editors: a `$schema` that can't be loaded switches off the schema that the editor was configured with.
#
# Guess    The schema configured by fileMatch still applies, beside the document's own or in its place.
# Seen     vscode-json-languageservice 5.7.2: with a missing `$schema`, a wrong value is no longer reported, and nothing
#          is offered. One problem remains, that the schema can't be loaded.
# Matters  A document moved to another folder loses all help, though the editor has its schema.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >gone.mjs <<'END'
import { getLanguageService } from 'vscode-json-languageservice';
import { TextDocument } from 'vscode-languageserver-textdocument';
const schema = { properties: { kind: { enum: ['x', 'y'] } } };
const service = getLanguageService({ schemaRequestService: () => Promise.reject(new Error('no such file')) });
service.configure({ schemas: [{ uri: 'file:///s.json', fileMatch: ['*.json'], schema }] });
for (const text of ['{"kind": "z"}', '{"$schema": "./gone.json", "kind": "z"}']) {
  const document = TextDocument.create('file:///d.json', 'json', 1, text);
  const parsed = service.parseJSONDocument(document);
  const offered = await service.doComplete(document, document.positionAt(text.indexOf('"z"')), parsed);
  const problems = await service.doValidation(document, parsed);
  console.log(text, 'offered', offered.items.length, 'problems', ...problems.map(({ message }) => message));
}
END

npm install --silent --no-audit --no-fund --ignore-scripts \
  vscode-json-languageservice@5.7.2 vscode-languageserver-textdocument@1.0.16

node gone.mjs | tee seen
diff - seen <<'END'
{"kind": "z"} offered 2 problems Value is not accepted. Valid values: "x", "y".
{"$schema": "./gone.json", "kind": "z"} offered 0 problems Unable to load schema from '/./gone.json': no such file.
END
